import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from customer_import.mapping.leaf_model import Leaf
from customer_import.mapping.load import LoadedMapping
from customer_import.mapping.suggest.write import suggested_mapping
from customer_import.readers.open_table import open_table
from customer_import.records.row_builder import RowBuilder, row_builder
from customer_import.table import Row, Source, Table


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggested mapping, taken apart.

    Attributes:
        loaded: the mapping.
        headers: of the list.
        columns: the columns of each field, dotted.
    """

    loaded: LoadedMapping
    headers: tuple[str, ...]
    columns: dict[str, list[str]]

    @property
    def builder(self) -> RowBuilder:
        """The mapping, fitted to the list."""
        return row_builder(self.loaded, self.headers)

    @property
    def text(self) -> str:
        """The mapping as it is written."""
        return self.loaded.text

    def line(self, path: str) -> str:
        """Return the line that fills a field."""
        place = self.loaded.document.place(("fields", *path.split(".")))
        return self.text.splitlines()[place.line - 1].strip()

    def is_sure(self, path: str) -> bool:
        """Say whether a field's line is not a guess."""
        return path in self.columns and "#" not in self.line(path)

    def fields_of(self, column: str) -> list[str]:
        """List the fields that a column fills."""
        return [path for path, columns in self.columns.items() if column in columns]


def table_of(header: str, *rows: str) -> Table:
    """Make a list of cells between bars."""
    cells = (Row(number, row.split("|")) for number, row in enumerate(rows, start=2))
    return Table(tuple(header.split("|")), cells)


def taken_apart(loaded: LoadedMapping, headers: tuple[str, ...]) -> Suggested:
    """Take a mapping apart into the columns of each field; if it names any, it must fit."""
    fields = loaded.mapping.fields
    columns = dict(_leaves("", {name: getattr(fields, name) for name in type(fields).model_fields}))
    suggested = Suggested(loaded, headers, columns)
    if any(columns.values()):
        assert suggested.builder.headers == headers
    return suggested


def _leaves(path: str, part: Any) -> list[tuple[str, list[str]]]:
    if isinstance(part, Leaf):
        named = [part.column] if part.column else part.columns
        return [(path, named or re.findall(r"\{(.*?)\}", part.template or ""))]
    if isinstance(part, BaseModel):
        given = {name: getattr(part, name) for name in type(part).model_fields}
        part = {_step(name): each for name, each in given.items() if each is not None}
    steps = part.items() if isinstance(part, dict) else ()
    return [
        leaf for step, each in steps for leaf in _leaves(".".join(filter(None, (path, step))), each)
    ]


def _step(name: str) -> str:
    return "" if name in ("whole", "parts") else name


@pytest.fixture
def suggest() -> Callable[..., Suggested]:
    """Suggest for a header and rows, with their cells between bars."""

    def suggested(header: str, *rows: str, source: Source | None = None) -> Suggested:
        table = table_of(header, *rows)
        loaded = suggested_mapping(table, "list.csv", source or Source())
        return taken_apart(loaded, table.headers)

    return suggested


@pytest.fixture(scope="session")
def suggest_for() -> Callable[[Path], Suggested]:
    """Suggest for a file."""

    def suggested(path: Path) -> Suggested:
        with open_table(path, Source()) as table:
            loaded = suggested_mapping(table, path.name, Source())
            return taken_apart(loaded, table.headers)

    return suggested
