"""The mapping as it is declared: on the left the API's own names, on the right what fills them.

Every scalar arrives as text (`yaml.py` reads no types), so `No`, `007` and `2021-03-04` are what
they look like; pydantic turns the few that are numbers or switches into such.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticCustomError

from customer_import.customer import (
    ADDRESS_OWNED,
    ADDRESSES_MEANING,
    SERVER_OWNED,
    Address,
    Customer,
    CustomField,
    Note,
    Phone,
    Text,
)
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.leaf_model import AnyLeaf, AnyLeaves, BlankRule, Leaf, date_form
from customer_import.mapping.mirror import Forms, Mirror, Model, mirrors
from customer_import.mapping.row_rules import RowRules
from customer_import.problems import Code

ANY_TYPE, TYPE_NAME = "*", "AddressTypeName"
"""In place of a type: the type of each address is in a column."""


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

    @field_validator("fields")
    @classmethod
    def _can_continue(cls, fields: Fields, known: ValidationInfo) -> Fields:
        rows = known.data.get("rows")
        if rows and rows.continues and fields.CustomerNumber is None:
            raise PydanticCustomError(
                "continues",
                "`rows: {continue: true}` needs CustomerNumber, for the number says which rows "
                "are of one customer; name its column",
            )
        return fields


FILE_NAME = "customer-import.schema.json"
"""What the schema's file is called beside the mappings."""

SCALARS = ("value", "default", "values", "one_of", "empty", "sheet")
"""What a person writes without quotes although it is a text: `value: true`, `sheet: 2`."""


def schema_line(folder: Path) -> str:
    """Return the first line of a mapping for editors; blank if the folder has no schema."""
    has_schema = (folder / FILE_NAME).is_file()
    return f"# yaml-language-server: $schema={FILE_NAME}\n" if has_schema else ""


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a mapping file."""
    schema = CustomerMapping.model_json_schema(mode="validation")
    schema = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "A mapping of customer-import",
        **{name: part for name, part in schema.items() if name != "title"},
    }
    for part in (schema["$defs"]["Leaf"], schema["$defs"]["SourceMapping"]):
        for name in SCALARS:
            _any_scalar(part["properties"].get(name, {}))
    schema["properties"]["version"] = {"const": 1, "description": "the version of this language"}
    return schema


def _any_scalar(part: object) -> None:
    """Accept numbers and switches where a text is meant: YAML's own types are not read."""
    if isinstance(part, list):
        for each in part:
            _any_scalar(each)
    elif isinstance(part, dict):
        if part.get("type") == "string":
            part["type"] = ["string", "number", "boolean"]
        for each in list(part.values()):
            _any_scalar(each)
