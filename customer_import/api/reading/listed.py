"""What the answer to a read holds, element by element: nothing of it is believed yet.

An element is a record, an envelope (`{Data, Messages, HasError …}`) around one, null, or something
else. Keys are known in any case, because clients saw several.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import ValidationError

from customer_import.api.answer import Answer, WtResult, message, name, succeeded
from customer_import.api.reading.seen import SeenCustomer, seen_customer

NULL = "null"
BLANK = "a record with nothing in it"
NO_DATA = "an envelope with nothing in it"
REFUSAL = "an error"
OTHER = "something that is not a customer"


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that holds no customer; a server may have one for a number that it does not know.

    Attributes:
        kind: one of the texts above.
        status: the HTTP status that an error names.
        code: its `ResultCode`.
        text: its message.
        field: its `FieldName`.
    """

    kind: str
    status: int = 0
    code: int = 0
    text: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Elements:
    """The answer to a read.

    Attributes:
        customers: the records in it, in the order of the answer.
        marks: everything else in it, and the errors of the answer as a whole.
        has_list: whether there was a list at all; without one the answer is about no number.
        total: its `TotalRecordsLongCount`; None if it has none.
        more: its `HasSuccessWithMoreDataRemaining`.
        forbidden: a result that refuses the token or the permission.
    """

    customers: tuple[SeenCustomer, ...]
    marks: tuple[Mark, ...]
    has_list: bool
    total: int | None = None
    more: bool = False
    forbidden: WtResult | None = None

    @property
    def count(self) -> int:
        """Count the elements of the list."""
        return len(self.customers) + len(self.marks)


def read_elements(body: bytes) -> Elements | None:
    """Read the elements of an answer; None if it is not the API's JSON."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    envelope = _folded(answer) if isinstance(answer, dict) else {}
    if not _is_envelope(envelope):
        return None
    whole = _results(envelope)
    data = envelope.get("data")
    found = [each for element in _listed(data) for each in _unwrapped(element)]
    marks = [each for each in found if isinstance(each, Mark)]
    if whole is None:
        return Elements((), (Mark(OTHER),), has_list=False)
    marks += _errors(whole)
    total = envelope.get("totalrecordslongcount")
    return Elements(
        tuple(each for each in found if not isinstance(each, Mark)),
        tuple(marks),
        has_list=isinstance(data, list),
        total=total if isinstance(total, int) else None,
        more=envelope.get("hassuccesswithmoredataremaining") is True,
        forbidden=whole.forbidden,
    )


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _unwrapped(element: Any) -> Iterator[SeenCustomer | Mark]:
    """Yield the customer that an element holds, or the mark that it is."""
    if element is None:
        yield Mark(NULL)
        return
    if not isinstance(element, dict):
        yield Mark(OTHER)
        return
    folded = _folded(element)
    if not _is_envelope(folded):
        yield _record(folded)
        return
    results, data = _results(folded), folded.get("data")
    errors = list(_errors(results)) if results is not None else [Mark(OTHER)]
    inner = data if isinstance(data, list) else [data]
    records = [_record(_folded(each)) for each in inner if isinstance(each, dict)]
    # An error beside a record contradicts it: neither is believed.
    yield from errors or records or [Mark(NO_DATA if data in (None, []) else OTHER)]


def _record(folded: Mapping[str, Any]) -> SeenCustomer | Mark:
    customer = seen_customer(folded)
    if customer is not None:
        return customer
    is_blank = all(value in (None, "", 0, [], False) for value in folded.values())
    return Mark(BLANK if is_blank and "customernumber" in folded else OTHER)


def _errors(answer: Answer) -> Iterator[Mark]:
    """Yield a mark for each result that says failure, or for the flag alone."""
    failures = [each for each in answer.Messages or () if not succeeded(each)]
    for each in failures:
        status, code = each.get("HttpStatusCode") or 0, each.get("ResultCode") or 0
        yield Mark(REFUSAL, status, code, message(each), name(each))
    if answer.failed and not failures:
        yield Mark(REFUSAL)


def _results(envelope: Mapping[str, Any]) -> Answer | None:
    """Return what an envelope says beside its data; None if that cannot be read."""
    messages = envelope.get("messages")
    if messages is not None and not isinstance(messages, list):
        return None
    if not all(isinstance(each, dict) for each in messages or ()):
        return None
    given = {
        "Messages": [_with_names(each) for each in messages or ()],
        "HasError": envelope.get("haserror"),
        "HasHttpError": envelope.get("hashttperror"),
    }
    try:
        return Answer.model_validate(given)
    except ValidationError:
        return None


_RESULT = {key.casefold(): key for key in WtResult.__annotations__}


def _with_names(result: Mapping[str, Any]) -> dict[str, Any]:
    return {_RESULT.get(key.casefold(), key): value for key, value in result.items()}


def _is_envelope(folded: Mapping[str, Any]) -> bool:
    return "customernumber" not in folded and bool(folded.keys() & {"data", "messages", "haserror"})


def _folded(element: Mapping[str, Any]) -> dict[str, Any]:
    return {key.casefold(): value for key, value in element.items()}


def refusal_text(elements: Elements) -> str:
    """Return what an answer says is wrong; blank if it does not say anything."""
    said = (each.text for each in elements.marks if each.kind == REFUSAL)
    return "; ".join(dict.fromkeys(filter(None, said)))
