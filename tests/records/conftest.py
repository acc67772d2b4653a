"""The plain meaning of a mapping, a row at a time: what the package builds by the column.

It shares with the package what a leaf of a mapping is compiled to (steps, conversion, checks), and
states again, in the plainest way, the order of things in a leaf, a part and a row.
"""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from customer_import.customer import Kind
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import Built
from customer_import.records.built.custom_fields import CustomFields
from customer_import.records.built.parts import (
    Group,
    Notes,
    PhoneParts,
    Single,
    TextList,
    TypedAddress,
    WholePhone,
)
from customer_import.records.built.record_batch import Filled, RowShape
from customer_import.records.built.row_shapes import ADDED_AGAIN
from customer_import.records.checks.row_checks import MOST_RECORD
from customer_import.records.columns.cells import (
    CellTexts,
    Constant,
    JoinedColumns,
    OneColumn,
    Template,
)
from customer_import.records.columns.cleaning import CLEANINGS, clean
from customer_import.records.columns.damage import DAMAGES
from customer_import.records.columns.leaf import BLANK, CompiledLeaf
from customer_import.records.row_builder import RowBuilder
from customer_import.records.values.phones import split_phone
from customer_import.records.values.values import Unfit
from customer_import.records.which_rows.belonging import belongs_to
from customer_import.table import Flaw, Row

Record = dict[str, Any]


