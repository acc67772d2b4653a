"""What can be known of a server before anything is sent to it, without changing anything there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import orjson

from customer_import.api.answer import Answer, nobody, read_answer, reasons
from customer_import.api.reading.calibrate import Calibration
from customer_import.api.reading.seen import Existence, SeenCustomer
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.reply import NoReply, Reply
from customer_import.api.token import expiry
from customer_import.api.verdict import HOW_TO_RENEW, judge, refusal
from customer_import.comparing.fields import custom_name
from customer_import.customer import PHONES, Kind
from customer_import.endpoints import Call
from customer_import.errors import BadCertificate, CannotRead, Refused, WrongAnswer
from customer_import.mapping.model import CustomerMapping


class Certainty(StrEnum):
    """How sure a fact is."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes:
        name: what it is about.
        certainty: how sure it is.
        message: what is known, or why it is not, and what to do.
    """

    name: str
    certainty: Certainty
    message: str


def proven(name: str, message: str) -> Fact:
    """Return a fact that is sure."""
    return Fact(name, Certainty.PROVEN, message)


def refuted(name: str, message: str) -> Fact:
    """Return a fact of which the contrary is sure."""
    return Fact(name, Certainty.REFUTED, message)


def unknown(name: str, message: str) -> Fact:
    """Return a fact that cannot be known."""
    return Fact(name, Certainty.UNKNOWN, message)


SERVER, TOKEN, LIST, READS = "server", "token", "list of customers", "reads by number"
UPDATE, CREATE = "right to update", "right to create"
FROM_SEARCH = 4
"""Numbers of the first page that calibrating takes, in addition to those of the ledger."""


@dataclass(slots=True)
class ServerCheck:
    """Checks one server.

    Attributes:
        reader: reads it.
        token: as it is sent.
        secure: its address begins with https.
        now: the time of day.
        known: numbers that should exist.
        mapping: whose fields are looked for; None if none is given.
        tries_update: whether an update of a number that nobody has is sent.
    """

    reader: ServerReader
    token: str
    secure: bool
    now: Callable[[], datetime]
    known: Iterable[str] = ()
    mapping: CustomerMapping | None = None
    tries_update: bool = False
    _sample: tuple[SeenCustomer, ...] = field(default=(), init=False)

    def facts(self) -> Iterator[Fact]:
        """Yield the facts, as far as they can be found out.

        Raises:
            Unreachable: the server does not answer.
            Interrupted: the user asked to stop.
        """
        ends = expiry(self.token)
        if ends is not None and ends <= self.now():
            yield refuted(TOKEN, f"It expired on {_time(ends)}. {HOW_TO_RENEW}")
            return
        try:
            reads = [self._fact(LIST, self._listed), self._fact(READS, self._read)]
        except BadCertificate as why:
            yield refuted(SERVER, f"{why}")
        except Refused as why:
            yield proven(SERVER, self._answers)
            yield refuted(TOKEN, f"{why}")
        except WrongAnswer as why:
            yield refuted(SERVER, f"{why}")
        else:
            yield proven(SERVER, self._answers)
            yield self._token(ends, reads)
            yield from reads
            yield from self._of_mapping()
            yield from self._rights()

    @property
    def _answers(self) -> str:
        return "It answers, and its certificate is good." if self.secure else "It answers."

    def _fact(self, name: str, find_out: Callable[[], Fact]) -> Fact:
        """Return a fact, or that it is refuted because the server cannot be read."""
        try:
            return find_out()
        except CannotRead as why:
            return refuted(name, f"{why}".strip())

    def _token(self, ends: datetime | None, reads: Sequence[Fact]) -> Fact:
        """Say that the token is accepted, if a read was answered."""
        until = "when it ends cannot be read from it" if ends is None else f"until {_time(ends)}"
        if all(each.certainty == Certainty.REFUTED for each in reads):
            return unknown(TOKEN, f"No answer shows whether it is accepted; {until}.")
        return proven(TOKEN, f"It is accepted; {until}.")

    def _listed(self) -> Fact:
        """Look at the first page of all customers."""
        page = self.reader.everybody().first()
        self._sample = page.customers
        if page.total is None or page.total < len(page.customers):
            return unknown(LIST, "The server lists customers, and does not say how many there are.")
        count = f"{page.total:,} {'customer' if page.total == 1 else 'customers'}"
        return proven(LIST, f"The server lists {count}.")

    def _read(self) -> Fact:
        numbers = [*(each.number for each in self._sample[:FROM_SEARCH]), *self.known]
        return self._calibrated(self.reader.calibrate(numbers))

    def _of_mapping(self) -> Iterator[Fact]:
        if self.mapping is not None:
            yield from field_facts(self.mapping, self._sample)

    def _calibrated(self, found: Calibration) -> Fact:
        if found.is_empty:
            return unknown(
                READS, "The server does not have any customer yet, so every number is a new one."
            )
        if found.manner.tells_absent:
            return proven(READS, "It is certain which numbers exist, and which do not.")
        return unknown(
            READS,
            "Customers who exist are found; that a number does not exist cannot be seen, so such "
            "rows are unreadable in a plan.",
        )

    def _rights(self) -> Iterator[Fact]:
        if self.tries_update:
            yield try_update(UPDATE, self.reader)
        else:
            yield unknown(
                UPDATE, "Only writing shows it; --try-update tries it on a number that nobody has."
            )
        yield unknown(CREATE, "Only writing shows it. The token has exactly its user's rights.")


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def field_facts(mapping: CustomerMapping, seen: Sequence[SeenCustomer]) -> Iterator[Fact]:
    """Yield a fact for each custom field of a mapping, and one for its types.

    Args:
        mapping: the mapping.
        seen: some customers of the server.
    """
    kinds = _kinds(seen)
    for label, leaf in (mapping.fields.CustomFields or {}).items():
        yield _custom_field(label, leaf.type or Kind.TEXT, kinds, len(seen))
    if types := list(dict.fromkeys(_types(mapping))):
        yield unknown(
            "types",
            f"Whether the server has the {', '.join(types)} cannot be read: look into Wasp.",
        )


def _kinds(seen: Sequence[SeenCustomer]) -> Mapping[str, set[Kind]]:
    """Return the kinds of each custom field, by its label."""
    kinds: dict[str, set[Kind]] = {}
    for customer in seen:
        for label, custom in (customer.custom or {}).items():
            found = kinds.setdefault(label, set())
            if custom.kind is not None:
                found.add(custom.kind)
    return kinds


def _custom_field(label: str, kind: Kind, kinds: Mapping[str, set[Kind]], seen: int) -> Fact:
    name, found = custom_name(label), kinds.get(label)
    if found and kind not in found:
        there = " or ".join(sorted(found))
        return refuted(name, f"At the server it is a {there}, and the mapping sends a {kind}.")
    if found:
        return proven(name, f"Customers have it, as a {kind}.")
    if found is not None:
        return unknown(name, "Customers have it, and the server does not say its type.")
    near = next((each for each in kinds if each.casefold() == label.casefold()), None)
    if near:
        return refuted(name, f"At the server it is called {near}.")
    return unknown(name, f"None of the {seen:,} customers looked at has it: look into Wasp.")


def _types(mapping: CustomerMapping) -> Iterator[str]:
    """Yield the phone and address types that a mapping names."""
    fields = mapping.fields
    for name in PHONES:
        phone = getattr(fields, name)
        leaf = phone.parts.PhoneTypeName if phone and phone.parts else None
        if leaf and leaf.value:
            yield f"phone type {leaf.value}"
    for name in fields.Addresses or {}:
        if name != "*":
            yield f"address type {name}"


MISSING = 404


def try_update(name: str, reader: ServerReader) -> Fact:
    """Try the right to update, by a call that can create nobody.

    Args:
        name: of the fact.
        reader: of the server; if it is calibrated, it looks whether anybody was created.
    """
    number = nobody()
    fields = {"CustomerNumber": number, "CustomerName": "customer-import check"}
    body = {"ApplicableFields": list(fields), "Data": [{"ImportRowNumber": 1, **fields}]}
    courier = reader.courier
    try:
        reply = courier.post(Call.UPDATE, orjson.dumps(body))
    except NoReply as why:
        return unknown(name, f"The update got no answer: {why.reason}.")
    if _exists(number, reader):
        return refuted(
            name, f"updateExisting created a customer, {number}: delete it, and use no updates."
        )
    verdict = judge(reply, courier.clock.now())
    if verdict.stop is not None:
        return _stopped(name, verdict.stop)
    return _answered(name, number, reply, verdict.reason)


def _exists(number: str, reader: ServerReader) -> bool:
    calibration = reader.calibration
    if calibration is None or calibration.is_empty:
        return False
    return any(each.existence == Existence.PRESENT for each in reader.read([number]))


def _stopped(name: str, stop: Exception) -> Fact:
    return refuted(name, f"{stop}") if isinstance(stop, Refused) else unknown(name, f"{stop}")


def _answered(name: str, number: str, reply: Reply, why: str) -> Fact:
    answer = read_answer(reply.body)
    if answer is not None and answer.forbidden is not None:
        return refuted(name, f"{refusal(answer.forbidden)}")
    said = reasons(answer.failures).rstrip(".") if answer is not None else why
    if answer is not None and _is_missing(answer, number):
        return proven(
            name,
            "It seems to exist: the server looked for the number of an update, and did not find "
            f"it ({said}).",
        )
    return unknown(name, f"The answer to an update does not show it: {said or 'no error'}.")


def _is_missing(answer: Answer, number: str) -> bool:
    """Return whether an answer says of the number that it does not exist."""
    return any(
        each.get("HttpStatusCode") == MISSING or number in (each.get("Message") or "")
        for each in answer.failures
    )
