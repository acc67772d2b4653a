"""What fills one field: a column, several, a template or a constant, and what is done to it."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from customer_import.customer import Kind
from customer_import.mapping.mirror import Model, listed
from customer_import.mapping.transforms import TRANSFORMS

if TYPE_CHECKING:
    from regex import Pattern

BlankRule = Literal["keep", "clear"]
SOURCES = ("column", "columns", "template", "value")
TEMPLATE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
"""What has a meaning in a template: a doubled brace, a column in braces, a brace alone."""
LARGEST_PATTERN = 20_000
"""Signs of a pattern with its repeats written out: it takes some MB then. What values are checked
with has some dozen; `a{1000000000}` would take all memory there is."""
_DIGITS = 9
"""Digits of a number that is read; a longer one is larger than any limit."""
_TOKEN = re.compile(
    r"\\[pPN]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|(?P<open>\()|(?P<close>\))|\{(?P<least>\d*),?(?P<most>\d*)\}|.",
    re.DOTALL,
)


def _known_transform(name: str) -> str:
    if name not in TRANSFORMS:
        raise PydanticCustomError(
            "unknown_choice",
            "{name} is not a transform",
            {"name": name, "choices": tuple(TRANSFORMS)},
        )
    return name


TransformName = Annotated[
    str, AfterValidator(_known_transform), Field(json_schema_extra={"enum": list(TRANSFORMS)})
]


Transforms = Annotated[
    list[TransformName],
    BeforeValidator(listed, json_schema_input_type=TransformName | list[TransformName]),
]


class SplitAt(Model):
    """One part of a text that holds several, apart by a separator."""

    at: str = Field(min_length=1, description="the separator; `line`: the end of a line")
    take: int = Field(description="which part, from 1; from the end with -1")

    @field_validator("take")
    @classmethod
    def _counts_from_one(cls, take: int) -> int:
        if not take:
            raise PydanticCustomError("take", "parts are counted from 1, or from the end with -1")
        return take


def _compiled(pattern: str) -> "Pattern[str]":
    # Imported here because few mappings have a pattern.
    import regex  # noqa: PLC0415

    if pattern_size(pattern) > LARGEST_PATTERN:
        raise PydanticCustomError(
            "pattern",
            "the pattern is too large: its repeats come to {size} signs, of at most {most}",
            {"size": f"{pattern_size(pattern):,}", "most": f"{LARGEST_PATTERN:,}"},
        )
    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError) as error:
        raise PydanticCustomError(
            "pattern", "this is not a regular expression: {why}", {"why": str(error)}
        ) from error


class Leaf(Model):
    """Exactly one of column, columns, template and value, and what is done to it."""

    column: str | None = Field(None, description="a column, as the file spells it")
    columns: list[str] | None = Field(None, min_length=1, description="columns to join")
    separator: str = Field(" ", description="what stands between joined columns")
    template: str | None = Field(
        None, description="text with {Column} in it; {A|B}: B where A is blank"
    )
    value: str | None = Field(None, description="a constant")
    split: Literal["first", "last"] | SplitAt | None = Field(
        None, description="a part of the text: of a full name, or at a separator"
    )
    extract: str | None = Field(
        None, description="a regular expression; what its one group finds is taken, else nothing"
    )
    transform: Transforms = Field([], description="transforms, applied in this order")
    values: dict[str, str] | None = Field(None, description="what each value becomes")
    default: str | None = Field(None, description="what fills a blank cell")
    required: bool = Field(False, description="a blank is a problem")
    optional: bool = Field(False, description="a file may lack the column; then it is blank")
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
        _compiled(pattern or "")
        return pattern

    @field_validator("extract")
    @classmethod
    def _has_one_group(cls, pattern: str | None) -> str | None:
        if pattern is not None and _compiled(pattern).groups != 1:
            raise PydanticCustomError(
                "extract", "`extract` takes what one pair of parentheses finds; write one"
            )
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


ISO_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
"""A date in ISO 8601, with the time of day or without: always read, beside the declared form."""


def date_form(given: str | None) -> str | None:
    """Check that a date's form reads day, month and year."""
    example = datetime(2021, 3, 4, tzinfo=UTC)
    try:
        right = given is None or _reads_back(example, given)
    except ValueError:
        right = False
    if not right:
        raise PydanticCustomError(
            "date_form",
            "{given} does not read day, month and year; write it like %d.%m.%Y",
            {"given": given},
        )
    return given


def _reads_back(day: datetime, form: str) -> bool:
    text = day.strftime(form)
    # A year with the same weekdays: whatever differs then is the year. Without one, Python warns.
    if text == day.replace(year=day.year + 6).strftime(form):
        return False
    read = datetime.strptime(text, form)  # noqa: DTZ007 - a list's dates have no zone
    return read.date() == day.date()


def _leaf(given: object) -> object:
    return {"column": given} if isinstance(given, str) else given


AnyLeaf = Annotated[Leaf, BeforeValidator(_leaf, json_schema_input_type=str | Leaf)]
"""A leaf, or a plain string: a column."""

AnyLeaves = Annotated[
    list[AnyLeaf], BeforeValidator(listed, json_schema_input_type=str | Leaf | list[str | Leaf])
]
"""One leaf, or a list of them."""


def pattern_size(pattern: str) -> int:
    """Return the number of signs of a pattern with its repeats written out, nested ones too."""
    # Of each group that is open: the size of its parts but the last, and of the last, which alone
    # a repeat is of.
    groups = [[0, 0]]
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            groups.append([0, 0])
        elif token["close"] and len(groups) > 1:
            inner = sum(groups.pop())
            groups[-1] = [sum(groups[-1]), max(inner, 1)]
        elif token["least"] or token["most"]:
            groups[-1][1] *= max(_number(token["least"]), _number(token["most"]), 1)
        else:
            groups[-1] = [sum(groups[-1]), 1]
    return sum(map(sum, groups))


def _number(digits: str) -> int:
    return int(digits[: _DIGITS + 1] or 0)
