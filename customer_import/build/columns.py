"""From names of columns to what reads them: looked up once, then only positions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from customer_import.build.invisible import trimmed
from customer_import.mapping.explain import nearest
from customer_import.mapping.leaf import Leaf
from customer_import.mapping.load import Issue
from customer_import.mapping.yaml import Document, Path

Cells = Sequence[str]
Read = Callable[[Cells], str]

Part = str | tuple[int, ...]
"""Of a template: a text, or the columns of which the first that is not blank fills the place."""

_TEMPLATE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(slots=True)
class Columns:
    """The headers of a file, and what is found wrong while a mapping is fitted to them.

    Attributes:
        headers: outer blanks aside.
        empty: cells that count as blank.
        document: where the mapping's parts stand.
        issues: grows while columns are looked up.
        used: the positions that were asked for.
    """

    headers: tuple[str, ...]
    empty: frozenset[str]
    document: Document
    issues: list[Issue] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def issue(self, path: Path, message: str) -> None:
        """Note that the mapping is wrong at a path."""
        self.issues.append(Issue(message, self.document.place(path)))

    def find(self, name: str, path: Path) -> int:
        """The position of a column; 0, and an issue, where there is no such one."""
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

    def reader(self, leaf: Leaf, path: Path) -> tuple[tuple[int, ...], Read]:
        """The positions a leaf reads, and what reads them."""
        if leaf.column is not None:
            position = self.find(leaf.column, (*path, "column"))
            return (position,), partial(_cell, position, self.empty)
        if leaf.columns is not None:
            places = [(*path, "columns", i) for i in range(len(leaf.columns))]
            found = tuple(map(self.find, leaf.columns, places))
            return found, partial(_joined, found, self.empty, leaf.separator)
        if leaf.template is not None:
            return self._template(leaf.template, (*path, "template"))
        constant = (leaf.value or "").strip()
        return (), lambda _: constant

    def _template(self, template: str, path: Path) -> tuple[tuple[int, ...], Read]:
        parts: list[Part] = []
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
        return found, partial(_filled, tuple(parts), found, self.empty)

    def _alternatives(self, names: str, path: Path) -> tuple[int, ...]:
        """The columns of `{A|B}`; a column that is itself called so comes first."""
        if names.strip() in self.headers or "|" not in names:
            return (self.find(names, path),)
        return tuple(self.find(name, path) for name in names.split("|"))


def _cell(position: int, empty: frozenset[str], cells: Cells) -> str:
    text = trimmed(cells[position])
    return "" if text in empty else text


def _joined(positions: tuple[int, ...], empty: frozenset[str], separator: str, cells: Cells) -> str:
    return separator.join(filter(None, [_cell(i, empty, cells) for i in positions]))


def _filled(
    parts: tuple[Part, ...], positions: tuple[int, ...], empty: frozenset[str], cells: Cells
) -> str:
    """The template's text; a blank part takes the signs along that join it to the others."""
    if not any(_cell(position, empty, cells) for position in positions):
        return ""
    text, joint, gap = "", "", False
    for part in parts:
        if isinstance(part, tuple):
            value = _first(part, empty, cells)
            if value:
                text, joint = text + ("" if gap and not text else joint) + value, ""
            gap = not value
        elif any(char.isalnum() for char in part):
            text, joint, gap = text + joint + part, "", False
        else:
            joint = (joint or part) if gap else joint + part
    return (text if gap else text + joint).strip()


def _first(positions: tuple[int, ...], empty: frozenset[str], cells: Cells) -> str:
    """The first of these cells that is not blank."""
    return next(filter(None, (_cell(position, empty, cells) for position in positions)), "")
