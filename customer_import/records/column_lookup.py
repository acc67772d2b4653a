"""Looks up the columns that a mapping names, once; from then on only positions are used."""

import re
from dataclasses import dataclass, field

from customer_import.mapping.explain import nearest
from customer_import.mapping.load import Issue
from customer_import.mapping.model import Leaf
from customer_import.mapping.yaml import Document, Path
from customer_import.records.cells import (
    Constant,
    JoinedColumns,
    OneColumn,
    Template,
    TemplatePart,
    TextSource,
)

_TEMPLATE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(slots=True)
class ColumnLookup:
    """The headers of a file, and what is found wrong while a mapping is fitted to them.

    Attributes:
        headers: outer blanks aside.
        document: where the mapping's parts stand.
        issues: grows while columns are looked up.
        used: the positions that were asked for.
    """

    headers: tuple[str, ...]
    document: Document
    issues: list[Issue] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def issue(self, path: Path, message: str) -> None:
        """Note that the mapping is wrong at a path."""
        self.issues.append(Issue(message, self.document.place(path)))

    def find(self, name: str, path: Path) -> int:
        """Return the position of a column; 0, and an issue, if the file does not have it."""
        wanted = name.strip()
        count = self.headers.count(wanted)
        if count != 1:
            self.issue(path, self._unfound(wanted, count))
            return 0
        position = self.headers.index(wanted)
        self.used.add(position)
        return position

    def _unfound(self, name: str, count: int) -> str:
        if count:
            return f"the file has {count} columns {name}; rename all but one of them"
        near = nearest(name, filter(None, self.headers))
        hint = (
            f"did you mean {near}"
            if near
            else "its columns are " + ", ".join(filter(None, self.headers))
        )
        return f"the file has no column {name}; {hint}"

    def source(self, leaf: Leaf, path: Path) -> tuple[tuple[int, ...], TextSource]:
        """Return the positions a leaf reads, and what reads them."""
        if leaf.column is not None:
            position = self.find(leaf.column, (*path, "column"))
            return (position,), OneColumn(position)
        if leaf.columns is not None:
            places = [(*path, "columns", i) for i in range(len(leaf.columns))]
            found = tuple(map(self.find, leaf.columns, places))
            return found, JoinedColumns(found, leaf.separator)
        if leaf.template is not None:
            return self._template(leaf.template, (*path, "template"))
        return (), Constant((leaf.value or "").strip())

    def _template(self, template: str, path: Path) -> tuple[tuple[int, ...], TextSource]:
        parts: list[TemplatePart] = []
        end = 0
        for match in _TEMPLATE.finditer(template):
            parts.append(template[end : match.start()])
            end = match.end()
            if match[1] is not None:
                parts.append(self._alternatives(match[1], path))
            elif match[0] in ("{{", "}}"):
                parts.append(match[0][0])
            else:
                self.issue(path, f"a brace in {template} has no partner; double it to write one")
        parts.append(template[end:])
        found = tuple(i for part in parts if isinstance(part, tuple) for i in part)
        if not found:
            self.issue(path, f"{template} names no {{Column}}; for a constant use `value`")
        return found, Template(tuple(parts), tuple(dict.fromkeys(found)))

    def _alternatives(self, names: str, path: Path) -> tuple[int, ...]:
        """Return the columns of `{A|B}`; a column whose own name is that comes first."""
        if names.strip() in self.headers or "|" not in names:
            return (self.find(names, path),)
        return tuple(self.find(name, path) for name in names.split("|"))
