"""Customers that are in a list twice without a number: equal ones, and nearly equal ones.

A customer that the server numbers has nothing but its values to be known by. A row that sends just
what an earlier row sends would create the customer once more, and is refused. One with the same
e-mail address, or with the same name and phone, may be the same customer, and is warned about.
"""

import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

from customer_import.customer import PHONES
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.staging.staging import Staging
from customer_import.ledger.whole_list.hashes import NONE, repeated
from customer_import.ledger.whole_list.row_numbers import RowNumbers
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import BuiltRows

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
_NOT_DIGITS, _NOT_LETTERS = re.compile(r"[^\d\n]+"), re.compile(r"[^\w\n]+|_+")
"""Apart from ends of lines, since many texts are looked at in one, a line each."""


class Twin(NamedTuple):
    """A row that equals an earlier one; None where that is not in this list."""

    row: int
    first: int | None


@dataclass(slots=True)
class AutoRows:
    """Takes the customers of a list that have no number, and finds those that are alike."""

    _rows: RowNumbers = field(default_factory=RowNumbers)
    _contents: "array[int]" = field(default_factory=lambda: array("q"))
    _emails: "array[int]" = field(default_factory=lambda: array("q"))
    _people: "array[int]" = field(default_factory=lambda: array("q"))
    _shared: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    """The hashes that are there more than once, by the array and how many it had then."""

    def add(self, built: BuiltRows) -> None:
        """Take a batch of rows; those with a number, and those that are not sent, are not taken."""
        if all(built.numbers):
            return
        not_sent = built.not_sent()
        taken = [number is None and i not in not_sent for i, number in enumerate(built.numbers)]
        self._rows.add([row.number for row in compress(built.rows, taken)])
        self._contents.extend(compress(built.contents(), taken))
        self._emails.extend(compress(_hashes(_emails(built)), taken))
        self._people.extend(compress(_hashes(_people(built)), taken))

    def __bool__(self) -> bool:
        """Tell whether a customer was taken."""
        return bool(self._contents)

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
        if (id(hashes), len(hashes)) not in self._shared:
            self._shared[id(hashes), len(hashes)] = set(repeated(hashes))
        shared = self._shared[id(hashes), len(hashes)]
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for row, each in zip(self._rows, hashes, strict=True) if shared else ():
            if each in shared:
                groups[each].append(row)
        yield from groups.values()


def _hashes(texts: Iterable[str]) -> list[int]:
    return [hash(text) or 1 if text else NONE for text in texts]


def _emails(built: BuiltRows) -> list[str]:
    """Return an e-mail address of each row, without case; blank where it has none."""
    return [text.casefold() for text in _first(built, [(name,) for name in EMAILS])]


def _people(built: BuiltRows) -> list[str]:
    """Return name and phone of each row, without case and punctuation; blank if one is missing."""
    phones = _first(built, [(name,) for name in (*PHONES, *_FLAT_PHONES)])
    if not any(phones):
        return phones
    names = _first(built, NAME_PARTS)
    bare = _without(_NOT_LETTERS, list(map(str.casefold, names)))
    return [
        f"{letters} {digits}" if name and len(digits) >= LEAST_DIGITS else ""
        for name, letters, digits in zip(names, bare, _without(_NOT_DIGITS, phones), strict=True)
    ]


def _without(signs: re.Pattern[str], texts: Sequence[str]) -> list[str]:
    """Return texts without some signs, and without ends of lines."""
    found = signs.sub("", "\n".join(texts)).split("\n")
    if len(found) == len(texts):
        return found
    return [signs.sub("", text).replace("\n", "") for text in texts]


def _first(built: BuiltRows, choices: Iterable[Sequence[str]]) -> list[str]:
    """Return the texts of the first fields that each row fills, all of them; else a blank."""
    found = [""] * len(built.rows)
    for fields in choices:
        columns = [built.texts(name) for name in fields]
        if all(columns):
            rows = zip(found, *columns, strict=True)
            found = [old or (" ".join(row) if all(row) else "") for old, *row in rows]
        if all(found):
            break
    return found


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
    if not auto:
        return
    left = "SELECT number FROM rows WHERE run = ? AND state = 'invalid'"
    refused = (row for (row,) in staging.connection.execute(left, (staging.run,)))
    found = auto.near_twins(refused)
    problems = (problem_row(staging.run, row, found[row]) for row in sorted(found))
    staging.connection.executemany(INSERT_PROBLEM, problems)
