"""What a command returns, and the exit status that follows from it.

0    every row saved or skipped (or valid, in a dry run)
1    some were not, or a report could not be written
2    nothing was started: usage, mapping, file
3    stopped part-way: run the same command to go on
130  interrupted: likewise
"""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from customer_import.errors import CustomerImportError, Stopped
from customer_import.importer import Ended
from customer_import.problems import Problem
from customer_import.states import RowState


class ExitStatus(IntEnum):
    """The program's exit status."""

    OK = 0
    SOME_FAILED = 1
    NOT_STARTED = 2
    STOPPED = 3
    INTERRUPTED = 130

    @classmethod
    def after(cls, error: CustomerImportError) -> "ExitStatus":
        """Return the status of a command that an error has ended."""
        return cls.STOPPED if isinstance(error, Stopped) else cls.NOT_STARTED


@dataclass(frozen=True, slots=True)
class RunResult:
    """What became of `customer-import run`.

    Attributes:
        run: the run's name; blank in a dry run.
        file: as given.
        mapping: its name.
        target: the server; blank in a dry run without one.
        dry_run: nothing was to be sent.
        counts: rows by state; in a dry run, the valid ones are pending.
        requests: that this command sent; in a dry run, that the real one would take.
        seconds: it took.
        ended: how it ended.
        warned: valid rows with a warning.
        of_list: problems of the list as a whole.
        held_back: `--strict` kept everything from being sent.
        is_guessed: the mapping is a guess that nobody agreed to.
        only_update: customers were only updated, so new ones were refused.
        left_out: skipped rows that no run saved.
        over_limit: why a limit kept everything from being sent; blank if none did.
        unwritten: a report, or the result itself, could not be written.
        errors_file: the error report; None if there is none.
        rerun: the command that runs it; blank if there is none.
        settle: the command that looks unknown rows up; blank if none can be looked up.
        suggest: the command that saves a mapping for the list; blank without an error report.
    """

    run: str
    file: str
    mapping: str
    target: str
    dry_run: bool
    counts: dict[RowState, int]
    requests: int
    seconds: float
    ended: Ended
    warned: int = 0
    of_list: tuple[Problem, ...] = ()
    held_back: bool = False
    is_guessed: bool = False
    only_update: bool = False
    left_out: int = 0
    over_limit: str = ""
    unwritten: bool = False
    errors_file: Path | None = None
    rerun: str = ""
    settle: str = ""
    suggest: str = ""

    @property
    def target_of_report(self) -> str:
        """Return the server that an error report is about; blank for a dry run."""
        return "" if self.dry_run else self.target

    @property
    def is_about_server(self) -> bool:
        """Tell whether an error report has more than invalid rows, which are so at any server."""
        by_server = (RowState.FAILED, RowState.UNKNOWN, RowState.HELD)
        return any(self.counts[state] for state in by_server)

    @property
    def rows(self) -> int:
        """Return how many rows the file has."""
        return sum(self.counts.values())

    @property
    def valid(self) -> int:
        """Return how many rows can be sent; in a dry run, not those that are left out."""
        left_out = self.counts[RowState.SKIPPED] if self.dry_run else 0
        return self.rows - self.counts[RowState.INVALID] - left_out

    @property
    def exit_status(self) -> ExitStatus:
        """Return the exit status that follows."""
        if self.ended.interrupted:
            return ExitStatus.INTERRUPTED
        if self.ended.stopped is not None:
            return ExitStatus.STOPPED
        done = self.valid if self.dry_run else self.counts[RowState.SAVED]
        good = done + self.counts[RowState.SKIPPED]
        is_good = good == self.rows and not self.held_back and not self.unwritten
        return ExitStatus.OK if is_good else ExitStatus.SOME_FAILED
