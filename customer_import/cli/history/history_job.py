"""What `history`, `history check` and `errors` do: they read the ledgers of all servers.

Reports of past runs hold what the ledger still knows, and say what it no longer knows.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from customer_import.cli.history.find_run import found_run, in_all_ledgers, latest_runs
from customer_import.cli.next_command import NextCommand
from customer_import.cli.report_paths import check_errors_path, check_paths
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import ledgers_in, reports_registry, state_folder
from customer_import.clock import Clock, Interrupted
from customer_import.errors import CustomerImportError, Declined, LedgerError, SettingError, Stopped
from customer_import.importer import Ended
from customer_import.ledger.file.soundness import faults
from customer_import.ledger.ledger import Ledger, ledger_at
from customer_import.ledger.runs.history import History, PastRun
from customer_import.ledger.runs.plans import Plans
from customer_import.ledger.runs.results import Results
from customer_import.reports.advice import then_run
from customer_import.reports.error_report import write_errors
from customer_import.reports.evidence import write_evidence
from customer_import.reports.files import check_free, free_path
from customer_import.reports.for_scripts import (
    write_results,
    write_run,
    write_runs,
    write_soundness,
)
from customer_import.reports.html import PageFacts, write_html_report
from customer_import.reports.past_runs import show_forgotten_run, show_run, show_runs
from customer_import.reports.wording import TROUBLED, whole
from customer_import.result import ExitStatus, RunResult
from customer_import.states import UNFINISHED, Keeps, RunState

PAGE = 20
"""Runs on a page."""


class WantedReports(NamedTuple):
    """The reports asked for: where each goes; None for nowhere; and whether JSON is printed."""

    results: Path | None = None
    report: Path | None = None
    as_json: bool = False


def show_all(page: int, state_dir: Path | None, *, as_json: bool) -> ExitStatus:
    """Show a page of runs, the latest first."""
    state = state_folder(state_dir)
    return _answered(lambda screen: _show_all(screen, page, state, as_json=as_json))


def show(
    name: str, state_dir: Path | None, results: Path | None, report: Path | None, *, as_json: bool
) -> ExitStatus:
    """Show one run, and write the reports asked for."""
    wanted = WantedReports(results, report, as_json)
    return _answered(lambda screen: _show(screen, name, state_dir, wanted))


def errors(name: str, out: Path, state_dir: Path | None) -> ExitStatus:
    """Write the error report of a past run."""
    return _answered(lambda screen: _errors(screen, name, out, state_dir))


def export(name: str, out: Path | None, state_dir: Path | None, *, payloads: bool) -> ExitStatus:
    """Write the evidence of a past run."""
    state = state_folder(state_dir)
    return _answered(lambda screen: _export(screen, name, out, state, payloads=payloads))


def purge(days: float, state_dir: Path | None, *, yes: bool) -> ExitStatus:
    """Forget the runs that are finished."""
    return _answered(lambda screen: _purge(screen, days, state_folder(state_dir), yes=yes))


def _answered(work: Callable[[Screen], ExitStatus | None]) -> ExitStatus:
    screen = Screen(quiet=False)
    try:
        return work(screen) or ExitStatus.OK
    except Interrupted:
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED


def _show_all(screen: Screen, page: int, state: Path, *, as_json: bool) -> None:
    found = latest_runs(screen, state, page * PAGE + 1)
    runs = [run for run, _ in found[(page - 1) * PAGE : page * PAGE]]
    has_more = len(found) > page * PAGE
    if as_json:
        write_runs(screen.out.file, runs, has_more=has_more)
        return
    if page > 1 and not runs:
        screen.say(f"Page {page} has no runs.")
        return
    show_runs(screen.out, runs)
    if has_more:
        screen.say("Earlier runs:", f"customer-import history --page {page + 1}")


def _show(screen: Screen, name: str, state_dir: Path | None, wanted: WantedReports) -> None:
    state = state_folder(state_dir)
    with found_run(screen, name, state) as (ledger, run):
        history, results = History(ledger.connection), Results(ledger.connection, run.id)
        next_command = _next_command(run, state_dir)
        errors = next_command.errors(run.name)
        _write_reports(wanted, run, results, screen, errors)
        if wanted.as_json:
            write_run(screen.out.file, run, history.requests(run), results.causes())
            return
        if run.keeps < Keeps.ROWS:
            show_forgotten_run(screen.out, run, results.causes())
            return
        troubled = results.rows(*TROUBLED)
        show_run(screen.out, run, history.requests(run), troubled, errors)


def _check_kept(run: PastRun) -> None:
    """Check that what became of each row of a run is still known.

    Raises:
        SettingError: it is forgotten.
    """
    if run.keeps < Keeps.ROWS:
        message = f"The rows of run {run.name} are no longer kept."
        remedy = f"See what is still known of it:\ncustomer-import history {run.name}"
        raise SettingError(message, remedy)


def _write_reports(
    wanted: WantedReports, run: PastRun, results: Results, screen: Screen, errors: str
) -> None:
    """Write the reports asked for.

    Args:
        wanted: which of them, and where to.
        run: the run.
        results: what became of it.
        screen: the terminal.
        errors: the command that writes its error report.

    Raises:
        SettingError: one of them cannot be written.
    """
    if wanted.results or wanted.report:
        _check_kept(run)
    check_paths(Path(run.file), None, wanted.results, wanted.report)
    if wanted.results:
        write_results(wanted.results, results.rows(), dry_run=False)
        screen.say(f"Results of run {run.name}, a line for every row: {wanted.results}")
    if wanted.report:
        page = PageFacts(
            _result_of(run, results),
            run.mapping_text,
            run.started.astimezone(),
            version=run.version,
            notes=tuple(_notes(run, results, errors)),
        )
        write_html_report(wanted.report, page, results.rows)
        screen.say(f"Report of run {run.name}: {wanted.report}")


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


def _notes(run: PastRun, results: Results, errors: str) -> Iterator[str]:
    """Say what a reader has to know of a page that the run did not make itself."""
    now = f"{Clock().now().astimezone():%Y-%m-%d %H:%M}"
    yield (
        f"This page was made from the history on {now}; the state of the run is {run.state}. "
        "The time is that of sending."
    )
    if run.state in UNFINISHED and not run.stopped and run.state != RunState.INTERRUPTED:
        yield "The run can go on: run the same command."
    if not any(run.counts[state] for state in TROUBLED):
        return
    if all(row.cells for row in results.rows(*TROUBLED)):
        yield f"The rows with problems: {errors}"
    else:
        yield (
            "The cells of its rows are no longer kept, so values are missing below and no error "
            "report can be written. Run the list again: saved rows are skipped."
        )


def _next_command(run: PastRun, state_dir: Path | None) -> NextCommand:
    # The server of a past run is named in full, for today's settings may name another.
    return NextCommand(run.mapping, run.target, run.target, state_dir)


def _errors(screen: Screen, name: str, out: Path, state_dir: Path | None) -> None:
    state = state_folder(state_dir)
    with found_run(screen, name, state) as (ledger, run):
        results = Results(ledger.connection, run.id)
        kept = all(row.cells for row in results.rows(*TROUBLED))
        if not any(run.counts[each] for each in TROUBLED):
            screen.say(f"Run {run.name} has no rows with problems; nothing was written.")
            return
        _check_kept(run)
        if not kept:
            message = f"The rows of run {run.name} are no longer kept."
            raise SettingError(message, "Run the list again: saved rows are skipped.")
        check_errors_path(out)
        registry = reports_registry(state_dir)
        path = free_path(out, registry, Path(run.file), target=run.target)
        write_errors(path, run.headers, run.delimiter, results.rows(*TROUBLED))
        registry.note(path, Path(run.file), run.target)
        screen.say(f"Error report of run {run.name}: {path}")
        # Rows that a plan held would overwrite what somebody changed, if they were just run.
        verb = "plan" if Plans(ledger.connection, run.id).facts() else "run"
        again = replace(_next_command(run, state_dir), verb=verb)
        for step in then_run(run.counts, path, again.run(path)):
            screen.say(step.text, step.command)


def _export(screen: Screen, name: str, out: Path | None, state: Path, *, payloads: bool) -> None:
    with found_run(screen, name, state) as (ledger, run):
        _check_kept(run)
        path = out or Path(f"{run.name}.zip")
        check_free(path)
        requests = History(ledger.connection).requests(run)
        results = Results(ledger.connection, run.id)
        changes = Plans(ledger.connection, run.id).as_json()
        kept = {"payloads.jsonl": results.payloads(), "changes.jsonl": changes}
        write_evidence(path, run, requests, results.rows(), kept if payloads else {})
        screen.say(f"Evidence of run {run.name}: {path}")


def _purge(screen: Screen, days: float, state: Path, *, yes: bool) -> ExitStatus:
    before = Clock().now() - timedelta(days=days)
    question = f"Forget the finished runs before {before.astimezone():%Y-%m-%d %H:%M}?"
    if not yes and not screen.can_ask:
        raise SettingError("Nothing was forgotten.", "Add --yes.")
    if not yes and not screen.agreed(question):
        raise Declined("Nothing was forgotten.", "")

    def forget(ledger: Ledger) -> int:
        with ledger.writing():
            return History(ledger.connection).purge(before)

    done = in_all_ledgers(screen, state, Clock().now(), forget)
    count = sum(forgotten for _, forgotten in done)
    screen.out.print(
        f"{count} {'run' if count == 1 else 'runs'} forgotten. What they saved is still known."
    )
    # A ledger that is in use or damaged was left out, so its runs are not forgotten.
    return ExitStatus.OK if len(done) == len(ledgers_in(state)) else ExitStatus.SOME_FAILED


def check(state_dir: Path | None, *, as_json: bool) -> ExitStatus:
    """Check all ledgers; one that is damaged or in use is not sound."""
    screen, found = Screen(quiet=False), {}
    for path in ledgers_in(state_folder(state_dir)):
        found[str(path)] = _faults(path)
    if as_json:
        write_soundness(screen.out.file, found)
    else:
        _show_soundness(screen, found)
    return ExitStatus.SOME_FAILED if any(found.values()) else ExitStatus.OK


def _faults(path: Path) -> list[str]:
    try:
        with ledger_at(path, Clock().now()) as ledger:
            return faults(ledger.connection)
    except LedgerError as error:
        return [f"{error.message} {error.remedy}"]


def _show_soundness(screen: Screen, found: dict[str, list[str]]) -> None:
    if not found:
        screen.out.print("No ledgers yet.")
    for path, wrong in found.items():
        screen.out.print(whole(f"{path}: {'damaged' if wrong else 'sound'}"), soft_wrap=True)
        for fault in wrong:
            screen.out.print(whole(f"  {fault}"), soft_wrap=True)
    if any(found.values()):
        screen.say(
            "Restore a damaged ledger from a backup. If there is none, look at the server what "
            "was saved before you send anything."
        )
