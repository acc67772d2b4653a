"""What fills one field: where the value comes from, and what is done to it on the way.

Every scalar arrives as text (`yaml.py` reads no types), so `No`, `007` and `2021-03-04` are what
they look like; pydantic turns the few that are numbers or switches into such.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

import regex
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from customer_import.customer import Kind
from customer_import.mapping.transforms import TRANSFORMS

BlankRule = Literal["keep", "clear"]
SOURCES = ("column", "columns", "template", "value")


class Model(BaseModel):
    """What all parts of a mapping share: unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_transform(name: str) -> str:
    if name not in TRANSFORMS:
        raise PydanticCustomError(
            "unknown_choice",
            "{name} is no transform",
            {"name": name, "choices": tuple(TRANSFORMS)},
        )
    return name


TransformName = Annotated[
    str, AfterValidator(_known_transform), Field(json_schema_extra={"enum": list(TRANSFORMS)})
]


def _listed(given: object) -> object:
    return given if isinstance(given, list) else [given]


Transforms = Annotated[
    list[TransformName],
    BeforeValidator(_listed, json_schema_input_type=TransformName | list[TransformName]),
]


class Leaf(Model):
    """Exactly one of column, columns, template and value, and what is done to it."""

    column: str | None = Field(None, description="a column, as the file spells it")
    columns: list[str] | None = Field(None, min_length=1, description="columns to join")
    separator: str = Field(" ", description="what stands between joined columns")
    template: str | None = Field(
        None, description="text with {Column} in it; {A|B}: B where A is blank"
    )
    value: str | None = Field(None, description="a constant")
    split: Literal["first", "last"] | None = Field(None, description="this part of a full name")
    transform: Transforms = Field([], description="transforms, applied in this order")
    values: dict[str, str] | None = Field(None, description="what each value becomes")
    default: str | None = Field(None, description="what fills a blank cell")
    required: bool = Field(False, description="a blank is a problem")
    max_length: int | None = Field(None, ge=1, description="characters at most")
    pattern: str | None = Field(None, description="a regular expression the whole value matches")
    one_of: list[str] | None = Field(None, min_length=1, description="the values allowed")
    type: Kind | None = Field(None, description="how to read the value")
    format: str | None = Field(None, description="a date's form, as in strptime: %d.%m.%Y")
    blank: BlankRule | None = Field(None, description="what a blank does; else the mapping's rule")
    normalize: Literal["e164"] | None = Field(None, description="a phone as +15550100")
    region: str | None = Field(None, description="the country of phones without one: US, DE")

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            regex.compile(pattern or "")
        except regex.error as error:
            raise PydanticCustomError(
                "pattern", "this is no regular expression: {why}", {"why": str(error)}
            ) from error
        return pattern

    @field_validator("format")
    @classmethod
    def _has_directives(cls, given: str | None) -> str | None:
        return date_form(given)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        named = [name for name in SOURCES if getattr(self, name) is not None]
        if len(named) != 1:
            found = " and ".join(named) or "none of them"
            raise PydanticCustomError(
                "one_source",
                "exactly one of column, columns, template and value is needed, here is {found}",
                {"found": found},
            )
        return self


def date_form(given: str | None) -> str | None:
    """Check that a date's form reads day, month and year."""
    example = datetime(2021, 3, 4, tzinfo=UTC)
    try:
        right = given is None or _read_back(example, given).date() == example.date()
    except ValueError:
        right = False
    if not right:
        raise PydanticCustomError(
            "date_form",
            "{given} does not read day, month and year; write it like %d.%m.%Y",
            {"given": given},
        )
    return given


def _read_back(day: datetime, form: str) -> datetime:
    return datetime.strptime(day.strftime(form), form)  # noqa: DTZ007 - a list's dates have no zone


def _leaf(given: object) -> object:
    return {"column": given} if isinstance(given, str) else given


AnyLeaf = Annotated[Leaf, BeforeValidator(_leaf, json_schema_input_type=str | Leaf)]
"""A leaf, or a plain string: a column."""

AnyLeaves = Annotated[
    list[AnyLeaf], BeforeValidator(_listed, json_schema_input_type=str | Leaf | list[str | Leaf])
]
"""One leaf, or a list of them."""
