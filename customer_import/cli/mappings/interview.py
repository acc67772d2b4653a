"""Asks a person what the columns of a list fill. Imported only when that is offered."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from customer_import.cli.mappings.prompts import Finder, FoundName, OfferedAnswer, Prompts
from customer_import.cli.mappings.several_rows_question import SeveralRowsQuestion
from customer_import.cli.screen import Screen
from customer_import.customer import PHONES, Address, ApiField, Customer, Kind, api_fields, kinds
from customer_import.mapping.suggest.candidates import SURE_TYPES
from customer_import.mapping.suggest.column import Column
from customer_import.mapping.suggest.customer_number import NUMBER
from customer_import.mapping.suggest.draft import ColumnQuestion, Draft
from customer_import.mapping.suggest.suggestion import Suggestion
from customer_import.mapping.suggest.vocabulary import fields_for
from customer_import.mapping.suggest.write import MOST_ROWS
from customer_import.mapping.transforms import first_last
from customer_import.mapping.yaml import quoted
from customer_import.records.compiled.compile_leaf import LINE

FEW_UNUSED = 8
"""Columns without a field that are gone through without asking first."""
FEW_LIKELY = 3
"""Columns that are offered though their names say nothing."""
KEEP, OTHER, CUSTOM, OUT, SKIP = "keep", "other", "custom", "out", "skip"
"""What can be done with a column."""
_KINDS = {Kind.TEXT: "text", Kind.NUMBER: "a number", Kind.DATE: "a date"}
_ESSENTIAL = {
    NUMBER: "the customer's number. One that the server knows updates that customer; another "
    "one creates a customer",
    "CustomerName": "the customer's name, as lists show it",
    "CustomerEmail": "the customer's e-mail address",
}
_SHOWN, _CUT = 3, 28
"""Samples that are shown of a column, and characters of each."""


@dataclass(frozen=True, slots=True)
class Interview:
    """Asks a person about the columns of a list.

    Attributes:
        screen: the terminal.
        prompts: asks with answers to choose from.
    """

    screen: Screen
    prompts: Prompts

    def hold(self, suggestion: Suggestion) -> Suggestion:
        """Ask for what is not certain, and return what a person agreed to.

        Raises:
            Interrupted: the person went away.
        """
        draft = Draft(suggestion)
        for path in draft.essentials():
            draft = self._essential(draft, path)
        self._about_addresses(draft.suggestion)
        while (question := draft.doubtful()) is not None:
            draft = self._column(draft, question)
        had_addresses, several = draft.has_addresses, SeveralRowsQuestion(self.screen, self.prompts)
        if had_addresses:
            # Asked before the columns that are left, for one of them may be the type's.
            draft = several.ask(draft)
        draft = self._unused(draft)
        if not had_addresses:
            draft = several.ask(draft)
        for kind in draft.address_types():
            draft = self._address_type(draft, kind)
        return self._cells(draft).finished()

    def _about_addresses(self, suggestion: Suggestion) -> None:
        held = [column.name for choice in suggestion.held_back for column in choice.columns]
        if held:
            self._say(
                f"An address needs the customer's number, so these columns are left out: "
                f"{', '.join(dict.fromkeys(held))}."
            )

    def _essential(self, draft: Draft, path: str) -> Draft:
        """Confirm the number, the name or the e-mail address."""
        question = draft.question_of(path)
        self._say(f"{path}: {_ESSENTIAL[path]}.")
        nothing = "None: the server makes the numbers" if path == NUMBER else "None: leave it blank"
        columns, likely = draft.suggestion.columns, draft.likely(path)[:FEW_LIKELY]
        named = [
            OfferedAnswer(column.name, f"{column.name} ({_samples([column])})") for column in likely
        ]
        answers = [*named, OfferedAnswer(OTHER, "Another column …")]
        if question.columns:
            self.screen.explain(_about(question, draft.suggestion.rows))
            answers = [OfferedAnswer(KEEP, question.name), *answers, OfferedAnswer(OUT, nothing)]
        else:
            answers = [OfferedAnswer(OUT, nothing), *answers]
        answer = self.prompts.choose("Which column holds it?", answers)
        if answer in (KEEP, OUT):
            return draft.agreed(path) if answer == KEEP else draft.confirmed(path, None)
        if answer == OTHER:
            answer = self.prompts.find("Column (type a few letters):", _columns(columns))
        found = next((column for column in columns if column.name == answer), None)
        return draft.confirmed(path, found) if found else self._essential(draft, path)

    def _column(self, draft: Draft, question: ColumnQuestion) -> Draft:
        """Ask what a column, or some together, fill."""
        self._say(_about(question, draft.suggestion.rows))
        answers = [OfferedAnswer(OTHER, "Another field …")]
        if len(question.columns) == 1:
            answers.append(OfferedAnswer(CUSTOM, "A custom field of your account …"))
        if _has_few_values(question):
            answers.append(OfferedAnswer(SKIP, "Nothing, but some of its values leave rows out …"))
        answers.insert(
            0 if not question.choices else len(answers), OfferedAnswer(OUT, "Leave it out")
        )
        if question.choices:
            answers.insert(0, OfferedAnswer(KEEP, _meaning(question)))
        asked = "What does it fill?"
        if not self.prompts.fits(asked, question.fields):
            self.screen.explain(f"It seems to fill {question.fields}.")
        match self.prompts.choose(asked, answers):
            case "keep":
                return draft.kept(question)
            case "other":
                paths = draft.free_paths(_paths(draft))
                path = self.prompts.find("Field (type a few letters):", _fields(paths))
                return draft.filled(question, path) if path else self._column(draft, question)
            case "custom":
                return self._custom(draft, question)
            case "skip":
                return self._skip(draft, question)
            case _:
                return draft.filled(question)

    def _skip(self, draft: Draft, question: ColumnQuestion) -> Draft:
        """Ask which values of a column leave a row out."""
        seen = question.columns[0].evidence
        values = (*seen.samples, *([""] if seen.filled < seen.rows else []))
        answers = [OfferedAnswer(value, value or "(blank)") for value in values]
        chosen = self.prompts.choose_some("Leave out rows with:", answers)
        return draft.skipping(question, chosen) if chosen else self._column(draft, question)

    def _custom(self, draft: Draft, question: ColumnQuestion) -> Draft:
        """Make a custom field of a column."""
        column, given = question.columns[0], draft.suggestion
        taken = {custom.label for custom in given.customs}

        def check(label: str) -> str:
            if not label:
                return "Type the label that the custom field has in your account."
            return f"{label} is taken by another column." if label in taken else ""

        label = self.prompts.write("Its label in your account:", column.name, check)
        usual = given.usual_kind(column)
        offered = dict.fromkeys((usual, Kind.TEXT, Kind.NUMBER))
        answers = [OfferedAnswer(str(kind), _KINDS[kind]) for kind in offered]
        kind = Kind(self.prompts.choose("Its type in your account:", answers))
        form = self._form(draft, column) if kind is Kind.DATE else ""
        return draft.custom(question, label, kind, form)

    def _form(self, draft: Draft, column: Column) -> str:
        """Return the form of a column's dates, asked for where two fit; blank if none is needed."""
        dates, of_list = column.evidence.dates, draft.suggestion.dates
        if dates is None or not dates.forms or len(of_list) == 1:
            return ""
        if dates.proven:
            return dates.proven
        sample = column.evidence.samples[0]
        answers = [OfferedAnswer(form, _day(sample, form)) for form in dates.forms]
        return self.prompts.choose(f"Which day is {sample}?", answers)

    def _unused(self, draft: Draft) -> Draft:
        """Ask about the columns that fill nothing; many may be left out at once."""
        unused = draft.unused()
        if len(unused) > FEW_UNUSED:
            names = ", ".join(question.name for question in unused[:FEW_UNUSED])
            more = f" and {len(unused) - FEW_UNUSED} more"
            self._say(f"{len(unused)} columns do not fill a field: {names}{more}.")
            if self.screen.agreed("Leave all of them out?", default=True):
                return draft
        while unused := draft.unused():
            draft = self._column(draft, unused[0])
        return draft

    def _address_type(self, draft: Draft, kind: str) -> Draft:
        others = {*draft.address_types(), *SURE_TYPES} - {kind}

        def check(text: str) -> str:
            if not text or "." in text:
                return "Type a name without a full stop."
            return f"{text} is another address of this list." if text in others else ""

        self._say("The type of an address must exist in your account, such as Billing or Shipping.")
        typed_in = self.prompts.write(f"Type of the address “{kind}”:", kind, check)
        return draft.retyped(kind, typed_in)

    def _cells(self, draft: Draft) -> Draft:
        """Ask what is to be done to cells that are not yet as the API takes them."""
        if (name := draft.turned_name()) is not None:
            sample = name.columns[0].evidence.samples[0]
            question = f"Write “{sample}” as “{first_last(sample)}”?"
            if self.screen.agreed(question, default=True):
                draft = draft.doing(name.path, "transform: [first_last]")
        for choice in draft.whole_addresses():
            self._say(f"{choice.names} holds whole addresses.")
            if self.screen.agreed("Take street, city and postcode apart?", default=True):
                draft = draft.apart(choice)
        for choice in draft.divided():
            column = choice.columns[0]
            sign = column.evidence.divider
            self._say(f"{column.name} has cells that hold several values, and a field takes one.")
            if self.screen.agreed("Take the first one?", default=True):
                at = LINE if sign == "\n" else quoted(sign)
                draft = draft.doing(choice.path, f"split: {{at: {at}, take: 1}}")
        return self._empty(draft)

    def _empty(self, draft: Draft) -> Draft:
        """Ask whether words for “none” are blank cells."""
        words = draft.suggestion.placeholders
        if not words:
            return draft
        listed = ", ".join(f"“{word}”" for word in words)
        agreed = self.screen.agreed(f"Count cells with {listed} as blank?", default=True)
        return draft.with_empty(words) if agreed else draft

    def _say(self, text: str) -> None:
        self.screen.explain(f"\n{text}")


