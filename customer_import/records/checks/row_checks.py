"""What is asked of whole rows once their parts are made: flaws, types of addresses, sizes."""

from collections.abc import Iterable

import orjson

from customer_import.customer import folded
from customer_import.endpoints import MOST_BYTES
from customer_import.mapping.model import ANY_TYPE, TYPE_NAME
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import BuiltRows, WrittenAddress, has_error
from customer_import.records.built.joined_rows import JoinedRows
from customer_import.records.built.parts import PartColumn, RowProblems
from customer_import.table import Flaw, Row

MOST_RECORD = MOST_BYTES - 10_000
"""Bytes of a record at the most; the rest is for the names and row numbers of its request."""


def add_row_flaws(problems: RowProblems, flawed: Iterable[int]) -> frozenset[int]:
    """Add what the reader saw of whole rows; return the rows whose cells cannot be trusted."""
    untrusted = set()
    for position in flawed:
        for flaw in flaws_of_row(problems.rows[position]):
            problems.add(position, row_problem(flaw))
            if flaw.severity == "error":
                untrusted.add(position)
    return frozenset(untrusted)


def check_types(addresses: dict[str, PartColumn], problems: RowProblems) -> None:
    """Refuse rows with two addresses of one type: one of them would be lost."""
    if ANY_TYPE not in addresses or len(addresses) == 1:
        return
    typed = addresses[ANY_TYPE].make()
    for kind, column in addresses.items():
        for position, each in enumerate(typed if kind != ANY_TYPE else ()):
            is_filled = column.filled is None or column.filled[position]
            if each and is_filled and folded(str(each.get(TYPE_NAME))) == folded(kind):
                problems.add(position, _type_twice(kind))


def _type_twice(kind: str) -> Problem:
    message = f"It has two addresses of the type {kind}; keep one of them, or correct a type."
    cause = "It has two addresses of one type; keep one of them, or correct a type."
    return Problem(Code.ADDRESS_TYPE_TWICE, message, "Addresses", cause=cause)


def check_types_together(built: BuiltRows, problems: RowProblems) -> None:
    """Refuse rows with an address of a type that their customer has already, and has otherwise."""
    joined = built.joined
    seen: dict[tuple[int, str], WrittenAddress] = {}
    for each in built.addresses(built.numbers, sorted(joined.several)):
        customer = joined.leads.get(each.position, each.position)
        first = seen.setdefault((customer, folded(each.kind)), each)
        is_other = first.position != each.position and first.text != each.text
        # Without a type it is wrong anyway.
        if is_other and each.kind != ANY_TYPE:
            number = problems.rows[first.position].number
            problems.add(each.position, _type_again(each.kind, number))


def _type_again(kind: str, row: int) -> Problem:
    remedy = "keep one of them, or correct a type."
    message = f"Row {row} of the same customer has another address of the type {kind}; {remedy}"
    cause = f"The customer has two addresses of one type; {remedy}"
    return Problem(Code.ADDRESS_TYPE_TWICE, message, "Addresses", cause=cause)


def refuse_together(joined: JoinedRows, problems: RowProblems) -> None:
    """Refuse all rows of a customer of which one is wrong; the others say which that is."""
    for lead in joined.followers:
        rows = joined.of_customer(lead)
        wrong = [row for row in rows if has_error(problems.found.get(row, ()))]
        for row in rows if wrong else ():
            if row not in wrong:
                problems.add(row, another_row(problems.rows[wrong[0]].number))


def another_row(row: int) -> Problem:
    """Return the problem of a row whose customer is not sent, for another of its rows is wrong."""
    cause = "Another row of the same customer is wrong, so none of them is sent; fix that row."
    message = f"Row {row} of the same customer is wrong, so none of them is sent; fix row {row}."
    return Problem(Code.ANOTHER_ROW, message, cause=cause)


def refuse_large(built: BuiltRows, problems: RowProblems) -> None:
    """Refuse the rows with a record that is larger than any request."""
    for position, each in enumerate(built):
        records = (each.customer, *each.addresses)
        if not has_error(each.problems) and any(
            len(orjson.dumps(record)) > MOST_RECORD for record in records
        ):
            message = f"Its record is larger than {MOST_RECORD:,} bytes; shorten its texts."
            problems.add(position, Problem(Code.RECORD_TOO_LARGE, message))


def flaws_of_row(row: Row) -> list[Flaw]:
    """Return the flaws of a row as a whole."""
    return [flaw for flaw in row.flaws if flaw.column is None]


def row_problem(flaw: Flaw) -> Problem:
    """Return the problem of a row as a whole that the reader saw."""
    return Problem(flaw.code, flaw.message, severity=flaw.severity, cause=flaw.cause)
