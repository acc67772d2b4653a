"""Which line of the mapping fills a field, so that a person knows where to fix a cause."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from customer_import.mapping.load import AUTOMATIC
from customer_import.mapping.yaml import Path, YamlProblem, read_yaml
from customer_import.reports.causes import Cause

_QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"|“([^”]+)”")


class Spot(NamedTuple):
    """A place in a mapping.

    Attributes:
        mapping: the name of its file, without folders.
        line: from 1.
        is_to_blame: it holds a constant that is wrong, so changing a cell does not help.
    """

    mapping: str
    line: int
    is_to_blame: bool

    def __str__(self) -> str:
        """Return the place in words."""
        return f"{self.mapping}, line {self.line}"


@dataclass(frozen=True, slots=True)
class MappingLines:
    """The lines of one mapping.

    Attributes:
        name: of its file, without folders.
        fields: the line that fills each field, by its dotted name.
        constants: the lines of texts that the mapping itself holds, by text.
        fixed: the lines of the fields that are filled by a constant, by dotted name.
    """

    name: str = ""
    fields: dict[str, int] = field(default_factory=dict)
    constants: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, int] = field(default_factory=dict)

    def spot(self, cause: Cause) -> Spot | None:
        """Return where the mapping fills the field of a cause; None if that is not known."""
        blamed = self._blamed(cause)
        line = blamed or self._line(cause.field)
        return Spot(self.name, line, bool(blamed)) if line else None

    def _line(self, name: str) -> int | None:
        while name and name not in self.fields:
            name = name.rpartition(".")[0]
        return self.fields.get(name)

    def _blamed(self, cause: Cause) -> int | None:
        """Return the line of the constant that is wrong; None if a cell may be."""
        if cause.is_refusal:
            quoted = ("".join(match) for match in _QUOTED.findall(cause.reason))
            return next((self.constants[text] for text in quoted if text in self.constants), None)
        return None if cause.column else self.fixed.get(cause.field)


NO_LINES = MappingLines()
"""Those of a mapping that nobody can open."""


def lines_of(name: str, text: str) -> MappingLines:
    """Return the lines of a mapping.

    Args:
        name: as a person knows it; a mapping made from the headers has no lines to look up.
        text: its text; a mapping that can no longer be read has no lines either.
    """
    try:
        document = read_yaml("" if name == AUTOMATIC else text)
    except YamlProblem:
        return NO_LINES
    lines = {path[1:]: place.line for path, place in document.places.items() if path[:1] == _HEAD}
    data = document.data if isinstance(document.data, dict) else {}
    values = dict(_values(data.get("fields"), ()))
    types = {str(path[1]): line for path, line in lines.items() if _is_address_type(path)}
    return MappingLines(
        name=PurePath(name).name,
        fields={_dotted(path): line for path, line in lines.items() if path},
        constants={text: lines[path] for path, text in values.items()} | types,
        fixed={_dotted(path[:-1]): lines[path] for path in values},
    )


_HEAD: Path = ("fields",)


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _is_address_type(path: Path) -> bool:
    return path[:1] == ("Addresses",) and len(path[1:]) == 1


def _values(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Give each text that is a `value:`, by its path."""
    if isinstance(data, str) and path[-1:] == ("value",):
        yield path, data
    for key, child in _children(data):
        yield from _values(child, (*path, key))


def _children(data: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(data, dict):
        return data.items()
    return enumerate(data) if isinstance(data, list) else ()