_FIELDS = {field.path: field for field in api_fields()}
_FLAT = {f"{name}Number" for name in PHONES}
_NOT_OFFERED = {*_FLAT, "ImportRowNumber", "IsAutogeneratedCustomerNumber"}


def _about(question: ColumnQuestion, rows: int) -> str:
    """Describe the columns of a question: name, rows with a value, samples, the doubt."""
    filled = max(column.evidence.filled for column in question.columns)
    of_rows = f"the first {rows:,}" if rows >= MOST_ROWS else f"{rows:,}"
    why = f" Not certain: {question.why}." if question.why else ""
    return (
        f"{question.name}: filled in {filled:,} of {of_rows} rows, such as "
        f"{_samples(question.columns)}.{why}"
    )


def _has_few_values(question: ColumnQuestion) -> bool:
    """Tell whether a column could say which rows are meant: all its values can be listed."""
    seen = question.columns[0].evidence
    few = 0 < seen.distinct <= len(seen.samples) and seen.distinct < seen.rows
    return few and len(question.columns) == 1 and not question.choices


def _samples(columns: Sequence[Column]) -> str:
    """Return the first values; of several columns side by side."""
    given = zip(*(column.evidence.samples[:_SHOWN] for column in columns), strict=False)
    texts = (" ".join(" ".join(parts).split()) for parts in given)
    found = [text if len(text) <= _CUT else f"{text[: _CUT - 1]}…" for text in texts]
    return ", ".join(found) or "no values"


