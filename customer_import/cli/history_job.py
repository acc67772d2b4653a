"""What `history` and `errors` do: they read the ledgers of all servers."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from customer_import.cli.history_reports import Wanted, write_reports
from customer_import.cli.next_command import Again
from customer_import.cli.publish import check_errors_path
from customer_import.cli.screen import Screen
from customer_import.cli.server import ledgers_in, state_folder
from customer_import.delivery.delivery import Clock, Interrupted
from customer_import.errors import CustomerImportError, LedgerError, SettingError
from customer_import.ledger.history import History, PastRun
from customer_import.ledger.ledger import Ledger, ledger_at
from customer_import.ledger.results import Results
from customer_import.reports.advice import then_run
from customer_import.reports.error_report import write_errors
from customer_import.reports.evidence import write_evidence
from customer_import.reports.files import Registry, free_path
from customer_import.reports.past import show_run, show_runs
from customer_import.reports.tables import TROUBLED
from customer_import.result import ExitStatus

Found = TypeVar("Found")


def show(
    name: str | None, state_dir: Path | None, results: Path | None, report: Path | None
) -> ExitStatus:
    """Show all runs, or one of them, and write the reports asked for."""
    wanted = Wanted(results, report)
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


def _answered(work: Callable[[Screen], None]) -> ExitStatus:
    screen = Screen(quiet=False)
    try:
        work(screen)
    except Interrupted:
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def _in_all(
    screen: Screen, state: Path, now: datetime, work: Callable[[Ledger], Found]
) -> list[tuple[Path, Found]]:
    """What is found in each ledger; one that is in use or damaged is said, and left out."""
    found = []
    for path in ledgers_in(state):
        try:
            with ledger_at(path, now) as ledger:
                found.append((path, work(ledger)))
        except LedgerError as error:
            screen.error(error)
    return found


def _past_runs(ledger: Ledger) -> list[PastRun]:
    return list(History(ledger.connection).runs())


def _show(screen: Screen, name: str | None, state_dir: Path | None, wanted: Wanted) -> None:
    state = state_folder(state_dir)
    if name is None:
        found = _in_all(screen, state, Clock().now(), _past_runs)
        runs = [run for _, of_ledger in found for run in of_ledger]
        show_runs(screen.out, sorted(runs, key=lambda run: run.started, reverse=True))
        return
    with _found(screen, name, state) as (ledger, run):
        history, results = History(ledger.connection), Results(ledger.connection, run.id)
        again = _again(run, state_dir)
        write_reports(wanted, run, results, Clock().now(), screen, again=again)
        troubled = results.rows(*TROUBLED)
        show_run(screen.out, run, history.requests(run), troubled, again.errors(run.name))


def _again(run: PastRun, state_dir: Path | None) -> Again:
    # The server of a past run is named in full, for today's settings may name another.
    return Again(run.mapping, run.target, run.target, state_dir)


@contextmanager
def _found(screen: Screen, name: str, state: Path) -> Iterator[tuple[Ledger, PastRun]]:
    """The one run a name means, with its ledger.

    Raises:
        SettingError: it means none, or several.
    """
    now = Clock().now()
    found = _in_all(screen, state, now, _past_runs)
    known = [(run, path) for path, runs in found for run in runs]
    known.sort(key=lambda each: each[0].started, reverse=True)
    meant = (
        known[:1] if name == "last" else [each for each in known if each[0].name.startswith(name)]
    )
    if len(meant) != 1:
        message = f"{len(meant)} runs begin with {name}." if meant else f"There is no run {name}."
        raise SettingError(message, "customer-import history lists them.")
    run, path = meant[0]
    with ledger_at(path, now) as ledger:
        yield ledger, run


def _errors(screen: Screen, name: str, out: Path, state_dir: Path | None) -> None:
    state = state_folder(state_dir)
    with _found(screen, name, state) as (ledger, run):
        results = Results(ledger.connection, run.id)
        kept = all(row.cells for row in results.rows(*TROUBLED))
        if not any(run.counts[each] for each in TROUBLED):
            screen.say(f"Run {run.name} has no rows with problems; nothing was written.")
            return
        if not kept:
            message = f"The rows of run {run.name} are no longer kept."
            raise SettingError(message, "Run the list again: what is saved is skipped.")
        check_errors_path(out)
        registry = Registry(state / "reports.json")
        path = free_path(out, registry, Path(run.file), target=run.target)
        write_errors(path, run.headers, run.delimiter, results.rows(*TROUBLED))
        registry.note(path, Path(run.file), run.target)
        screen.say(f"The error report of run {run.name}: {path}")
        for step in then_run(run.counts, path, _again(run, state_dir).run(path)):
            screen.say(step)


def _export(screen: Screen, name: str, out: Path | None, state: Path, *, payloads: bool) -> None:
    with _found(screen, name, state) as (ledger, run):
        path = out or Path(f"{run.name}.zip")
        if path.exists():
            message = f"{path} is there already and is not overwritten."
            raise SettingError(message, "Name another path with -o.")
        requests = History(ledger.connection).requests(run)
        results = Results(ledger.connection, run.id)
        kept = results.payloads() if payloads else None
        write_evidence(path, run, requests, results.rows(), kept)
        screen.say(f"The evidence of run {run.name}: {path}")


def _purge(screen: Screen, days: float, state: Path, *, yes: bool) -> None:
    before = Clock().now() - timedelta(days=days)
    question = f"Forget the finished runs before {before.astimezone():%Y-%m-%d %H:%M}?"
    if not yes and not (screen.can_ask and screen.agreed(question)):
        raise SettingError("Nothing was forgotten.", "" if sys.stdin.isatty() else "Add --yes.")

    def forget(ledger: Ledger) -> int:
        with ledger.writing():
            return History(ledger.connection).purge(before)

    count = sum(forgotten for _, forgotten in _in_all(screen, state, Clock().now(), forget))
    screen.out.print(
        f"{count} {'run' if count == 1 else 'runs'} forgotten; what is saved is known."
    )
