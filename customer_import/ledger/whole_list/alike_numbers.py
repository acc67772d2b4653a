"""Customer numbers that programs and people write in several ways: `1`, `01`, `1.0`, `AB‑1`.

They are different numbers, and may be one customer. Each is compared without its leading zeros, its
`.0` and its kind of hyphen.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.staging.staging import Staging
from customer_import.problems import Code, Problem

MOST_NAMED = 5
"""Other numbers that a message names."""
_DECIMALS = re.compile(r"(?<=\d)\.0+\Z")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"), "-")


def bare(number: str) -> str:
    """Return a number without what is written in several ways."""
    text = number if number.isascii() else number.translate(_HYPHENS)
    text = _DECIMALS.sub("", text) if ".0" in text else text
    return (text.lstrip("0") or "0") if text[:1] == "0" else text


def may_be_bared(numbers: Sequence[str]) -> bool:
    """Tell whether one of some numbers may be written in another way; most lists have none."""
    whole = " ".join(numbers)
    return not whole.isascii() or whole[:1] == "0" or " 0" in whole or ".0" in whole


def warn_of_alike(staging: Staging, rows: Iterable[int]) -> None:
    """Warn of numbers that are alike and not the same.

    Args:
        staging: has all rows of the run.
        rows: those in question.
    """
    groups: dict[str, list[tuple[int, str]]] = {}
    sent: set[int] = set()
    for row in sorted(rows):
        for key, is_sent in staging.connection.execute(_KEY, (staging.run, row)):
            groups.setdefault(bare(staging.as_known(key)), []).append((row, key))
            sent.update({row} if is_sent else ())
    problems = [
        problem_row(staging.run, row, problem)
        for group in groups.values()
        for row, problem in _problems(group, staging.number_column, staging.as_known)
        if row in sent
    ]
    staging.connection.executemany(INSERT_PROBLEM, problems)


_KEY = """
SELECT key, state != 'invalid' FROM rows
WHERE run = ? AND number = ? AND key NOT NULL AND NOT EXISTS
    (SELECT 1 FROM problems
     WHERE problems.run = rows.run AND row = number AND code = 'lost-zeros')
"""
"""A number that is said already to have lost its zeros is not doubted twice."""


def _problems(
    group: Sequence[tuple[int, str]], column: str, as_known: Callable[[str], str]
) -> Iterator[tuple[int, Problem]]:
    spelled = {as_known(key): f"{key} in row {row}" for row, key in reversed(group)}
    if len(spelled) < 2:  # noqa: PLR2004 - a number and another
        return
    for row, key in group:
        others = (text for number, text in spelled.items() if number != as_known(key))
        yield row, _alike(key, list(islice(others, MOST_NAMED + 1)), column)


def _alike(key: str, others: Sequence[str], column: str) -> Problem:
    named = ", ".join(others[:MOST_NAMED]) + (" …" if others[MOST_NAMED:] else "")
    how = "only by leading zeros, .0 or the kind of hyphen; if it is one customer, correct one."
    message, cause = f"{key} differs from {named} {how}", f"differs from others {how}"
    where = ("CustomerNumber", column, key)
    return Problem(Code.NUMBER_ALIKE, message, *where, severity="warning", cause=cause)
