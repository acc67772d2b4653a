"""The results: every row of the list with its state and what the server said of it."""

import csv
from collections.abc import Iterable
from pathlib import Path

from customer_import.formula import neutralise
from customer_import.ledger.results import RowResult
from customer_import.reports.files import written
from customer_import.states import RowState
from customer_import.table import JOINT

COLUMNS = ("import_row", "import_status", "CustomerNumber", "import_code", "import_message")
MARK = ",".join(COLUMNS).encode() + b"\r\n"
"""What tells results of ours from another file."""


def write_results(path: Path, rows: Iterable[RowResult], *, dry_run: bool) -> None:
    """Write the results.

    Args:
        path: where to.
        rows: all of them.
        dry_run: rows that would be sent are valid, for none is waiting.

    Raises:
        SettingError: they cannot be written there.
    """
    with written(path) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(result_row(row, state_name(row.state, dry_run=dry_run)) for row in rows)


def result_row(row: RowResult, state: str) -> list[str]:
    """A row as `COLUMNS` name its cells."""
    codes = JOINT.join(problem.code for problem in row.problems)
    return [str(row.number), state, neutralise(row.key or ""), codes, neutralise(said_of(row))]


def state_name(state: RowState, *, dry_run: bool) -> str:
    """A row's state as a person knows it: nothing waits for a dry run to send it."""
    return "valid" if dry_run and state == RowState.PENDING else state


def said_of(row: RowResult) -> str:
    """What there is to say of a row: the server's message, and its problems."""
    said = (row.message, *(problem.message for problem in row.problems))
    return JOINT.join(filter(None, said))
