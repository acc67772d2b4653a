"""What is left of a run: its reports, its result on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from customer_import.cli.input import PIPED, PIPED_AS
from customer_import.cli.next_command import Again
from customer_import.cli.screen import Screen
from customer_import.errors import SettingError
from customer_import.ledger.results import Results
from customer_import.list_name import list_name
from customer_import.reports.as_json import write_json
from customer_import.reports.causes import causes_of
from customer_import.reports.error_report import write_errors
from customer_import.reports.files import Registry, check_path, check_replaceable, free_path
from customer_import.reports.html import GENERATOR, About, write_html_report
from customer_import.reports.mapping_lines import lines_of
from customer_import.reports.results_csv import MARK, write_results
from customer_import.reports.tables import TROUBLED, Show, show_result, view_of
from customer_import.result import ExitStatus, RunResult

_OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".numbers"}
_OTHER_FILES = {".html", ".htm", ".pdf", ".json", ".xml", ".yaml", ".yml", ".doc", ".docx"}
_PACKED = {".gz", ".zip"}
_NO_ERROR_REPORT = _OTHER_WORKBOOKS | _OTHER_FILES | _PACKED
"""Endings under which other programs expect neither a CSV nor the workbook we write."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What reports a command line asks for.

    Attributes:
        list_path: the list, after which reports are named.
        errors: where the error report goes; None for its usual place.
        results: where the results go; None for nowhere.
        report: where the HTML report goes; None for nowhere.
        as_json: JSON in place of tables.
        show: which rows the table shows.
        limited: the run is of the first rows only.
        registry: the reports we wrote.
        again: what a command that goes on has to say again.
    """

    list_path: Path
    errors: Path | None
    results: Path | None
    report: Path | None
    as_json: bool
    show: Show | None
    limited: bool
    registry: Registry
    again: Again


@dataclass(frozen=True, slots=True)
class Layout:
    """What the reports have to know of the list.

    Attributes:
        headers: its own, which its error report has too.
        delimiter: likewise.
        mapping_text: the mapping it was read with.
        started: when.
    """

    headers: tuple[str, ...]
    delimiter: str
    mapping_text: str
    started: datetime


def published(
    reports: Reports, result: RunResult, results: Results, layout: Layout, screen: Screen
) -> RunResult:
    """Write the reports and print the result.

    A report that cannot be written is said, and keeps nothing else back: the rows are sent.

    Returns:
        the result, with the path of the error report.
    """
    with _said(screen, _later(reports, result)):
        path = _errors(reports, result, results, layout, screen)
        if path:
            result = replace(result, errors_file=path, rerun=reports.again.run(path))
    if reports.results:
        with _said(screen):
            write_results(reports.results, results.rows(), dry_run=result.dry_run)
            screen.say(f"Every row and what became of it: {reports.results}")
    if reports.report:
        with _said(screen):
            about = About(result, layout.mapping_text, layout.started.astimezone())
            write_html_report(reports.report, about, results.rows)
            screen.say(f"The report: {reports.report}")
    if reports.as_json and result.ended.stopped:
        screen.error(result.ended.stopped)
    if reports.as_json:
        write_json(screen.out.file, result, results.rows())
        return result
    view = view_of(result, reports.show)
    rows = results.rows(*(view.states if view else ()))
    lines = lines_of(result.mapping, layout.mapping_text)
    show_result(screen.out, result, causes_of(results.with_problems()), rows, view, lines=lines)
    return result


def _later(reports: Reports, result: RunResult) -> str:
    """How the error report of a real run is written at any time; of a dry run nothing is kept."""
    if result.dry_run or not any(result.counts[state] for state in TROUBLED):
        return ""
    return f"The rows are kept: {reports.again.errors(result.run)}"


def _errors(
    reports: Reports, result: RunResult, results: Results, layout: Layout, screen: Screen
) -> Path | None:
    """Write the error report; one of an earlier run is removed where all is well."""
    wanted = reports.errors or usual_errors(reports.list_path)
    is_list = wanted.resolve() == reports.list_path.resolve()
    if not any(result.counts[state] for state in TROUBLED):
        # Rows that were not reached may be those of the old report.
        # So may those a limit left out.
        well = result.exit_status == ExitStatus.OK and not reports.limited
        if (
            well
            and not is_list
            and reports.registry.remove(wanted, reports.list_path, result.target_of_report)
        ):
            screen.say(f"Nothing is wrong any more; removed the old error report {wanted}.")
        return None
    target = result.target_of_report
    others = filter(None, (reports.results, reports.report))
    path = free_path(wanted, reports.registry, reports.list_path, *others, target=target)
    if path != wanted:
        why = "is the list itself" if is_list else "was changed, or tells of another list or server"
        screen.say(f"{wanted} {why}, so it is left alone; the new error report is {path}.")
    write_errors(path, layout.headers, layout.delimiter, results.rows(*TROUBLED))
    with _said(screen):
        reports.registry.note(path, reports.list_path, target)
    return path


def usual_errors(list_path: Path) -> Path:
    """Where the error report of a list goes when no place is named."""
    return list_path.with_name(f"{list_name(list_path)}.errors.csv")


def check_paths(
    file: Path, errors: Path | None, results: Path | None, report: Path | None = None
) -> None:
    """See whether the reports can be written where they are wanted, before anything is sent.

    Results and pages take the place of earlier ones, so that a command can be given again, and of
    nothing else; an error report never takes the place of somebody's work.

    Raises:
        SettingError: one of them cannot.
    """
    list_path = PIPED_AS if str(file) == PIPED else file
    taken = {list_path.resolve(), (errors or usual_errors(list_path)).resolve()}
    if errors:
        check_errors_path(errors)
    if results and results.resolve() in taken:
        message = f"{results} is the list, or its error report."
        raise SettingError(message, "Name another path for the results.")
    if results:
        check_replaceable(results, "--results", MARK)
    if report and report.resolve() in taken | ({results.resolve()} if results else set()):
        message = f"{report} is the list, or another of its reports."
        raise SettingError(message, "Name another path for the report.")
    if report:
        check_page_path(report)


def check_errors_path(path: Path) -> None:
    """See whether an error report can be written at a path.

    Raises:
        SettingError: it cannot.
    """
    check_path(path)
    if path.suffix.lower() in _NO_ERROR_REPORT:
        message = f"The error report {path} is a CSV or a workbook of Excel's."
        raise SettingError(message, "Let its name end in .csv or .xlsx.")


def check_page_path(path: Path) -> None:
    """See whether an HTML report can be written at a path.

    Raises:
        SettingError: it cannot.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        raise SettingError(f"The report {path} is a page.", "Let its name end in .html.")
    check_replaceable(path, "--report", GENERATOR.encode())


@contextmanager
def _said(screen: Screen, later: str = "") -> Iterator[None]:
    """What cannot be written is said, and keeps nothing else back.

    Args:
        screen: the terminal.
        later: how it can be written after all.
    """
    try:
        yield
    except SettingError as error:
        screen.error(SettingError(error.message, f"{error.remedy} {later}".strip()))