def _meaning(question: ColumnQuestion) -> str:
    if len(question.choices) > 1:
        return question.fields
    path = question.choices[0].path
    return f"{path}: {_field(path).meaning}"


def _field(path: str) -> ApiField:
    """Return a field of the API; that of an address by its part."""
    return _FIELDS.get(path) or _FIELDS[f"Addresses.*.{path.rpartition('.')[2]}"]


def _paths(draft: Draft) -> Iterator[str]:
    """Give the fields that a column can fill, addresses by the types that the list has."""
    texts = (name for name, kind in kinds(Customer).items() if kind in (Kind.TEXT, Kind.EMAIL))
    yield from (name for name in (*texts, *PHONES) if name not in _NOT_OFFERED)
    for kind in draft.offered_types:
        yield from (f"Addresses.{kind}.{part}" for part in kinds(Address) if _can_fill(part))


def _can_fill(part: str) -> bool:
    return f"Addresses.*.{part}" in _FIELDS


def _fields(paths: Sequence[str]) -> Finder:
    """Return what finds fields by a few letters of their name, their meaning, or what lists say."""
    fields = [ApiField(path, "", _field(path).meaning) for path in paths]
    return lambda word: [FoundName(each.path, each.meaning) for each in fields_for(word, fields)]


def _columns(columns: Sequence[Column]) -> Finder:
    """Return what finds columns by a few letters of their name."""

    def found(word: str) -> list[FoundName]:
        fit = (column for column in columns if word.casefold() in column.name.casefold())
        return [FoundName(column.name, _samples([column])) for column in fit]

    return found


def _day(sample: str, form: str) -> str:
    day = datetime.strptime(sample, form)  # noqa: DTZ007 - a list's dates have no zone
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
