"""Looks up the columns that a mapping names, once; from then on only positions are used."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from customer_import.mapping.explain import MOST_NAMED, nearest
from customer_import.mapping.leaf_model import TEMPLATE, Leaf
from customer_import.mapping.load import Issue
from customer_import.mapping.optional import alternatives
from customer_import.mapping.yaml import Document, Path
from customer_import.records.columns.cells import (
    Constant,
    JoinedColumns,
    OneColumn,
    Template,
    TemplatePart,
    TextSource,
)
from customer_import.table import column_names

OF_FILE = "the file has "
"""How a message begins that says which columns a file has."""
BLANK = Constant("")
"""What reads columns that a file does not have."""


@dataclass(slots=True)
class ColumnLookup:
    """The headers of a file, and what is found wrong while a mapping is fitted to them.

    Attributes:
        headers: outer blanks aside.
        names: what a mapping calls each column.
        document: where the mapping's parts stand.
        issues: grows while columns are looked up.
        used: the positions that were asked for.
    """

    headers: tuple[str, ...]
    names: tuple[str, ...] = field(init=False)
    document: Document
    issues: list[Issue] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Name the columns."""
        self.names = column_names(self.headers)

    def issue(self, path: Path, message: str) -> None:
        """Note that the mapping is wrong at a path."""
        self.issues.append(Issue(message, self.document.place(path)))

    def has(self, name: str) -> bool:
        """Tell whether the file has a column of this name, or several."""
        return name in self.names or name in self.headers

    def find(self, name: str, path: Path, *, optional: bool = False) -> int | None:
        """Return the position of a column; None, and an issue unless it is optional, if missing."""
        wanted = name.strip()
        if wanted not in self.names:
            if not optional or self.has(wanted):
                self.issue(path, self._unfound(wanted))
            return None
        position = self.names.index(wanted)
        self.used.add(position)
        return position

    def _unfound(self, name: str) -> str:
        alike = [
            each for header, each in zip(self.headers, self.names, strict=True) if header == name
        ]
        if alike:
            return f"{OF_FILE}{len(alike)} columns {name}; name one: {' or '.join(alike)}"
        named = [each for header, each in zip(self.headers, self.names, strict=True) if header]
        near = nearest(name, named)
        if near:
            return f"{OF_FILE}no column {name}; did you mean {near}?"
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        some = ", ".join(named[:MOST_NAMED])
        return f"{OF_FILE}no column {name}; write one that it has ({some}{more})"

    def source(self, leaf: Leaf, path: Path) -> tuple[tuple[int, ...], TextSource]:
        """Return the positions a leaf reads, and what reads them."""
        if leaf.column is not None:
            position = self.find(leaf.column, (*path, "column"), optional=leaf.optional)
            return ((), BLANK) if position is None else ((position,), OneColumn(position))
        if leaf.columns is not None:
            named = [(name, (*path, "columns", i)) for i, name in enumerate(leaf.columns)]
            found = self._found(named, optional=leaf.optional)
            return found, JoinedColumns(found, leaf.separator) if found else BLANK
        if leaf.template is not None:
            return self._template(leaf, leaf.template, (*path, "template"))
        return (), Constant((leaf.value or "").strip())

    def _found(self, named: Iterable[tuple[str, Path]], *, optional: bool) -> tuple[int, ...]:
        """Return the positions of the columns that the file has."""
        positions = (self.find(name, path, optional=optional) for name, path in named)
        return tuple(position for position in positions if position is not None)

    def _template(
        self, leaf: Leaf, template: str, path: Path
    ) -> tuple[tuple[int, ...], TextSource]:
        parts: list[TemplatePart] = []
        end = 0
        for match in TEMPLATE.finditer(template):
            parts.append(template[end : match.start()])
            end = match.end()
            if match[1] is not None:
                named = ((name, path) for name in alternatives(match[1], self.has))
                parts.append(self._found(named, optional=leaf.optional))
            elif match[0] in ("{{", "}}"):
                parts.append(match[0][0])
            else:
                self.issue(path, f"a brace in {template} has no partner; double it to write one")
        parts.append(template[end:])
        columns = [part for part in parts if isinstance(part, tuple)]
        if not columns:
            self.issue(path, f"{template} names no {{Column}}; for a constant use `value`")
        found = tuple(position for part in columns for position in part)
        return found, Template(tuple(parts), tuple(dict.fromkeys(found))) if found else BLANK
