"""The mapping as it is declared: on the left the API's own names, on the right what fills them.

Every scalar arrives as text (`yaml.py` reads no types), so `No`, `007` and `2021-03-04` are what
they look like; pydantic turns the few that are numbers or switches into such.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

import regex
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from customer_import.customer import (
    ADDRESS_OWNED,
    ADDRESSES_MEANING,
    SERVER_OWNED,
    Address,
    Customer,
    CustomField,
    Kind,
    Note,
    Phone,
    Text,
)
from customer_import.mapping.mirror import Forms, Mirror, Model, listed, mirrors
from customer_import.mapping.pattern_size import LARGEST_PATTERN, pattern_size
from customer_import.mapping.row_rules import RowRules
from customer_import.mapping.transforms import TRANSFORMS
from customer_import.problems import Code

BlankRule = Literal["keep", "clear"]
ANY_TYPE, TYPE_NAME = "*", "AddressTypeName"
"""In place of a type: the type of each address is in a column."""
SOURCES = ("column", "columns", "template", "value")
TEMPLATE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
"""What has a meaning in a template: a doubled brace, a column in braces, a brace alone."""


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


def _compiled(pattern: str) -> regex.Pattern[str]:
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


@mirrors(Phone, AnyLeaf)
class PhonePartsMapping(Mirror):
    """A phone, filled part by part."""


class PhoneMapping(Model):
    """A phone, filled from one text (`555-0100 x12`) or part by part."""

    whole: Leaf | None = None
    parts: PhonePartsMapping | None = None


def _phone(given: object) -> object:
    if isinstance(given, str):
        return {"whole": {"column": given}}
    if isinstance(given, dict) and Leaf.model_fields.keys() & given.keys():
        return {"whole": given}
    return {"parts": given}


AnyPhone = Annotated[
    PhoneMapping, BeforeValidator(_phone, json_schema_input_type=str | Leaf | PhonePartsMapping)
]


@mirrors(Note, AnyLeaf)
class NoteMapping(Mirror):
    """One note."""


@mirrors(Address, AnyLeaf, ADDRESS_OWNED)
class AddressMapping(Mirror):
    """One address; the name it stands under is its type."""


@mirrors(Address, AnyLeaf, ADDRESS_OWNED | {TYPE_NAME: ""})
class TypedAddressMapping(Mirror):
    """One address, under `*`; a column has its type."""

    AddressTypeName: AnyLeaf = Field(description="the type of the address")


class _UnderStar(dict[str, object]):
    """What stands under `*` among the addresses."""


def _starred(given: object) -> object:
    if isinstance(given, dict) and isinstance(given.get(ANY_TYPE), dict):
        return {**given, ANY_TYPE: _UnderStar(given[ANY_TYPE])}
    return given


def _tag(given: object) -> str:
    return "typed" if isinstance(given, _UnderStar | TypedAddressMapping) else "named"


AnyAddress = Annotated[
    Annotated[AddressMapping, Tag("named")] | Annotated[TypedAddressMapping, Tag("typed")],
    Discriminator(_tag),
]
AnyAddresses = Annotated[dict[str, AnyAddress], BeforeValidator(_starred)]
"""Addresses by their types; under `*` one whose type a column has."""


FORMS: Forms = (
    (Phone, AnyPhone),
    (list[Note], list[NoteMapping]),
    (list[CustomField], dict[str, AnyLeaf]),
    (list[Text], AnyLeaves),
)


@mirrors(
    Customer,
    AnyLeaf,
    SERVER_OWNED,
    FORMS,
    Addresses=(AnyAddresses | None, Field(None, description=ADDRESSES_MEANING)),
)
class Fields(Mirror):
    """The fields of `CustomerModelInfo` that can be mapped, in its order."""


class SourceMapping(Model):
    """How to read the file; the command line overrides it."""

    sheet: str | None = Field(None, description="a sheet's name, or its position from 1")
    header_row: int | None = Field(None, ge=1, description="the row of the headers, from 1")
    encoding: str | None = Field(None, description="such as utf-8 or cp1252")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="one character")
    decimal: Literal[".", ","] = Field(".", description="the decimal sign of numbers in text")
    dates: str | None = Field(None, description="the form of dates in text: %d.%m.%Y")
    empty: list[str] = Field([], description="cells that count as blank, beside blank ones")
    short_rows: Literal["refuse", "fill"] = Field(
        "refuse", description="fill: this file leaves trailing blanks out"
    )
    apostrophes: Literal["keep", "restore"] = Field(
        "keep", description="restore: take off those that `export` puts before =, +, - and @"
    )

    @field_validator("delimiter", mode="before")
    @classmethod
    def _tab(cls, given: object) -> object:
        return "\t" if given in ("tab", r"\t") else given

    @field_validator("dates")
    @classmethod
    def _has_directives(cls, given: str | None) -> str | None:
        return date_form(given)


class CustomFieldTypes(Model):
    """`DCFDataType` of each type of custom field."""

    text: int = 1
    number: int = 2
    date: int = 3


DateZone = Literal["none", "utc"]


class Assumptions(Model):
    """What the vendor's pages do not say, as it is assumed here; a mapping may say otherwise."""

    custom_field_types: CustomFieldTypes = Field(
        CustomFieldTypes(), description="DCFDataType; only that of text is known from public code"
    )
    custom_field_status: int = Field(0, description="DcfValueRecordStatus of an active value")
    custom_fields_left_out_are_kept: bool = Field(
        True, description="custom fields that a record does not list keep their stored value"
    )
    cleared_as: Literal["null", "empty"] = Field(
        "null", description="what empties a stored text where `blank: clear` says so"
    )
    name_customer_number: bool = Field(True, description="ApplicableFields may name CustomerNumber")
    number_case_matters: bool = Field(
        False, description="C-1 and c-1 are two customers, also in a list and between runs"
    )
    notes_are_added_again: bool = Field(
        True, description="a record sent twice adds its notes twice, so it never is unasked"
    )
    attachments_are_added_again: bool = Field(
        True, description="the same of AttachmentsToAdd and AttachmentsToDelete"
    )
    date_zone: DateZone = Field(
        "none",
        description="the zone of dates that are sent: none (2021-03-04T00:00:00), or utc "
        "(2021-03-04T00:00:00+00:00)",
    )
    empty_answer_is_saved: bool = Field(
        True,
        description="an answer to a single record that reports no error, and no success either, "
        "means that it is saved",
    )
    numbers_per_read: int = Field(
        100, ge=1, le=500, description="customer numbers in one request that reads"
    )


def _known_code(code: str) -> str:
    if code not in tuple(Code):
        raise PydanticCustomError(
            "unknown_choice",
            "{name} is not a code of a warning",
            {"name": code, "choices": tuple(Code)},
        )
    return code


AcceptedCode = Annotated[
    str, AfterValidator(_known_code), Field(json_schema_extra={"enum": list(Code)})
]


class CustomerMapping(Model):
    """A whole mapping file."""

    version: int = Field(description="1")
    source: SourceMapping = SourceMapping()
    blank: BlankRule = Field("keep", description="what a blank cell does to the stored value")
    accept: list[AcceptedCode] = Field(
        [], description="codes of warnings that are right for this list: they become notices"
    )
    twins: Literal["refuse", "allow"] = Field(
        "refuse", description="rows without a number that equal an earlier one"
    )
    rows: RowRules = RowRules()
    assume: Assumptions = Assumptions()
    fields: Fields

    @field_validator("version")
    @classmethod
    def _known(cls, version: int) -> int:
        if version != 1:
            raise PydanticCustomError("version", "version 1 is the only one there is")
        return version
