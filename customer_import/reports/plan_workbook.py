"""A plan as a workbook for a colleague: changed cells are filled, with the old value in a note."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_import.comparing.change import Action, RowPlan, Value
from customer_import.comparing.compare import said_value
from customer_import.errors import SettingError
from customer_import.planning.plan_result import PlanResult, changed_fields
from customer_import.readers.xlsx.sheet import column_to_letters
from customer_import.reports.files import written_bytes
from customer_import.reports.marked_sheet import LONGEST, escaped, too_long
from customer_import.reports.plan_words import not_compared, said_changes, summary, title

if TYPE_CHECKING:
    from openpyxl.cell import Cell

MOST_ROWS = 1_048_576
MOST_NOTES = 10_000
"""Notes are held in memory; every old value is in the last column too."""
_FIXED = ("Row", "CustomerNumber", "Action")
_LAST = "Old → new"
_WIDTHS = (8, 20, 11)
_WIDTH, _LAST_WIDTH = 24, 70
_HEAD = "FFE7E6E6"
_FILLS = {Action.CREATE: "FFD9EAD3", Action.UPDATE: "FFFFF2CC", Action.DELETE: "FFF4CCCC"}
_AUTHOR = "customer-import"


def write_plan_workbook(path: Path, result: PlanResult) -> None:
    """Write the workbook.

    Args:
        path: where to.
        result: the plan.

    Raises:
        SettingError: it cannot be written there, or has too many rows.
    """
    if result.sends >= MOST_ROWS:
        message = f"A workbook has at most {MOST_ROWS:,} rows."
        raise SettingError(message, "Write the plan to a .html, or plan fewer rows with --limit.")
    sheet = _PlanSheet(changed_fields(result).names)
    with written_bytes(path) as file:
        sheet.write(result)
        sheet.book.save(file)


class _PlanSheet:
    """The sheets of one plan, written row by row.

    Args:
        fields: a column for each.
    """

    def __init__(self, fields: Sequence[str]) -> None:
        # Imported here because it is slow and few plans are workbooks.
        from openpyxl import Workbook  # noqa: PLC0415

        self.book = Workbook(write_only=True)
        self.book.properties.creator = _AUTHOR
        self._fields = fields
        self._notes = 0

    def write(self, result: PlanResult) -> None:
        """Write the rows, and a sheet that says what the plan is."""
        self._begin()
        for plan in result.changing():
            self._sheet.append(list(self._cells(plan)))
        last = column_to_letters(len(_FIXED) + len(self._fields))
        self._sheet.auto_filter.ref = f"A1:{last}{result.sends + 1}"
        self._about(result)

    def _begin(self) -> None:
        self._sheet: Any = self.book.create_sheet("Changes")
        widths = (*_WIDTHS, *[_WIDTH] * len(self._fields), _LAST_WIDTH)
        for place, width in enumerate(widths):
            self._sheet.column_dimensions[column_to_letters(place)].width = width
        self._sheet.freeze_panes = "D2"
        self._sheet.print_title_rows = "1:1"
        self._sheet.append([self._head(name) for name in (*_FIXED, *self._fields, _LAST)])

    def _head(self, name: str) -> "Cell":
        from openpyxl.styles import Font  # noqa: PLC0415 - slow

        cell = self._cell(name, _HEAD)
        cell.font = Font("Calibri", 11, bold=True)
        return cell

    def _cells(self, plan: RowPlan) -> "Iterator[Cell | None]":
        fill = _FILLS[plan.action]
        yield self._cell(plan.row)
        yield self._cell(plan.number or "")
        yield self._cell(str(plan.action), fill)
        changes = {change.field: change for change in plan.changes}
        for name in self._fields:
            change = changes.get(name)
            yield None if change is None else self._changed(plan.action, change.old, change.new)
        yield self._cell("\n".join(said_changes(plan)))

    def _changed(self, action: Action, old: Value, new: Value) -> "Cell":
        from openpyxl.comments import Comment  # noqa: PLC0415 - slow

        if action == Action.DELETE:
            return self._cell(old, _FILLS[action])
        cell = self._cell(new, _FILLS[action])
        if action == Action.UPDATE and self._notes < MOST_NOTES:
            self._notes += 1
            cell.comment = Comment(escaped(f"Old value: {said_value(old)}"), _AUTHOR)
        return cell

    def _cell(self, value: Value, fill: str = "") -> "Cell":
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow
        from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415 - slow

        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        cell = WriteOnlyCell(self._sheet, value if is_number else _text(value))
        if not is_number:
            # A text that begins like a formula is a text all the same.
            cell.data_type, cell.quotePrefix = "s", True
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        return cell

    def _about(self, result: PlanResult) -> None:
        self._sheet = self.book.create_sheet("About")
        self._sheet.column_dimensions["A"].width = _WIDTH
        self._sheet.column_dimensions["B"].width = _LAST_WIDTH
        facts = {
            "Plan": title(result),
            "Run": result.run,
            "File": result.file,
            "Mapping": result.mapping,
            "Server": result.target,
            "In short": summary(result),
            "Not compared": not_compared(result),
        }
        for name, fact in facts.items():
            self._sheet.append([self._head(name), self._cell(fact)])


def _text(value: Value) -> str:
    """Return a value as a cell's text; what is too long for a cell is cut."""
    text = escaped("" if value is None else said_value(value))
    return f"{text[: LONGEST // 2]}…" if too_long(text) else text
