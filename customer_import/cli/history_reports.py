"""Reports of a run of the past: they hold what the ledger still knows of it, and say what not."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from customer_import.cli.next_command import Again
from customer_import.cli.publish import check_paths
from customer_import.cli.screen import Screen
from customer_import.errors import Stopped
from customer_import.importer import Ended
from customer_import.ledger.history import PastRun
from customer_import.ledger.results import Results
from customer_import.reports.html import About, write_html_report
from customer_import.reports.results_csv import write_results
from customer_import.reports.tables import TROUBLED
from customer_import.result import RunResult
from customer_import.states import UNFINISHED, RunState


class Wanted(NamedTuple):
    """The reports asked for: where each goes; None for nowhere."""

    results: Path | None = None
    report: Path | None = None


def write_reports(
    wanted: Wanted, run: PastRun, results: Results, now: datetime, screen: Screen, *, again: Again
) -> None:
    """Write them.

    Args:
        wanted: which of them, and where to.
        run: the run.
        results: what became of it.
        now: the time.
        screen: the terminal.
        again: what a command that goes on has to say again.

    Raises:
        SettingError: one of them cannot be written where it is wanted.
    """
    check_paths(Path(run.file), None, wanted.results, wanted.report)
    if wanted.results:
        write_results(wanted.results, results.rows(), dry_run=False)
        screen.say(f"Every row of run {run.name} and what became of it: {wanted.results}")
    if wanted.report:
        about = About(
            _result_of(run, results),
            run.mapping_text,
            run.started.astimezone(),
            version=run.version,
            notes=tuple(_notes(run, results, now, again.errors(run.name))),
        )
        write_html_report(wanted.report, about, results.rows)
        screen.say(f"The report of run {run.name}: {wanted.report}")


def _result_of(run: PastRun, results: Results) -> RunResult:
    stopped = Stopped(run.stopped, "") if run.stopped else None
    return RunResult(
        run=run.name,
        file=run.file,
        mapping=run.mapping,
        target=run.target,
        dry_run=False,
        counts=run.counts,
        requests=results.requests(),
        seconds=run.seconds,
        ended=Ended(stopped, interrupted=run.state == RunState.INTERRUPTED),
    )


def _notes(run: PastRun, results: Results, now: datetime, errors: str) -> Iterator[str]:
    """What a reader has to know of a page that was not made by the run itself."""
    yield (
        f"This page was made from the history on {now.astimezone():%Y-%m-%d %H:%M}; the run is "
        f"{run.state}. Its time is that of sending."
    )
    if run.state in UNFINISHED and not run.stopped and run.state != RunState.INTERRUPTED:
        yield "It can go on: run the same command."
    if not any(run.counts[state] for state in TROUBLED):
        return
    if all(row.cells for row in results.rows(*TROUBLED)):
        yield f"The rows to look at, and to fix: {errors}"
    else:
        yield (
            "The cells of its rows are no longer kept, so values are missing below and no error "
            "report can be written. Run the list again: what is saved is skipped."
        )
