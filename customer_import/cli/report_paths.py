"""Where reports are written if no place is named, and where none may be written."""

from pathlib import Path

from customer_import.cli.lists.given_list import PIPED, PIPED_AS
from customer_import.errors import SettingError
from customer_import.readers.content import is_stream
from customer_import.reports.error_report import WORKBOOK
from customer_import.reports.files import check_ending, check_path, check_replaceable
from customer_import.reports.for_scripts import MARK
from customer_import.reports.html import GENERATOR
from customer_import.table import list_name

_OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".numbers"}
_OTHER_FILES = {".html", ".htm", ".pdf", ".json", ".xml", ".yaml", ".yml", ".doc", ".docx"}
_PACKED = {".gz", ".zip"}
_NO_ERROR_REPORT = _OTHER_WORKBOOKS | _OTHER_FILES | _PACKED
"""Endings under which other programs expect neither a CSV nor the workbook we write."""


def usual_errors(list_path: Path, *, is_workbook: bool) -> Path:
    """Return where the error report of a list goes if no place is named.

    A workbook gets a workbook, because a spreadsheet takes the zeros of a CSV away.
    """
    ending = WORKBOOK if is_workbook else ".csv"
    return list_path.with_name(f"{list_name(list_path)}.errors{ending}")


def usual_page(file: str) -> Path:
    """Return where the HTML page of a list goes if it is to be opened and no place is named."""
    list_path = PIPED_AS if file == PIPED or is_stream(Path(file)) else Path(file)
    return list_path.with_name(f"{list_name(list_path)}.report.html")


def check_paths(
    file: Path, errors: Path | None, results: Path | None, report: Path | None = None
) -> None:
    """Check before anything is sent that the reports can be written where they are wanted.

    Results and pages replace earlier ones, so that a command can be given again, and nothing
    else; an error report never replaces somebody's work.

    Raises:
        SettingError: one of them cannot be written.
    """
    list_path = PIPED_AS if str(file) == PIPED or is_stream(file) else file
    usual = [usual_errors(list_path, is_workbook=is_workbook) for is_workbook in (True, False)]
    taken = {path.resolve() for path in (list_path, *([errors] if errors else usual))}
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
        _check_page_path(report)


def check_errors_path(path: Path) -> None:
    """Check that an error report can be written at a path.

    Raises:
        SettingError: it cannot.
    """
    check_path(path)
    if path.suffix.lower() in _NO_ERROR_REPORT:
        message = f"The error report is a CSV or an Excel workbook, and {path} has another ending."
        raise SettingError(message, "Choose a name that ends in .csv or .xlsx.")


def _check_page_path(path: Path) -> None:
    check_ending(path, "The report is an HTML page", ".html", also={".htm"})
    check_replaceable(path, "--report", GENERATOR.encode())
