"""The custom fields of a record, written by the column."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from customer_import.customer import Kind
from customer_import.mapping.assumptions import Assumptions
from customer_import.problems import Code, Problem
from customer_import.records.built.parts import Object, PartColumn, RowProblems, Single, either
from customer_import.records.built.record_batch import ROW
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.leaf import BLANK


@dataclass(frozen=True, slots=True)
class CustomFieldPart:
    """One custom field, and its type."""

    single: Single
    kind: Kind


_HOLE = b"\1"
"""In JSON, where a value is to be; a text's control characters are escaped there."""


@dataclass(frozen=True, slots=True)
class CustomFields:
    """`CustomFields`, each with all its keys and the value of its own type."""

    fields: dict[str, CustomFieldPart]
    assume: Assumptions

    def take(self, cells: CellTexts, problems: RowProblems) -> PartColumn:
        """Return the list of custom fields of each row."""
        had = {position: len(found) for position, found in problems.found.items()}
        columns = {label: each.single.take(cells, problems) for label, each in self.fields.items()}
        filled = either(column.filled for column in columns.values())
        if not self.assume.custom_fields_left_out_are_kept:
            self._refuse_partly_blank(columns, had, problems)
        return PartColumn(filled, cache(lambda: self._lists(columns)))

    def _refuse_partly_blank(
        self, columns: dict[str, PartColumn], had: dict[int, int], problems: RowProblems
    ) -> None:
        """Refuse the rows that fill some fields and not others, and have no other fault here."""
        masks = {label: each.filled for label, each in columns.items() if each.filled is not None}
        for position in range(len(problems.rows)):
            blank = [label for label, filled in masks.items() if not filled[position]]
            is_new = len(problems.found.get(position, ())) > had.get(position, 0)
            if blank and len(blank) < len(columns) and not is_new:
                problems.add(position, _partly_blank(", ".join(blank)))

    def _lists(self, columns: dict[str, PartColumn]) -> Sequence[Any]:
        """Return the JSON of the fields of each row: made by the column, it takes a third."""
        texts = [self._texts(label, column.make()) for label, column in columns.items()]
        rows = (b",".join(filter(None, row)) for row in zip(*texts, strict=True))
        return [orjson.Fragment(b"[" + row + b"]") if row else BLANK for row in rows]

    def _texts(self, label: str, values: Sequence[Any]) -> list[bytes]:
        """Return the JSON of a field with each of its values; blank where it does not have any."""
        name, like = self._like(label)
        hole = {"ImportRowNumber": ROW, **like, name: orjson.Fragment(_HOLE)}
        before, _, after = orjson.dumps(hole).partition(_HOLE)
        dumps = orjson.dumps
        return [b"" if each is BLANK else before + dumps(each) + after for each in values]

    def _like(self, label: str) -> tuple[str, Object]:
        """Return the key that holds a field's value, and all keys but the number of its row."""
        kind = self.fields[label].kind
        return f"Dcf{kind.title()}Value", {
            "DcfLabel": label,
            "DCFDataType": getattr(self.assume.custom_field_types, kind),
            "DcfTextValue": None,
            "DcfNumberValue": None,
            "DcfDateValue": None,
            "DcfValueRecordStatus": self.assume.custom_field_status,
        }


def _partly_blank(labels: str) -> Problem:
    message = (
        f"{labels} blank, others not: the mapping says that custom fields left out are lost; "
        "fill all of them or none, or use `blank: clear`."
    )
    cause = f"Some custom fields are blank, {message.partition(' blank, ')[2]}"
    return Problem(Code.CUSTOM_FIELDS_PARTLY_BLANK, message, "CustomFields", cause=cause)
