"""The calls that read customers: `GetCustomersByNumber` and `advancedinfosearch`.

Both are known from public clients alone, who do not agree (docs/api.md): so what
they do is what most clients expect, and the variants do the rest. Assumed here are the keys of a
record, that blank fields are null, that a search is in the order of the numbers, and that it
repeats a `TotalCountFromPriorFetch` instead of counting again.

A filter is `{field, operator, value}` or `{logic, filters}`, and compares texts without case. As
the live service ignores what it does not know, a filter that cannot be read fits every customer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson

from customer_import.sandbox.answers import REFUSED, Problem, Reply, envelope, refuse, result
from customer_import.sandbox.calls import Batch, Call, Misshapen, array
from customer_import.sandbox.fields import MOST_INTEGER, PHONE_NUMBERS, PHONES, TEXTS, VALUE_OF
from customer_import.sandbox.session import Customer, Session
from customer_import.sandbox.shapes import Manner

Variants = frozenset[str]
"""Names of `VARIANTS`."""

FEW_KEYS = ("CustomerId", "CustomerNumber", "CustomerName")
NULL_PHONES = (*PHONE_NUMBERS, *PHONES, "Addresses")
USUAL_PAGE = 100
"""Records on a page if the request names no size; and at most, with `short-pages`."""


class ReadCall(Call):
    """A call that reads; what right it needs is not known, so it needs none."""

    def refuse_each(self, batch: Batch, problem: Problem, manner: Manner) -> Reply:  # noqa: ARG002 - every call has it
        """Return the envelope with the reason, and no data."""
        return refuse(problem, 200)


class NumbersCall(ReadCall):
    """`customers/GetCustomersByNumber`."""

    name = "numbers"

    def unpack(self, body: Any) -> Batch:
        """Return the numbers of a bare JSON array."""
        batch = array(body, "customer numbers")
        if not all(isinstance(number, str) for number in batch.records):
            raise Misshapen("The body must be an array of customer numbers.")
        # JSON can have half of a character of UTF-16, which an answer in UTF-8 cannot repeat.
        return Batch([number.encode(errors="replace").decode() for number in batch.records])

    def answer(self, batch: Batch, session: Session, manner: Manner) -> Reply:
        """Answer about each number."""
        variants = manner.variants
        found = [(number, _found(number, session, variants)) for number in batch.records]
        if "strangers" in variants:
            found += [(each.number, each) for each in _strangers(batch.records, session)]
        if "duplicates" in variants:
            found += found
        if "reversed" in variants:
            found.reverse()
        data = [each for element in _elements(found, variants) for each in element]
        return _reply(envelope(data, total=len(data)), variants)


def _found(number: str, session: Session, variants: Variants) -> Customer | None:
    if "none-exist" in variants:
        return None
    customer = session.customer(number)
    if customer is None and "all-exist" in variants:
        return Customer(0, number, {"CustomerName": "Customer"}, [], {}, "")
    return customer


def _strangers(asked: Sequence[str], session: Session) -> list[Customer]:
    """Return one customer that nobody asked for, if there is one."""
    numbers = {session.known_as(number) for number in asked}
    # One more than were asked for holds one that was not.
    everybody = session.customers("1", (), len(numbers) + 1, 0)
    return [each for each in everybody if each.number not in numbers][:1]


def _elements(
    found: Sequence[tuple[str, Customer | None]], variants: Variants
) -> Iterator[list[Any]]:
    """Yield the element of each number: none, or one."""
    for place, (number, customer) in enumerate(found):
        bare = "records" in variants or ("mixed" in variants and place % 2 == 0)
        if customer is not None:
            record = record_of(customer, variants)
            yield [record if bare else envelope(record, total=1)]
        else:
            yield _absent(number, variants, bare=bare)


def _absent(number: str, variants: Variants, *, bare: bool) -> list[Any]:
    if "absent-missing" in variants:
        return []
    if "absent-null" in variants:
        return [None if bare else envelope(None)]
    if "absent-blank" in variants:
        blank = record_of(Customer(0, "", {}, [], {}, ""), variants - {"no-nulls"})
        record = dict.fromkeys(blank)
        return [record if bare else envelope(record)]
    message = f"The customer number '{number}' does not exist."
    refused = result(REFUSED, message, 404, "CustomerNumber")
    return [] if bare else [envelope(None, [refused], has_error=True)]


class SearchCall(ReadCall):
    """`customers/advancedinfosearch`."""

    name = "search"

    def unpack(self, body: Any) -> Batch:
        """Return the search as the one record of its request."""
        if not isinstance(body, dict):
            raise Misshapen("The body must be an object with PageSize and PageNumber.")
        for name in ("PageSize", "PageNumber", "AdditionalSkipCount", "TotalCountFromPriorFetch"):
            given = body.get(name)
            if given is not None and (type(given) is not int or not 0 <= given < 2**31):
                raise Misshapen(f"{name} must be a whole number.")
        return Batch([body])

    def answer(self, batch: Batch, session: Session, manner: Manner) -> Reply:
        """Answer with a page of the customers that the filter fits."""
        variants = manner.variants
        [search] = batch.records
        condition = None if "no-filter" in variants else search.get("Filter")
        where, values = where_of(condition)
        size = _size(search, variants)
        total = search.get("TotalCountFromPriorFetch") or session.count(where, values)
        skip = _skip(search, size, total, variants)
        page = list(session.customers(where, values, size + 1, skip))
        more = "true-flag" in variants or (len(page) > size and "false-flag" not in variants)
        records = [record_of(customer, variants) for customer in page[:size]]
        if "mixed" in variants:
            records[1::2] = [envelope(record, total=1) for record in records[1::2]]
        told = 0 if "zero-total" in variants else total
        return _reply(envelope(records, more=more, total=told), variants)


def _size(search: dict[str, Any], variants: Variants) -> int:
    size = search.get("PageSize") or USUAL_PAGE
    return min(size, USUAL_PAGE) if "short-pages" in variants else size


def _skip(search: dict[str, Any], size: int, total: int, variants: Variants) -> int:
    """Return how many customers come before the page."""
    page = search.get("PageNumber") or 1
    if "last-page-again" in variants:
        page = min(page, max(-(-total // size), 1))
    return (page - 1) * size + (search.get("AdditionalSkipCount") or 0)


def record_of(customer: Customer, variants: Variants) -> dict[str, Any]:
    """Return a customer as reads show it: without phones, addresses and notes."""
    fields = customer.fields
    record = {
        "CustomerId": customer.id,
        "CustomerNumber": customer.number,
        **{name: fields.get(name) for name in TEXTS},
        "CustomFields": _custom_fields(customer),
        "HasAttachment": bool(customer.attachments),
        "IsAutogeneratedCustomerNumber": False,
        "LastUpdated": customer.updated or None,
    }
    if "null-phones" in variants:
        record.update(dict.fromkeys(NULL_PHONES))
    if "few-keys" in variants:
        record = {name: record[name] for name in FEW_KEYS}
    if "no-nulls" in variants:
        record = {name: value for name, value in record.items() if value not in (None, [])}
    return record


def _custom_fields(customer: Customer) -> list[dict[str, Any]]:
    values = customer.fields.get("CustomFields", {})
    return [_custom_field(label, value, customer.types) for label, value in values.items()]


def _custom_field(label: str, value: Any, types: dict[str, int]) -> dict[str, Any]:
    # A data file of an older version has no types.
    kind = types.get(label) or (1 if isinstance(value, str) else 2)
    return {
        "DcfLabel": label,
        "DCFDataType": kind,
        **dict.fromkeys(VALUE_OF.values()),
        VALUE_OF[kind]: value,
        "DcfValueRecordStatus": 0,
    }


def _reply(value: Any, variants: Variants) -> Reply:
    """Return a reply in JSON, with its keys in the case that a variant asks for."""
    if "lower-case" in variants:
        value = _with_keys(value, str.lower)
    elif "camel-case" in variants:
        value = _with_keys(value, lambda key: key[:1].lower() + key[1:])
    return Reply(200, orjson.dumps(value))


def _with_keys(value: Any, respell: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {respell(key): _with_keys(each, respell) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_keys(each, respell) for each in value]
    return value


Where = tuple[str, tuple[Any, ...]]
"""A condition in SQL, and what its `?` stand for."""

EVERYBODY: Where = ("1", ())
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "CustomerId": "id",
        "CustomerNumber": "number",
        "LastUpdated": "updated",
        **{name: f"coalesce(json_extract(fields, '$.{name}'), '')" for name in TEXTS},
    }
)
OPERATORS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "{0} = ? COLLATE NOCASE",
        "neq": "{0} <> ? COLLATE NOCASE",
        "lt": "{0} < ? COLLATE NOCASE",
        "lte": "{0} <= ? COLLATE NOCASE",
        "gt": "{0} > ? COLLATE NOCASE",
        "gte": "{0} >= ? COLLATE NOCASE",
        "contains": "instr(lower({0}), lower(?)) > 0",
        "startswith": "instr(lower({0}), lower(?)) = 1",
    }
)


MOST = 100
"""Conditions in one filter; SQLite can take some hundred."""


def where_of(condition: Any) -> Where:
    """Return a filter as a condition; one that cannot be read fits everybody."""
    try:
        where = _read(condition, MOST)
    except (KeyError, TypeError, ValueError):
        return EVERYBODY
    return where if len(where[1]) <= MOST else EVERYBODY


def _read(condition: Any, depth: int) -> Where:
    if not isinstance(condition, dict) or not depth:
        raise TypeError(condition)
    if not condition.get("filters"):
        column, operator = COLUMNS[condition["field"]], OPERATORS[condition["operator"]]
        return operator.format(column), (_value(condition["value"]),)
    parts = [_read(each, depth - 1) for each in condition["filters"]]
    logic = {"and": " AND ", "or": " OR "}[condition["logic"]]
    joined = logic.join(f"({sql})" for sql, _ in parts)
    return joined, tuple(value for _, values in parts for value in values)


def _value(value: Any) -> str | int | float:
    """Return a value that SQLite can take."""
    match value:
        case str() if value.isprintable():
            return value
        case int() | float() if abs(value) < MOST_INTEGER:
            return value
    raise ValueError(value)
