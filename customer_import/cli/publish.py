"""What is left of a run: its reports, its result on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice, takewhile
from pathlib import Path

from rich.console import Console

from customer_import.cli.lists.open_list import StagedList
from customer_import.cli.next_command import NextCommand, suggesting
from customer_import.cli.options.for_reports import ReportOptions
from customer_import.cli.report_paths import usual_errors
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import reports_registry
from customer_import.cli.streams import OutputLost
from customer_import.errors import NoSuchHost, SettingError
from customer_import.ledger.runs.results import Results
from customer_import.reports.advice import why_held_back
from customer_import.reports.causes import causes_of_problems
from customer_import.reports.error_report import WORKBOOK, write_errors
from customer_import.reports.files import free_path, numbered
from customer_import.reports.for_scripts import write_json, write_results
from customer_import.reports.html import PageFacts, write_html_report
from customer_import.reports.mapping_lines import NO_LINES, lines_of
from customer_import.reports.tables import show_result, view_of
from customer_import.reports.wording import TROUBLED
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RowState


@dataclass(frozen=True, slots=True)
class Publisher:
    """Writes the reports of a run and prints its result.

    Attributes:
        options: what the command line says of reports.
        facts: of the list.
        next_command: the commands that go on from this run.
        screen: the terminal.
        state_dir: where it is noted which reports are ours; None for the usual folder.
        is_part: the run does not have all rows of the list.
        json_lead: what is printed before the JSON object.
    """

    options: ReportOptions
    facts: StagedList
    next_command: NextCommand
    screen: Screen
    state_dir: Path | None
    is_part: bool
    json_lead: str = ""

    def publish(self, result: RunResult, results: Results, started: datetime) -> RunResult:
        """Write the reports and print the result.

        If a report cannot be written, this says so and goes on: the rows are sent.

        Args:
            result: what became of the run.
            results: of its rows.
            started: when the command began.

        Returns:
            the result, with the path of the error report.
        """
        options, facts, screen = self.options, self.facts, self.screen
        lost: list[SettingError] = []
        with _said(screen, lost, self._later(result)):
            if path := self._errors(result, results):
                suggest = suggesting(facts.file, facts.list_path)
                rerun = self.next_command.run(path)
                result = replace(result, errors_file=path, rerun=rerun, suggest=suggest)
        unknown = results.rows(RowState.UNKNOWN) if result.counts[RowState.UNKNOWN] else ()
        if any(row.key for row in unknown):
            result = replace(result, settle=self.next_command.settle(result.run))
        if options.results:
            with _said(screen, lost):
                write_results(options.results, results.rows(), dry_run=result.dry_run)
                screen.say(f"Results, a line for every row: {options.results}")
        if options.report:
            with _said(screen, lost):
                page = PageFacts(result, facts.mapping_text, started.astimezone())
                write_html_report(options.report, page, results.rows)
                screen.say(f"Report: {options.report}")
                if options.open_page:
                    self._open(options.report)
        with _said(screen, lost):
            self._print(replace(result, unwritten=bool(lost)), results)
        return replace(result, unwritten=bool(lost))

    def _open(self, page: Path) -> None:
        """Open a page in the browser, if a person is there to see it."""
        # Imported here because few runs open a page.
        import webbrowser  # noqa: PLC0415

        if not self.screen.err.is_terminal or not webbrowser.open(page.resolve().as_uri()):
            self.screen.say(f"No browser can be opened from here. Open {page} yourself.")

    def _print(self, result: RunResult, results: Results) -> None:
        """Print the result.

        Raises:
            SettingError: standard output cannot be written.
        """
        try:
            self._show(result, results)
            self.screen.out.file.flush()
        except OutputLost as error:
            again = "Free some space, and run the same command again."
            known = f"The run itself is done:\n{self.next_command.history(result.run)}"
            raise SettingError(str(error), known if result.run else again) from error

    def _show(self, result: RunResult, results: Results) -> None:
        screen = self.screen
        if self.options.as_json:
            if result.ended.stopped:
                screen.error(result.ended.stopped)
            elif held_back := why_held_back(result):
                # The object has no key of it, and a script's log must tell why nothing was sent.
                screen.explain(held_back)
            screen.out.file.write(self.json_lead)
            write_json(screen.out.file, result, results.with_problems())
            return
        if isinstance(result.ended.stopped, NoSuchHost):
            screen.error(result.ended.stopped)
            return
        self.show(screen.out, result, results)

    def show(self, console: Console, result: RunResult, results: Results) -> None:
        """Show a result: its counts, what is wrong, its rows, and what to do."""
        view = view_of(result, self.options.show)
        rows = results.rows(*(view.states if view else ()))
        causes = causes_of_problems(results.problems())
        lines = lines_of(result.mapping, self.facts.mapping_text) if causes else NO_LINES
        skipped = next(results.rows(RowState.SKIPPED), None)
        show_result(console, result, causes, rows, view, lines=lines, skipped=skipped)

    def _later(self, result: RunResult) -> str:
        """Say how the error report can still be written; of a dry run nothing is kept."""
        if result.dry_run or not any(result.counts[state] for state in TROUBLED):
            return ""
        return f"The rows are kept:\n{self.next_command.errors(result.run)}"

    def _errors(self, result: RunResult, results: Results) -> Path | None:
        """Write the error report, or remove that of an earlier run if all is well."""
        list_path, target = self.facts.list_path, result.target_of_report
        wanted = self.options.errors or usual_errors(list_path, is_workbook=self.facts.is_workbook)
        registry = reports_registry(self.state_dir)
        if not any(result.counts[state] for state in TROUBLED):
            for old in self._earlier(wanted):
                if self._is_replaced(old, result) and registry.remove(old, list_path, target):
                    self.screen.say(f"All rows are right now; removed the old error report {old}.")
            return None
        others = filter(None, (self.options.results, self.options.report))
        path = free_path(wanted, registry, list_path, *others, target=target)
        if path != wanted:
            is_list = wanted.resolve() == list_path.resolve()
            other = "was changed, or belongs to another list or server"
            why = "is the list itself" if is_list else other
            self.screen.say(
                f"{wanted} {why}, so it is not overwritten. The new error report is {path}."
            )
        path = self._write(path, results, target)
        with _said(self.screen, []):
            # Invalid rows are told by any other run of the list, and by a dry run too.
            registry.note(path, list_path, target if result.is_about_server else "")
        return path

    def _earlier(self, wanted: Path) -> list[Path]:
        """Return where old reports may be; what no workbook could hold was a CSV."""
        as_csv = usual_errors(self.facts.list_path, is_workbook=False)
        first = [wanted] if self.options.errors or wanted == as_csv else [wanted, as_csv]
        # The first was perhaps moved away; each number after it was given beside the one before.
        beside = (takewhile(Path.exists, islice(numbered(path), 1, None)) for path in first)
        return [*first, *chain.from_iterable(beside)]

    def _write(self, path: Path, results: Results, target: str) -> Path:
        """Write the error report, and return where; what no workbook can hold becomes a CSV."""
        facts = self.facts
        try:
            write_errors(path, facts.headers, facts.delimiter, results.rows(*TROUBLED))
        except SettingError as error:
            if self.options.errors or path.suffix != WORKBOOK:
                raise
            registry = reports_registry(self.state_dir)
            wanted = usual_errors(facts.list_path, is_workbook=False)
            others = filter(None, (facts.list_path, self.options.results, self.options.report))
            path = free_path(wanted, registry, *others, target=target)
            write_errors(path, facts.headers, facts.delimiter, results.rows(*TROUBLED))
            self.screen.say(f"{error.message} So the error report is a CSV: {path}.")
        return path

    def _is_replaced(self, old: Path, result: RunResult) -> bool:
        """Tell whether nothing of an old report is left to fix; it may be the list itself."""
        # Rows that were not reached, or that a limit left out, may be those of the old report.
        well = result.exit_status == ExitStatus.OK and not self.is_part
        return well and old.resolve() != self.facts.list_path.resolve()


@contextmanager
def _said(screen: Screen, lost: list[SettingError], later: str = "") -> Iterator[None]:
    """Say what cannot be written, and go on.

    Args:
        screen: the terminal.
        lost: gets what cannot be written.
        later: how it can still be written.
    """
    try:
        yield
    except SettingError as error:
        lost.append(error)
        screen.error(SettingError(error.message, f"{error.remedy} {later}".strip()))
