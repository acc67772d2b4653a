"""The error report, as its name wants it: a CSV, or a workbook with the offending cells marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from customer_import.errors import MappingError
from customer_import.ledger.results import RowResult
from customer_import.mapping.load import parse_mapping
from customer_import.reports.errors_csv import write_error_report

WORKBOOK = ".xlsx"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What an error report has to know of its list.

    Attributes:
        file: where the list is, or was.
        headers: its own.
        delimiter: likewise; a comma for a workbook.
        mapping_text: the mapping it was read with.
    """

    file: Path
    headers: tuple[str, ...]
    delimiter: str
    mapping_text: str


def write_errors(path: Path, facts: ListFacts, rows: Iterable[RowResult]) -> None:
    """Write the report: a workbook where the path ends in `.xlsx`, else a CSV.

    Args:
        path: where to.
        facts: of the list.
        rows: those that are invalid, failed or unknown.

    Raises:
        SettingError: it cannot be written there, or holds more than a workbook can.
    """
    if path.suffix.lower() != WORKBOOK:
        write_error_report(path, facts.headers, facts.delimiter, rows)
        return
    # Imported here because few reports are workbooks, and every run would wait for it.
    from customer_import.reports.errors_workbook import write_error_workbook  # noqa: PLC0415
    from customer_import.reports.list_look import look_of  # noqa: PLC0415

    looks = look_of(facts.file, facts.headers)
    write_error_workbook(path, facts.headers, looks, _decimal(facts), rows)


def _decimal(facts: ListFacts) -> Literal[".", ","] | None:
    try:
        return parse_mapping(facts.mapping_text, "").mapping.source.decimal
    except MappingError:
        # A run of the past may have had a mapping of another version.
        return None
