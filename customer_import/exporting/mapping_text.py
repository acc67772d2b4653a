"""The mapping that is written beside an export, so that `run` and `plan` read it back."""

from collections.abc import Iterator, Sequence

from customer_import.customer import Kind
from customer_import.exporting.columns import ExportColumn
from customer_import.mapping.yaml import quoted


def mapping_text(columns: Sequence[ExportColumn], name: str) -> str:
    """Return the mapping of an export.

    Args:
        columns: of the export.
        name: of its file, for the heading.
    """
    return "\n".join(_lines(columns, name)) + "\n"


def _lines(columns: Sequence[ExportColumn], name: str) -> Iterator[str]:
    yield f"# Written by `customer-import export` beside {quoted(name)}."
    yield "# A blank cell leaves the stored value alone; `blank: clear` would empty it."
    yield "version: 1"
    yield "source:"
    yield "  apostrophes: restore"
    yield "blank: keep"
    yield "fields:"
    for column in columns:
        if not column.label:
            yield f"  {column.name}: {quoted(column.name)}"
    custom = [column for column in columns if column.label]
    if custom:
        yield "  CustomFields:"
    for column in custom:
        yield f"    {quoted(column.label)}: {_leaf(column)}"


def _leaf(column: ExportColumn) -> str:
    name = quoted(column.name)
    if column.kind in (Kind.NUMBER, Kind.DATE):
        return f"{{column: {name}, type: {column.kind}}}"
    return name
