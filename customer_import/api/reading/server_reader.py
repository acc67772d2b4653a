"""Reads customers by their numbers, and decides about each number by itself.

    reader = ServerReader(courier, assume)
    reader.calibrate(known)
    for reading in reader.read(numbers):
        ...

A number is present, absent or unknown; what an answer leaves open is asked for again in halves,
down to the number alone. Memory is flat: a few requests are on their way at a time.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import orjson

from customer_import.api.answer import nobody
from customer_import.api.reading.assumed import USUALLY, ReadAssumptions
from customer_import.api.reading.calibrate import ADVICE, WITNESSES, Calibration, calibrate, liar
from customer_import.api.reading.courier import Courier, Heard
from customer_import.api.reading.listed import Elements
from customer_import.api.reading.pages import Listing, search
from customer_import.api.reading.proof import Asked, Proof, weigh
from customer_import.api.reading.seen import Existence, Reading
from customer_import.endpoints import Call
from customer_import.errors import CannotRead
from customer_import.events import LookedUp

ENOUGH = 3
"""So many numbers in a row, each asked for alone, of which nothing is proven end the command."""
RECENT = 8
"""Customers seen lately, to replace a witness that somebody has deleted."""
MOST_CHANGES = 2
"""How often the same numbers are asked for with other witnesses."""


@dataclass(slots=True)
class _Slot:
    """The numbers of one first request, some of which may be settled already."""

    numbers: Sequence[str]
    readings: dict[str, Reading] = field(default_factory=dict)
    changes: int = 0

    @property
    def is_done(self) -> bool:
        return len(self.readings) == len(self.numbers)


@dataclass(frozen=True, slots=True)
class _Topic:
    """What a request by numbers is about."""

    asked: Asked
    slot: _Slot


@dataclass(slots=True)
class ServerReader:
    """Reads customers of one server; one thing at a time.

    Attributes:
        courier: posts the reads.
        assume: how they are used.
        calibration: what `calibrate` has found.
    """

    courier: Courier
    assume: ReadAssumptions = USUALLY
    calibration: Calibration | None = None
    _recent: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT))
    _open: int = 0
    _looked_up: int = 0

    def calibrate(self, known: Iterable[str] = ()) -> Calibration:
        """Find out how the server answers, by numbers that exist and numbers that cannot.

        Args:
            known: numbers that should exist, the likeliest first; if none of them does, or none is
                given, numbers of the first page of a search are taken.

        Raises:
            CannotRead: its answers prove nothing; the message says why.
            Stopped, Interrupted: as of any request.
        """
        self.calibration, self._open = calibrate(self._ask_one, known, self.assume), 0
        return self.calibration

    def everybody(self) -> Listing:
        """Return what reads all customers, page by page."""
        return Listing(self._ask_page, self.assume.page_size, self.courier.listener)

    def read(self, numbers: Iterable[str]) -> Iterator[Reading]:
        """Yield a reading for each number, in the order in which they are given.

        An empty server is not asked: every number is absent.

        Raises:
            CannotRead: the answers prove nothing any more, or contradict themselves.
            Stopped, Interrupted: as of any request.
        """
        if self._calibrated.is_empty:
            yield from (Reading(number, Existence.ABSENT) for number in numbers)
            return
        source = _batches(numbers, self.assume)
        slots: deque[_Slot] = deque()
        try:
            self._fill(source, slots)
            while slots:
                while slots and slots[0].is_done:
                    yield from self._told(slots.popleft())
                    self._fill(source, slots)
                if slots:
                    self._settle(self.courier.hear())
                    self._fill(source, slots)
        finally:
            self.courier.forget()

    @property
    def _calibrated(self) -> Calibration:
        if self.calibration is None:
            raise ValueError("calibrate() comes before read()")
        return self.calibration

    def _ask_one(self, call: Call, body: object) -> Heard:
        self.courier.ask(call, orjson.dumps(body), None)
        return self.courier.hear()

    def _ask_page(self, page: int, size: int) -> tuple[Elements | None, str]:
        heard = self._ask_one(Call.SEARCH, search(page, size))
        return heard.answer, heard.why

    def _fill(self, source: Iterator[Sequence[str]], slots: deque[_Slot]) -> None:
        """Ask for more numbers, as long as there is room and not too many wait to be told."""
        while self.courier.has_room and len(slots) < 2 * self.courier.pace.most:
            numbers = next(source, None)
            if numbers is None:
                return
            slots.append(_Slot(numbers))
            self._ask(numbers, slots[-1])

    def _told(self, slot: _Slot) -> Iterator[Reading]:
        self._looked_up += len(slot.numbers)
        self.courier.listener(LookedUp(self._looked_up))
        for number in slot.numbers:
            yield slot.readings[number]

    def _ask(self, numbers: Sequence[str], slot: _Slot) -> None:
        asked = Asked(numbers, self._calibrated.witnesses, [nobody()], self.assume.key)
        self.courier.ask(Call.BY_NUMBER, orjson.dumps(asked.everything), _Topic(asked, slot))

    def _settle(self, heard: Heard) -> None:
        """Take what an answer proves; ask again, in halves, for what it leaves open."""
        asked, slot = heard.topic.asked, heard.topic.slot
        proof = Proof({}, open=frozenset(asked.numbers), why=heard.why)
        if heard.answer is not None:
            proof = weigh(asked, heard.answer, self._calibrated.manner)
        if proof.lies:
            raise liar()
        self._note(proof, slot)
        still = [number for number in asked.numbers if number in proof.open]
        if proof.no_witness and self._has_other_witnesses(asked, slot):
            self._ask(still, slot)
        elif len(asked.numbers) > 1 and self._calibrated.manner.tells_absent:
            self._ask_in_halves(still, slot)
        else:
            self._give_up(still, slot, proof.why)

    def _note(self, proof: Proof, slot: _Slot) -> None:
        for number, customer in proof.present.items():
            slot.readings[number] = Reading(number, Existence.PRESENT, customer)
            self._recent.append(number)
        for number in proof.absent:
            slot.readings[number] = Reading(number, Existence.ABSENT)
        if proof.present or proof.absent:
            self._open = 0

    def _ask_in_halves(self, still: Sequence[str], slot: _Slot) -> None:
        half = (len(still) + 1) // 2
        for part in (still[:half], still[half:]):
            if part:
                self._ask(part, slot)

    def _give_up(self, still: Sequence[str], slot: _Slot, why: str) -> None:
        """Leave numbers unknown; stop if nothing is proven of several in a row."""
        for number in still:
            slot.readings[number] = Reading(number, Existence.UNKNOWN, why=why)
        if still and self._calibrated.manner.tells_absent:
            self._open += 1
        if self._open >= ENOUGH:
            message = f"The server's answers do not prove which customers exist: {why}."
            raise CannotRead(message, ADVICE)

    def _has_other_witnesses(self, asked: Asked, slot: _Slot) -> bool:
        """Take other witnesses, if there are any, after one was not found."""
        if slot.changes >= MOST_CHANGES:
            return False
        slot.changes += 1
        if self._calibrated.witnesses == tuple(asked.witnesses):
            others = [each for each in dict.fromkeys(self._recent) if each not in asked.witnesses]
            if not others:
                return False
            self.calibration = replace(self._calibrated, witnesses=tuple(others[-WITNESSES:]))
        return True


def _batches(numbers: Iterable[str], assume: ReadAssumptions) -> Iterator[Sequence[str]]:
    """Yield numbers some at a time; two that may be one customer are never in one batch."""
    batch: dict[str, str] = {}
    for number in numbers:
        key = assume.key(number)
        if len(batch) >= assume.numbers_per_read or key in batch:
            yield tuple(batch.values())
            batch = {}
        batch[key] = number
    if batch:
        yield tuple(batch.values())
