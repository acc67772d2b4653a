"""The first rows of a list side by side: the cell, the field it fills, the value as it is sent."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import RowBuilder
from customer_import.reports.wording import keeps_words, print_prose, shown

BLANK = "–"
_LOOKED_AT = 20
"""Rows by which it is decided whether all are shown as tables."""


class PreviewLine(NamedTuple):
    """One field of one row.

    Attributes:
        column: the columns that fill it; blank for a constant.
        cell: what they hold.
        field: the API's name, dotted.
        sent: the value as it is sent; `BLANK` if nothing is.
    """

    column: str
    cell: str
    field: str
    sent: str

    @property
    def changed(self) -> bool:
        """Tell whether the value differs from the cell."""
        return self.sent != self.cell.strip() and not (self.sent == BLANK and not self.cell.strip())


def show_preview(console: Console, builder: RowBuilder, rows: Iterable[Built]) -> int:
    """Print rows as they would be sent, and return how many there were."""
    count, has_star = 0, False
    rows = iter(rows)
    first = list(islice(rows, _LOOKED_AT))
    # Of several columns that wrap, Rich makes some too narrow for their words.
    is_table = all(keeps_words(console, _table(lines(builder, b)), wraps=False) for b in first)
    for built in chain(first, rows):
        count += 1
        console.print(_title(built))
        found = [] if built.left_out else list(lines(builder, built))
        _show_lines(console, found, is_table=is_table)
        for problem in built.problems:
            place = problem.column or problem.field
            print_prose(console, f"{place}: {problem.message}" if place else problem.message, "red")
        console.print()
        has_star = has_star or any(line.changed for line in found)
    if has_star:
        console.print("* sent in another form than the cell has it", style="dim")
    return count


def _title(built: Built) -> Text:
    name = f"Row {built.row.number}"
    if built.left_out:
        return shown(f"{name}, not sent: {built.left_out}", "bold")
    if not built.valid:
        return Text(f"{name}, not sent: has errors", "bold red")
    adds = f", adds to the customer of row {built.continues}" if built.continues else ""
    return Text(f"{name}{adds}", "bold")


def _show_lines(console: Console, found: list[PreviewLine], *, is_table: bool) -> None:
    """Show the fields side by side, or one below the other where that would break a word."""
    if is_table and found:
        console.print(_table(found))
        return
    for line in found:
        mark, cell = (" *", f": {shown(line.cell)}") if line.changed else ("", "")
        source = f" ({shown(line.column)}{cell})" if line.column else ""
        text = f"{line.field}: {shown(line.sent)}{mark}{source}"
        print_prose(console, text, "yellow" if mark else "")


def _table(found: Iterable[PreviewLine]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Column", "Cell", "Field", "Sent"):
        table.add_column(name, overflow="fold")
    for line in found:
        sent = shown(line.sent, "yellow" if line.changed else "")
        mark = Text(" *", style="yellow") if line.changed else Text()
        table.add_row(shown(line.column), shown(line.cell), shown(line.field), sent + mark)
    return table


def lines(builder: RowBuilder, built: Built) -> Iterator[PreviewLine]:
    """Give every field the mapping can fill, as this row fills it."""
    kinds = builder.compiled.addresses
    named = ((each["AddressTypeName"], each) for each in built.addresses)
    addresses = {kind if kind in kinds else "*": each for kind, each in named}
    sent = dict(_flat({**built.customer, "Addresses": addresses}))
    for leaf in builder.compiled.leaves:
        if built.continues and not leaf.field.startswith("Addresses."):
            continue
        cells = [built.row.cells[i] for i in leaf.positions if i < len(built.row.cells)]
        value = _value(sent, leaf.field)
        yield PreviewLine(", ".join(leaf.names), " ".join(cells), leaf.field, value)


def _value(sent: dict[str, str], field: str) -> str:
    if field in sent:
        return sent[field]
    parts = [value for name, value in sent.items() if name.startswith(f"{field}.")]
    return " x".join(parts) or BLANK


def _flat(record: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Give the leaves of a record by their dotted names, as a mapping names them."""
    for name, value in _parts(record):
        where = f"{path}.{name}" if path else name
        if isinstance(value, dict | list):
            yield from _flat(value, where)
        else:
            yield where, _text(value)


def _parts(record: object) -> Iterable[tuple[str, Any]]:
    if isinstance(record, dict):
        return record.items()
    items = record if isinstance(record, list) else []
    return (_named(str(i), item) for i, item in enumerate(items))


def _named(position: str, item: object) -> tuple[str, Any]:
    """Return an item of a list; a custom field by its label, with its value alone."""
    if isinstance(item, dict) and "DcfLabel" in item:
        values = (item[f"Dcf{kind}Value"] for kind in ("Text", "Number", "Date"))
        return item["DcfLabel"], next((value for value in values if value is not None), None)
    return position, item


def _text(value: object) -> str:
    if value is None:
        return "(cleared)"
    return str(value).lower() if isinstance(value, bool) else str(value)
