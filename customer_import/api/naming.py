"""What a name in an answer means: the `FieldName` of a result, or a number in its message."""

import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol

from customer_import.api.answer import WtResult, message
from customer_import.customer import folded
from customer_import.endpoints import Call

PositionsByName = dict[str, list[int]]
"""The positions of the records that a name can mean; names are folded."""
LABEL = re.compile(r"CustomerNumber\s*[:=]\s*", re.IGNORECASE)
END = re.compile(r"(?=\s+is fail\b)", re.IGNORECASE)
FAILS = r"\s+is fail\b(?:[\s,;:]*message\s*[:=])?\s*"
"""How a message names its record: `CustomerNumber: X is fail, message: …`. The live service names
items so (`ItemNumber: X …`, seen by public clients); that it names customers so is assumed."""


class Sent(Protocol):
    """A record of the request, as an answer may name it."""

    @property
    def row(self) -> int:
        """Return the number of its row."""

    @property
    def number(self) -> str | None:
        """Return its customer's number; None if the server makes one."""


def name_readings(sent: Sequence[Sent], call: Call) -> list[PositionsByName]:
    """Return what a `FieldName` can mean: a customer number or, except for addresses, a row."""
    by_number: PositionsByName = defaultdict(list)
    by_row: PositionsByName = defaultdict(list)
    for position, record in enumerate(sent):
        if record.number is not None:
            by_number[folded(record.number)].append(position)
        by_row[str(record.row)].append(position)
    return [dict(by_number)] if call == Call.ADDRESSES else [dict(by_number), dict(by_row)]


def read_as(reading: PositionsByName, names: list[str]) -> list[int] | None:
    """Return the record that each name means; None if a name does not mean exactly one."""
    found: list[Any] = [reading.get(name, ()) for name in names]
    return [each[0] for each in found] if all(len(each) == 1 for each in found) else None


def told_numbers(result: WtResult) -> set[str]:
    """Return the numbers by which a message may name its record, folded; none if it does not.

    There are several if a number holds the words that follow it, or if the message names several.
    """
    text = message(result)
    starts = [label.end() for label in LABEL.finditer(text)]
    ends = [end.start() for end in END.finditer(text)] if starts else []
    return {folded(text[start:end]) for start in starts for end in ends if start < end}


def without_name(text: str, record: Sent) -> str:
    """Return a message without the name of the record that it is put to."""
    named = LABEL.pattern + re.escape(record.number or "") + FAILS
    return re.sub(named, "", text, count=1, flags=re.IGNORECASE)


def nobody() -> str:
    """Return a customer number that nobody has."""
    return f"customer-import-{secrets.token_hex(8)}"
