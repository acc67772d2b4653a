from dataclasses import replace

import pytest

from customer_import.errors import Unreachable
from customer_import.importer import Ended
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState

STOPPED = Ended(stopped=Unreachable("Gave up on the server.", "Run the same command to go on."))


def result(*, dry_run: bool = False, ended: Ended | None = None, **counts: int) -> RunResult:
    """Return a result with so many rows in each state."""
    return RunResult(
        run="20261123-0942-k3f9",
        file="list.csv",
        mapping="list.yaml",
        target="https://shop.example.com",
        dry_run=dry_run,
        counts={state: counts.get(state, 0) for state in RowState},
        requests=3,
        seconds=1.0,
        ended=ended or Ended(),
    )


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (result(), ExitStatus.OK),
        (result(saved=2), ExitStatus.OK),
        (result(saved=1, skipped=1), ExitStatus.OK),
        (result(skipped=2), ExitStatus.OK),
        (result(saved=1, failed=1), ExitStatus.SOME_FAILED),
        (result(saved=1, invalid=1), ExitStatus.SOME_FAILED),
        (result(saved=1, unknown=1), ExitStatus.SOME_FAILED),
        (result(pending=1), ExitStatus.SOME_FAILED),
        (result(saved=1, pending=1, ended=STOPPED), ExitStatus.STOPPED),
        (result(saved=1, failed=1, ended=STOPPED), ExitStatus.STOPPED),
        (result(saved=1, pending=1, ended=Ended(interrupted=True)), ExitStatus.INTERRUPTED),
        (result(dry_run=True, pending=2), ExitStatus.OK),
        (result(dry_run=True, pending=2, invalid=1), ExitStatus.SOME_FAILED),
    ],
)
def test_status_follows_from_the_states(found: RunResult, status: ExitStatus) -> None:
    """0 is all saved or skipped, 1 some not, 3 stopped part-way, 130 interrupted."""
    assert found.exit_status == status


@pytest.mark.parametrize("found", [result(saved=2), result(dry_run=True, pending=2)])
def test_what_strict_holds_back_is_not_a_success(found: RunResult) -> None:
    """Rows that `--strict` kept from being sent make the status 1."""
    assert replace(found, held_back=True).exit_status == ExitStatus.SOME_FAILED


def test_a_lost_report_is_not_a_success() -> None:
    """A report that could not be written makes the status 1 if it would be 0."""
    assert replace(result(saved=2), unwritten=True).exit_status == ExitStatus.SOME_FAILED
    stopped = replace(result(pending=1, ended=STOPPED), unwritten=True)
    assert stopped.exit_status == ExitStatus.STOPPED


def test_rows_are_all_states_and_valid_those_not_invalid() -> None:
    """Every row is in one state, and every row that is not invalid could be sent."""
    found = result(saved=1, failed=2, invalid=4, unknown=8, skipped=16, held=64, pending=32)
    assert (found.rows, found.valid) == (127, 123)


def test_a_held_row_is_not_a_success() -> None:
    """A row that changed since the plan makes the status 1, as an invalid one does."""
    assert result(saved=1, held=1).exit_status == ExitStatus.SOME_FAILED
