"""What a mapping says of whole rows: which of a list are meant, and which are of one customer."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from customer_import.mapping.mirror import Model, listed

Cells = Annotated[
    list[str],
    Field(min_length=1),
    BeforeValidator(listed, json_schema_input_type=str | list[str]),
]
"""Texts of a cell, or a single one; an empty text is a blank cell."""


class RowRules(Model):
    """Which rows of the list are meant, case aside, and which of them are of one customer."""

    skip: dict[str, Cells] = Field(
        {}, description="by column: rows whose cell is one of these are skipped"
    )
    only: dict[str, Cells] = Field(
        {}, description="by column: rows whose cell is none of these are skipped"
    )
    continues: bool = Field(
        False,
        alias="continue",
        description="one customer may have several rows: one directly below that has no number, or "
        "the same, adds its addresses to the customer above",
    )