class PlainBuilder:
    """Builds one row after the other, each by itself."""

    def __init__(self, builder: RowBuilder) -> None:
        """Take the compiled mapping of a builder."""
        self.compiled = builder.compiled
        self.assume = builder.assume
        self.headers = builder.headers
        self.number_column = builder.number_column
        self.not_customers = builder.not_customers
        self.rules = builder.loaded.mapping.rows
        self.belonging = builder.belonging
        self.above: Row | None = None
        """The first row of the customer above; None where there is none."""
        self.last = 0
        """The number of the row before."""

    def build_row(self, row: Row) -> Built:
        """Build one row, the rows of a list in their order."""
        built = self.build_alone(row)
        is_below, self.last = row.number == self.last + 1, row.number
        is_bare = not any(self.cell(row, at) for at in self.own) if not row.flaws else False
        is_line = bool(built.problems) and not built.customer
        if is_bare and is_below and self.above and not (is_line or built.left_out):
            if self.continues(row, self.above):
                can_continue = self.only_adds_addresses(row)
                problem = belongs_to(row.number, self.above.number, can_continue=can_continue)
                return Built(row, {}, [], [problem], built.shape)
        elif not is_bare or is_line or built.left_out:
            fails = is_line or built.left_out
            self.above = None if fails else row
        return built

    @property
    def own(self) -> list[int]:
        """Return the columns that a row must leave blank to belong to another."""
        return [at for at in self.belonging.own if at in self.compiled.used]

    def continues(self, row: Row, above: Row) -> bool:
        """Tell whether a row fills only what its customer may have several times."""
        filled = [at for at, cell in enumerate(row.cells) if cell.strip()]
        own = self.belonging.own
        if not own or own & set(filled) or any(not above.cells[at].strip() for at in own):
            return False
        has_letter = any(char.isalpha() for at in filled for char in row.cells[at])
        return set(filled) <= self.belonging.shared and has_letter

    def only_adds_addresses(self, row: Row) -> bool:
        """Tell whether a row fills addresses alone, in a list that has numbers and addresses."""
        filled = {at for at, cell in enumerate(row.cells) if cell.strip()}
        fields = {leaf.field for leaf in self.compiled.leaves if leaf.positions}
        others = (leaf for leaf in self.compiled.leaves if "Addresses." not in leaf.field)
        has_both = any("Addresses." in each for each in fields) and "CustomerNumber" in fields
        return has_both and all(filled.isdisjoint(leaf.positions) for leaf in others)

    def build_alone(self, row: Row) -> Built:
        """Build one row, whatever stands above."""
        problems = [_of_row(flaw) for flaw in row.flaws if flaw.column is None]
        if any(problem.severity == "error" for problem in problems):
            return Built(row, {}, [], problems, RowShape(Filled((), safe=False), 0))
        customer: Record = {"ImportRowNumber": row.number}
        for name, part in self.compiled.parts.items():
            value = self.part(part, row, problems)
            if value is not BLANK:
                customer[name] = value
        addresses = self.addresses(row, customer, problems)
        problems += self.number_problems(customer, problems)
        problems = [*self.with_flaws(row, problems), *self.damages(row)]
        shape = RowShape(self.filled(customer), len(addresses))
        if why := self.left_out(row):
            return Built(row, {}, [], [], shape, why)
        if line := self.not_customers.judge(row, self.texts(row)):
            if line.severity == "error":
                return Built(row, {}, [], [line], shape)
            problems.append(line)
        built = Built(row, customer, addresses, problems, shape)
        if built.valid and built.number is None and self.fills_nothing(row, customer, addresses):
            message = (
                "This row does not fill any field: what the mapping takes from it is blank. "
                "Delete it, or fill it in."
            )
            problems.append(Problem(Code.NOTHING_FILLED, message))
        records = (customer, *addresses)
        if built.valid and any(len(orjson.dumps(each)) > MOST_RECORD for each in records):
            message = f"Its record is larger than {MOST_RECORD:,} bytes; shorten its texts."
            problems.append(Problem(Code.RECORD_TOO_LARGE, message))
        return built

    def left_out(self, row: Row) -> str:
        """Say why the mapping leaves a row out; blank if it does not."""
        errors = {flaw.column for flaw in row.flaws if flaw.severity == "error"}
        for column, texts in self.rules.skip.items():
            cell = self.cell(row, self.headers.index(column))
            if cell.casefold() in [text.casefold() for text in texts]:
                return self.about_left_out(column, cell)
        for column, texts in self.rules.only.items():
            position = self.headers.index(column)
            cell = self.cell(row, position)
            wanted = cell.casefold() in [text.casefold() for text in texts]
            if not wanted and position not in errors:
                return self.about_left_out(column, cell)
        return ""

    def about_left_out(self, column: str, cell: str) -> str:
        """Say why a row is left out."""
        what = f"is {cell}" if cell else "is blank"
        return f"left out by `rows:` in the mapping, because {column} {what}"

    def texts(self, row: Row) -> dict[int, str]:
        """Read the cells that are not blank; those that fill nothing are not cleaned."""
        stripped = ((i, cell.strip()) for i, cell in enumerate(row.cells))
        texts = {i: text for i, text in stripped if text not in self.compiled.empty}
        texts |= {i: self.cell(row, i) for i in self.compiled.used}
        return {i: text for i, text in texts.items() if text}

    def fills_nothing(self, row: Row, customer: Record, addresses: list[Record]) -> bool:
        """Tell whether a row only asks the server for a number."""
        auto = "IsAutogeneratedCustomerNumber"
        leaves = [leaf for leaf in self.compiled.leaves if leaf.field != auto]
        fills = {*customer} - {"ImportRowNumber", auto}
        return self.is_blank(leaves, row) or not (fills or addresses)

    def text(self, leaf: CompiledLeaf, row: Row) -> str:
        """Read the text of a leaf."""
        cells = {i: [self.cell(row, i)] for i in leaf.positions}
        match leaf.source:
            case OneColumn(position):
                return cells[position][0]
            case JoinedColumns(positions, separator):
                return separator.join(filter(None, (cells[i][0] for i in positions)))
            case Constant(text):
                return text
            case Template():
                wholes = {i: texts[0] for i, texts in cells.items()}
                return leaf.source.texts(CellTexts([row.number], cells, wholes))[0]
        raise AssertionError(leaf.source)

    def cell(self, row: Row, position: int) -> str:
        """Read a cell; blank where it counts as blank."""
        text = clean(row.cells[position])
        return "" if text in self.compiled.empty else text

    def leaf(self, leaf: CompiledLeaf, row: Row, problems: list[Problem]) -> Any:
        """Make the value of a leaf."""
        text = self.text(leaf, row)
        try:
            for step in leaf.steps if text else ():
                text = step(text)
            text = text.strip() or leaf.default
            if not text:
                if not leaf.required:
                    return leaf.blank
                raise leaf._missing()
            value = leaf.convert(text) if leaf.convert else text
        except Unfit as unfit:
            problems.append(leaf.problem(unfit, row.cells))
            return BLANK
        found = [check(value if isinstance(value, str) else text) for check in leaf.checks]
        if isinstance(value, str):
            found += [doubt.find(value) for doubt in leaf.doubts]
        problems += [leaf.problem(unfit, row.cells) for unfit in found if unfit]
        return value

    def is_blank(self, leaves: Sequence[CompiledLeaf], row: Row) -> bool:
        """Tell whether the columns of leaves are blank; not so where they have none."""
        positions = {i for leaf in leaves for i in leaf.positions}
        return bool(positions) and not any(self.cell(row, i) for i in positions)

    def part(self, part: object, row: Row, problems: list[Problem]) -> Any:
        """Make the value of a part."""
        match part:
            case Single():
                return self.single(part, row, problems)
            case WholePhone(number):
                text = self.single(number, row, problems)
                return (
                    self.phone({"PhoneNumber": text}) if text else BLANK if text is BLANK else None
                )
            case PhoneParts(group, clears):
                taken = self.group(group, row, problems)
                if taken is BLANK or "PhoneNumber" not in taken:
                    return None if clears else BLANK
                return taken if "PhoneExtension" in group.leaves else self.phone(taken)
            case Notes(groups):
                notes = [self.group(group, row, problems) for group in groups]
                return [note for note in notes if note and note.get("NoteText")] or BLANK
            case TextList(leaves):
                texts = [self.single(leaf, row, problems) for leaf in leaves]
                return [text for text in texts if isinstance(text, str)] or BLANK
            case CustomFields():
                return self.custom_fields(part, row, problems)
        raise AssertionError(part)

    def single(self, single: Single, row: Row, problems: list[Problem]) -> Any:
        """Make a single value; that of an object is blank where its own columns are."""
        if not (single.is_object and self.is_blank([single.leaf], row)):
            return self.leaf(single.leaf, row, problems)
        found: list[Problem] = []
        self.leaf(single.leaf, row, found)
        problems += [problem for problem in found if problem.code == Code.REQUIRED]
        return single.leaf.blank

    def group(self, group: Group, row: Row, problems: list[Problem]) -> Any:
        """Make an object; blank where its own columns are."""
        found: list[Problem] = []
        taken = {name: self.leaf(leaf, row, found) for name, leaf in group.leaves.items()}
        if self.is_blank(list(group.leaves.values()), row):
            problems += [problem for problem in found if problem.code == Code.REQUIRED]
            return BLANK
        problems += found
        return {name: value for name, value in taken.items() if value is not BLANK} or BLANK

    def phone(self, phone: Record) -> Record:
        """Take the extension from behind a number."""
        number, extension = split_phone(phone["PhoneNumber"] or "")
        split = {"PhoneNumber": number, "PhoneExtension": extension}
        return split | {k: v for k, v in phone.items() if k not in split} if extension else phone

    def custom_fields(self, part: CustomFields, row: Row, problems: list[Problem]) -> Any:
        """Make the list of custom fields."""
        found: list[Problem] = []
        taken = {label: self.single(each.single, row, found) for label, each in part.fields.items()}
        problems += found
        blank = [label for label, value in taken.items() if value is BLANK]
        are_lost = not self.assume.custom_fields_left_out_are_kept
        if are_lost and 0 < len(blank) < len(taken) and not found:
            message = (
                f"{', '.join(blank)} blank, others not: the mapping says that custom fields "
                "left out are lost; fill all of them or none, or use `blank: clear`."
            )
            problems.append(Problem(Code.CUSTOM_FIELDS_PARTLY_BLANK, message, "CustomFields"))
        entries = [
            self.entry(label, part.fields[label].kind, value, row)
            for label, value in taken.items()
            if value is not BLANK
        ]
        return entries or BLANK

    def entry(self, label: str, kind: Kind, value: object, row: Row) -> Record:
        """Make one custom field."""
        return {
            "ImportRowNumber": row.number,
            "DcfLabel": label,
            "DCFDataType": getattr(self.assume.custom_field_types, kind),
            "DcfTextValue": value if kind == Kind.TEXT else None,
            "DcfNumberValue": value if kind == Kind.NUMBER else None,
            "DcfDateValue": value if kind == Kind.DATE else None,
            "DcfValueRecordStatus": self.assume.custom_field_status,
        }

    def address(self, part: object, row: Row, problems: list[Problem]) -> Any:
        """Make an address; its type, where a column has it, matters if something else is filled."""
        if isinstance(part, Group):
            return self.group(part, row, problems)
        assert isinstance(part, TypedAddress)
        taken, found = self.group(part.group, row, problems), list[Problem]()
        kind = self.leaf(part.kind, row, found)
        problems += found if taken is not BLANK else []
        return {**taken, "AddressTypeName": kind} if taken and kind is not BLANK else taken

    def addresses(self, row: Row, customer: Record, problems: list[Problem]) -> list[Record]:
        """Make the addresses."""
        taken = {
            kind: self.address(group, row, problems)
            for kind, group in self.compiled.addresses.items()
        }
        filled = {kind: each for kind, each in taken.items() if each}
        twice = str((filled.get("*") or {}).get("AddressTypeName")).strip().casefold()
        problems += [
            Problem(
                Code.ADDRESS_TYPE_TWICE,
                f"It has two addresses of the type {kind}; keep one of them, or correct a type.",
                "Addresses",
                cause="It has two addresses of one type; keep one of them, or correct a type.",
            )
            for kind in filled
            if kind.casefold() == twice
        ]
        number = customer.get("CustomerNumber")
        if filled and not number and customer.get("IsAutogeneratedCustomerNumber"):
            message = (
                "An address needs the number of its customer, but the server is to make this one; "
                "give the row a number, or import its address later."
            )
            problems.append(Problem(Code.ADDRESS_NEEDS_NUMBER, message, "Addresses"))
        return [
            {"CustomerNumber": number, **each, "AddressTypeName": each.get("AddressTypeName", kind)}
            for kind, each in filled.items()
        ]

    def number_problems(self, customer: Record, problems: list[Problem]) -> list[Problem]:
        """Find a row without a number, or with one too many."""
        number = customer.get("CustomerNumber")
        auto = customer.get("IsAutogeneratedCustomerNumber")
        field, column = "CustomerNumber", self.number_column
        if number and auto:
            rest = (
                " and also asks the server to make one; empty CustomerNumber, or set "
                "IsAutogeneratedCustomerNumber to false."
            )
            message, cause = f"it has the number {number}{rest}", f"It has a number{rest}"
            return [Problem(Code.CUSTOMER_NUMBER_AND_AUTO, message, field, column, cause=cause)]
        said = {problem.field for problem in problems}
        if not number and not auto and said.isdisjoint((field, "IsAutogeneratedCustomerNumber")):
            message = "The customer number is missing; fill it in."
            return [Problem(Code.CUSTOMER_NUMBER_MISSING, message, field, column)]
        return []

    def with_flaws(self, row: Row, problems: list[Problem]) -> list[Problem]:
        """Put the flaws of mapped cells in place of what their leaves say."""
        used = ((flaw.column, flaw) for flaw in row.flaws if flaw.column is not None)
        flaws = {column: flaw for column, flaw in used if column in self.compiled.used}
        bad = {i for i, flaw in flaws.items() if flaw.severity == "error"}
        hidden = {leaf.field for leaf in self.compiled.leaves if not bad.isdisjoint(leaf.positions)}
        found = [
            Problem(
                flaw.code,
                flaw.message,
                next(leaf.field for leaf in self.compiled.leaves if column in leaf.positions),
                self.headers[column],
                row.cells[column],
                flaw.severity,
            )
            for column, flaw in flaws.items()
        ]
        return found + [problem for problem in problems if problem.field not in hidden]

    def damages(self, row: Row) -> list[Problem]:
        """Find what was cleaned and what looks damaged, of each cell once."""
        found: dict[tuple[int, str], Problem] = {}
        for position in sorted(self.compiled.used):
            text = row.cells[position].strip()
            for cleaning in CLEANINGS:
                before, text = text, cleaning.clean(text)
                leaves = [leaf for leaf in self.compiled.leaves if position in leaf.positions]
                concerned = [leaf for leaf in leaves if cleaning.concerns(leaf)]
                if before != text and concerned:
                    found[position, cleaning.code] = Problem(
                        cleaning.code,
                        cleaning.message.format(clean(row.cells[position])),
                        concerned[0].field,
                        self.headers[position],
                        row.cells[position],
                        "notice",
                        cleaning.message.format("…"),
                    )
        flawed = {flaw.column for flaw in row.flaws if flaw.severity == "error"}
        for leaf in self.compiled.leaves:
            for position in leaf.positions:
                for damage in DAMAGES:
                    concerns = damage.concerns(leaf) and position not in flawed
                    message = damage.message(self.cell(row, position)) if concerns else ""
                    where = (leaf.field, self.headers[position], row.cells[position])
                    if message:
                        problem = Problem(
                            damage.code, message, *where, damage.severity, damage.cause
                        )
                        found.setdefault((position, damage.code), problem)
        return list(found.values())

    def filled(self, customer: Record) -> Filled:
        """Tell what the customer must share with others to share a request with them."""
        names = tuple(name for name in customer if name != "ImportRowNumber")
        rules = (name for name, rule in ADDED_AGAIN.items() if getattr(self.assume, rule))
        safe = "CustomerNumber" in names and not any(customer.get(name) for name in rules)
        if not self.assume.name_customer_number and len(names) > 1:
            names = tuple(name for name in names if name != "CustomerNumber")
        return Filled(names, safe)


def _of_row(flaw: Flaw) -> Problem:
    return Problem(flaw.code, flaw.message, severity=flaw.severity)


@pytest.fixture(scope="session")
def plain_builder() -> type[PlainBuilder]:
    """Return what builds rows in the plainest way."""
    return PlainBuilder
