"""What is left of a run: its reports, its result on the terminal."""

from dataclasses import dataclass, replace
from pathlib import Path

from customer_import.cli.screen import Screen
from customer_import.errors import SettingError
from customer_import.ledger.results import Results
from customer_import.list_name import list_name
from customer_import.reports.as_json import write_json
from customer_import.reports.errors_csv import write_error_report
from customer_import.reports.files import Registry, free_path
from customer_import.reports.results_csv import write_results
from customer_import.reports.tables import TROUBLED, Show, show_result, view_of
from customer_import.result import RunResult


@dataclass(frozen=True, slots=True)
class Reports:
    """What reports a command line asks for.

    Attributes:
        list_path: the list, after which reports are named.
        errors: where the error report goes; None for its usual place.
        results: where the results go; None for nowhere.
        as_json: JSON in place of tables.
        show: which rows the table shows.
        registry: the reports we wrote.
    """

    list_path: Path
    errors: Path | None
    results: Path | None
    as_json: bool
    show: Show | None
    registry: Registry


@dataclass(frozen=True, slots=True)
class Layout:
    """The list's own headers and delimiter, which its error report has too."""

    headers: tuple[str, ...]
    delimiter: str


def published(
    reports: Reports, result: RunResult, results: Results, layout: Layout, screen: Screen
) -> RunResult:
    """Write the reports and print the result.

    A report that cannot be written is said, and keeps nothing else back: the rows are sent.

    Returns:
        the result, with the path of the error report.
    """
    try:
        result = replace(result, errors_file=_errors(reports, result, results, layout, screen))
        if reports.results:
            write_results(reports.results, results.rows())
            screen.say(f"Every row and what became of it: {reports.results}")
    except SettingError as error:
        screen.error(error)
    if reports.as_json:
        write_json(screen.out.file, result, results.rows())
        return result
    view = view_of(result, reports.show)
    show_result(screen.out, result, results.rows(*(view.states if view else ())), view)
    return result


def _errors(
    reports: Reports, result: RunResult, results: Results, layout: Layout, screen: Screen
) -> Path | None:
    """Write the error report; one of an earlier run is removed where all is well."""
    usual = reports.list_path.with_name(f"{list_name(reports.list_path)}.errors.csv")
    wanted = reports.errors or usual
    if not any(result.counts[state] for state in TROUBLED):
        if wanted.resolve() != reports.list_path.resolve() and reports.registry.remove(wanted):
            screen.say(f"Nothing is wrong any more; removed the old error report {wanted}.")
        return None
    path = free_path(wanted, reports.registry, reports.list_path)
    if path != wanted:
        screen.say(f"{wanted} was changed since it was written, so it is left alone.")
    write_error_report(path, layout.headers, layout.delimiter, results.rows(*TROUBLED))
    reports.registry.note(path)
    return path
