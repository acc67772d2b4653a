"""Customers that are in a list twice without a number: equal ones, and nearly equal ones.

A customer that the server numbers has nothing but its values to be known by. A row that sends just
what an earlier row sends would create the customer once more, and is refused. One with the same
e-mail address, or with the same name and phone, may be the same customer, and is warned about.
"""

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from customer_import.customer import PHONES
from customer_import.ledger.hashes import NONE, repeated
from customer_import.ledger.staging import INSERT_PROBLEM, Staging, problem_row
from customer_import.problems import Code, Problem
from customer_import.records.built_rows import BuiltRows, Record

MOST_NAMED = 5
"""Other rows that a message names."""
LEAST_DIGITS = 6
"""Of a phone, for two rows to share it: `110` is everybody's."""
EMAILS = ("CustomerEmail", "CustomerContactEmail")
NAME_PARTS = (
    ("CustomerName",),
    ("CustomerFirstName", "CustomerLastName"),
    ("CustomerContactFirstName", "CustomerContactLastName"),
    ("CustomerCompanyName",),
)
_FLAT_PHONES = tuple(f"{name}Number" for name in PHONES)


class Twin(NamedTuple):
    """A row that equals an earlier one; None where that is not in this list."""

    row: int
    first: int | None


@dataclass(slots=True)
class AutoRows:
    """Takes the customers of a list that have no number, and finds those that are alike."""

    _rows: "array[int]" = field(default_factory=lambda: array("I"))
    _contents: "array[int]" = field(default_factory=lambda: array("q"))
    _emails: "array[int]" = field(default_factory=lambda: array("q"))
    _people: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, built: BuiltRows) -> None:
        """Take a batch of rows; those with a number, and those that are not sent, are not taken."""
        if all(built.numbers):
            return
        not_sent = built.not_sent()
        for position, customer in enumerate(built.customers()):
            if built.numbers[position] is None and position not in not_sent:
                self._rows.append(customer.pop("ImportRowNumber"))
                self._contents.append(hash(orjson.dumps(customer)) or 1)
                self._emails.append(_hash(_email(customer)))
                self._people.append(_hash(_name_and_phone(customer)))

    def twins(self) -> list[Twin]:
        """Return the rows that equal an earlier one of the list."""
        groups = self._groups(self._contents)
        return [Twin(row, rows[0]) for rows in groups for row in rows[1:]]

    def near_twins(self, refused: Iterable[int] = ()) -> dict[int, Problem]:
        """Return the rows that may be one customer, and what to say of each; twins are others.

        Args:
            refused: rows that are not sent after all.
        """
        gone = {twin.row for twin in self.twins()}.union(refused)
        found: dict[int, Problem] = {}
        for hashes, what in (
            (self._people, "name and phone are"),
            (self._emails, "e-mail address is"),
        ):
            for rows in self._groups(hashes):
                left = [row for row in rows if row not in gone]
                found.update((row, _near(row, left, what)) for row in left if len(left) > 1)
        return found

    def _groups(self, hashes: "array[int]") -> Iterator[list[int]]:
        """Yield the rows that share a hash, each group in the order of the list."""
        shared = set(repeated(hashes))
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for row, each in zip(self._rows, hashes, strict=True) if shared else ():
            if each in shared:
                groups[each].append(row)
        yield from groups.values()


def _hash(text: str) -> int:
    return hash(text) or 1 if text else NONE


def _email(customer: Record) -> str:
    return next((str(customer[name]).casefold() for name in EMAILS if customer.get(name)), "")


def _name_and_phone(customer: Record) -> str:
    """Return name and phone without case and punctuation; blank where one of them is missing."""
    phone = next((digits for text in _phones(customer) if (digits := _digits(text))), "")
    parts = next((names for names in NAME_PARTS if all(map(customer.get, names))), ())
    name = "".join(filter(str.isalnum, " ".join(str(customer[each]) for each in parts).casefold()))
    return f"{name} {phone}" if name and phone else ""


def _phones(customer: Record) -> Iterator[str]:
    for name in PHONES:
        held: Mapping[str, str] | None = customer.get(name)
        yield (held.get("PhoneNumber") if held else "") or ""
    for name in _FLAT_PHONES:
        yield customer.get(name) or ""


def _digits(text: str) -> str:
    digits = "".join(filter(str.isdecimal, text))
    return digits if len(digits) >= LEAST_DIGITS else ""


def _twin(first: int | None) -> Problem:
    other = f"row {first}" if first else "a row that was saved before"
    remedy = "delete it, or say `twins: allow` in the mapping if both are meant."
    message, cause = f"It equals {other}; {remedy}", f"It equals an earlier row; {remedy}"
    return Problem(Code.TWIN, message, cause=cause)


def _near(row: int, rows: Sequence[int], what: str) -> Problem:
    others = [other for other in rows[: MOST_NAMED + 1] if other != row][:MOST_NAMED]
    named = ", ".join(map(str, others)) + (" …" if len(rows) > MOST_NAMED + 1 else "")
    where = f"row {named}" if len(rows) == 2 else f"rows {named}"  # noqa: PLR2004 - it and another
    remedy = "if they are one customer, keep one of them."
    cause = f"Its {what} also in other rows; {remedy}"
    message = f"Its {what} also in {where}; {remedy}"
    return Problem(Code.NEAR_TWIN, message, severity="warning", cause=cause)


def refuse_twins(staging: Staging, twins: Iterable[Twin]) -> None:
    """Make rows invalid that equal an earlier one."""
    staging.refuse((row, _twin(first)) for row, first in twins)
    staging.finish()


def twins_left(connection: sqlite3.Connection, run: int) -> list[Twin]:
    """Return the rows without a number that are to be sent although an equal one is sent or saved.

    A row of an error report keeps its place among its equals: where the first of them was saved, it
    is the second, although it is the only one of the report.
    """
    has_any = "SELECT EXISTS (SELECT 1 FROM items WHERE run = ? AND key IS NULL)"
    if not connection.execute(has_any, (run,)).fetchone()[0]:
        return []
    return [Twin(*found) for found in connection.execute(_LEFT, {"run": run})]


_LEFT = """
SELECT row, nullif(first, row) FROM
    (SELECT id, row, items.state, min(row) OVER (PARTITION BY content) AS first
     FROM items WHERE run = :run AND key IS NULL)
JOIN temp.counted USING (id)
WHERE state = 'staged' AND after_saved > 1 ORDER BY row
"""


def warn_of_near_twins(staging: Staging, auto: AutoRows) -> None:
    """Warn of rows to be sent that may be one customer."""
    left = "SELECT number FROM rows WHERE run = ? AND state = 'invalid'"
    refused = (row for (row,) in staging.connection.execute(left, (staging.run,)))
    found = auto.near_twins(refused)
    problems = (problem_row(staging.run, row, found[row]) for row in sorted(found))
    staging.connection.executemany(INSERT_PROBLEM, problems)
