"""The parts of a record that have parts of their own: phones, notes, custom fields, addresses.

One whose own columns are blank is blank, whatever its constants and defaults.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customer_import.customer import Kind
from customer_import.mapping.model import Assumptions
from customer_import.problems import Code, Problem
from customer_import.records.leaf import BLANK, Blank, CompiledLeaf, Taken
from customer_import.records.reads import Cells
from customer_import.records.values import split_phone

Object = dict[str, Any]
IsBlank = Callable[[Cells], bool]


def take_all(
    leaves: dict[str, CompiledLeaf], cells: Cells, problems: list[Problem]
) -> dict[str, Taken]:
    """What each leaf takes from the cells; the blank ones that clear nothing are left out."""
    taken = {name: leaf.take(cells, problems) for name, leaf in leaves.items()}
    return {name: value for name, value in taken.items() if value is not BLANK}


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves that make one object: a phone, a note, an address.

    Attributes:
        leaves: by the API's name.
        is_blank: whether the object's own columns are blank in these cells.
    """

    leaves: dict[str, CompiledLeaf]
    is_blank: IsBlank

    def take(self, cells: Cells, problems: list[Problem]) -> Object | Blank:
        """The object, or `BLANK`; a part that is required is a problem even then."""
        found: list[Problem] = []
        taken = take_all(self.leaves, cells, found)
        if not self.is_blank(cells):
            problems.extend(found)
            return taken or BLANK
        problems.extend(problem for problem in found if problem.code == Code.REQUIRED)
        return BLANK


@dataclass(frozen=True, slots=True)
class Own:
    """A leaf that is an object by itself: blank where its own columns are, whatever its default.

    Attributes:
        leaf: what fills it.
        is_blank: whether its columns are blank in these cells.
    """

    leaf: CompiledLeaf
    is_blank: IsBlank

    def take(self, cells: Cells, problems: list[Problem]) -> Taken:
        """Its value, what clears the stored one, or `BLANK`."""
        if not self.is_blank(cells):
            return self.leaf.take(cells, problems)
        found: list[Problem] = []
        self.leaf.take(cells, found)
        problems.extend(problem for problem in found if problem.code == Code.REQUIRED)
        return self.leaf.blank


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone object, filled part by part; without a number it is none."""

    group: Group
    clears: bool

    def take(self, cells: Cells, problems: list[Problem]) -> Object | Blank | None:
        """The object, None to clear the stored one, or `BLANK`."""
        taken = self.group.take(cells, problems)
        if not isinstance(taken, dict) or "PhoneNumber" not in taken:
            return None if self.clears else BLANK
        return taken if "PhoneExtension" in self.group.leaves else _with_extension(taken)


def _with_extension(phone: Object) -> Object:
    """The phone with the extension that stands behind its number."""
    number, extension = split_phone(phone["PhoneNumber"] or "")
    if not extension:
        return phone
    split = {"PhoneNumber": number, "PhoneExtension": extension}
    return split | {name: value for name, value in phone.items() if name not in split}


@dataclass(frozen=True, slots=True)
class WholePhone:
    """A phone object filled from one text: `555-0100 x12` has an extension."""

    own: Own

    def take(self, cells: Cells, problems: list[Problem]) -> Object | Blank | None:
        """The object, None to clear the stored one, or `BLANK`."""
        text = self.own.take(cells, problems)
        if isinstance(text, str) and text:
            return _with_extension({"PhoneNumber": text})
        return BLANK if text is BLANK else None


@dataclass(frozen=True, slots=True)
class Notes:
    """`CustomerNotes`; a note without its text is no note."""

    groups: tuple[Group, ...]

    def take(self, cells: Cells, problems: list[Problem]) -> list[Object] | Blank:
        """The notes that are not blank, or `BLANK`."""
        taken = [group.take(cells, problems) for group in self.groups]
        return [note for note in taken if isinstance(note, dict) and note.get("NoteText")] or BLANK


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts, such as the ids of attachments."""

    leaves: tuple[CompiledLeaf, ...]

    def take(self, cells: Cells, problems: list[Problem]) -> list[Taken] | Blank:
        """The texts that are not blank, or `BLANK`."""
        taken = [leaf.take(cells, problems) for leaf in self.leaves]
        return [text for text in taken if isinstance(text, str)] or BLANK


@dataclass(frozen=True, slots=True)
class Labelled:
    """One custom field, and its type."""

    own: Own
    kind: Kind


@dataclass(frozen=True, slots=True)
class CustomFields:
    """`CustomFields`, each with all its keys and the value of its own type."""

    fields: dict[str, Labelled]
    assume: Assumptions

    def take(self, cells: Cells, problems: list[Problem]) -> list[Object] | Blank:
        """The custom fields that are not blank, or `BLANK`."""
        found: list[Problem] = []
        taken = {label: field.own.take(cells, found) for label, field in self.fields.items()}
        filled = {label: value for label, value in taken.items() if value is not BLANK}
        problems.extend(found)
        partly = filled and len(filled) < len(taken) and not found
        if partly and not self.assume.custom_fields_left_out_are_kept:
            blank = ", ".join(label for label in taken if label not in filled)
            problems.append(_partly_blank(blank))
        return [self._entry(label, value) for label, value in filled.items()] or BLANK

    def _entry(self, label: str, value: Taken) -> Object:
        kind = self.fields[label].kind
        return {
            "ImportRowNumber": 0,
            "DcfLabel": label,
            "DCFDataType": getattr(self.assume.custom_field_types, kind),
            "DcfTextValue": value if kind == Kind.TEXT else None,
            "DcfNumberValue": value if kind == Kind.NUMBER else None,
            "DcfDateValue": value if kind == Kind.DATE else None,
            "DcfValueRecordStatus": self.assume.custom_field_status,
        }


def _partly_blank(labels: str) -> Problem:
    message = (
        f"{labels} blank, others not: the mapping says that custom fields left out are lost; "
        "fill all of them or none, or use `blank: clear`."
    )
    return Problem(Code.CUSTOM_FIELDS_PARTLY_BLANK, message, "CustomFields")
