"""A suggestion that a person goes through, question by question; an answer makes another draft."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from customer_import.customer import PHONES, Kind
from customer_import.mapping.model import ANY_TYPE, TYPE_NAME
from customer_import.mapping.suggest.candidates import PLAIN_ADDRESS, SURE_TYPES, doubt_of_type
from customer_import.mapping.suggest.choices import CustomChoice, FieldChoice
from customer_import.mapping.suggest.column import MOSTLY, Column
from customer_import.mapping.suggest.customer_number import AUTO, NUMBER
from customer_import.mapping.suggest.suggestion import Suggestion
from customer_import.mapping.suggest.value_shapes import ValueShape
from customer_import.mapping.suggest.vocabulary import Concept
from customer_import.mapping.suggest.whole_address import LINE, patterns_of
from customer_import.mapping.yaml import quoted

ESSENTIAL = (NUMBER, "CustomerName", "CustomerEmail")
"""The fields that a person confirms even if they are certain."""
_ADDRESSES = "Addresses."


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """What a person is asked of one column, or of some that fill a field together.

    Attributes:
        columns: it is about; none where a field lacks one.
        choices: what they seem to fill; none where that is not known.
    """

    columns: tuple[Column, ...]
    choices: tuple[FieldChoice, ...] = ()

    @property
    def name(self) -> str:
        """What the columns are called."""
        return " + ".join(column.name for column in self.columns)

    @property
    def fields(self) -> str:
        """The fields that they seem to fill."""
        return ", ".join(choice.path for choice in self.choices)

    @property
    def why(self) -> str:
        """Why that is not sure; blank where it is."""
        return "; ".join(dict.fromkeys(filter(None, map(doubt_of, self.choices))))


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping in the making.

    Attributes:
        suggestion: as it is after the answers so far.
        asked: the positions of the columns that a person has answered for.
    """

    suggestion: Suggestion
    asked: frozenset[int] = frozenset()

    @property
    def needs_nobody(self) -> bool:
        """Every column is called as a field of the API is, so there is nothing to ask."""
        given = self.suggestion
        left = [column for column in given.left_over if column.evidence.filled]
        return not (left or given.held_back) and all(each.own_name for each in given.choices)

    def essentials(self) -> Iterator[str]:
        """Give the fields to confirm: number and name always, the e-mail address if it has one."""
        own = {choice.path for choice in self._every if choice.own_name}
        for path in ESSENTIAL:
            is_settled = path == NUMBER and AUTO in own
            if not is_settled and (path != "CustomerEmail" or self.question_of(path).columns):
                yield path

    def question_of(self, path: str) -> ColumnQuestion:
        """Return the question for a field that is confirmed in any case."""
        found = next((choice for choice in self._every if choice.path == path), None)
        return ColumnQuestion(found.columns, (found,)) if found else ColumnQuestion(())

    def doubtful(self) -> ColumnQuestion | None:
        """Return the next question about columns that fill something, though not for sure."""
        fit = [
            choice
            for choice in self.suggestion.choices
            if choice.path not in (*ESSENTIAL, AUTO) and doubt_of(choice) and self._is_new(choice)
        ]
        first = min(fit, key=lambda choice: choice.columns[0].position, default=None)
        if first is None:
            return None
        same = (c for c in self.suggestion.choices if c.columns == first.columns)
        return ColumnQuestion(first.columns, tuple(c for c in same if c.path not in ESSENTIAL))

    def _is_new(self, choice: FieldChoice) -> bool:
        return any(column.position not in self.asked for column in choice.columns)

    def unused(self) -> tuple[ColumnQuestion, ...]:
        """Return a question for each column that fills nothing, and was not asked about."""
        found = (each for each in self.suggestion.left_over if each.evidence.filled)
        return tuple(ColumnQuestion((each,)) for each in found if each.position not in self.asked)

    def address_types(self) -> tuple[str, ...]:
        """Return the types of addresses that the list does not name for sure."""
        return tuple(kind for kind in self._types if kind not in (*SURE_TYPES, ANY_TYPE))

    @property
    def has_addresses(self) -> bool:
        """Columns fill an address."""
        return bool(self._types)

    @property
    def offered_types(self) -> tuple[str, ...]:
        """The types of addresses that a further column may be of."""
        named = tuple(kind for kind in self._types if kind not in SURE_TYPES)
        return tuple(dict.fromkeys((*(named or (PLAIN_ADDRESS,)), *SURE_TYPES)))

    @property
    def has_one_type(self) -> bool:
        """All columns of addresses are of one type."""
        return len(self._types) == 1

    @property
    def _types(self) -> tuple[str, ...]:
        paths = (choice.path for choice in self.suggestion.choices)
        found = (path.split(".")[1] for path in paths if path.startswith(_ADDRESSES))
        return tuple(dict.fromkeys(found))

    def free_paths(self, paths: Iterable[str]) -> list[str]:
        """Leave out of some fields those that are settled."""
        taken = {choice.path for choice in self._every if not self._is_open(choice)}
        return [path for path in paths if path not in taken]

    def _is_open(self, choice: FieldChoice) -> bool:
        return bool(doubt_of(choice)) and self._is_new(choice)

    @property
    def _every(self) -> tuple[FieldChoice, ...]:
        return (*self.suggestion.choices, *self.suggestion.held_back)

    def kept(self, question: ColumnQuestion) -> "Draft":
        """Take what the columns of a question seem to fill."""
        paths = {choice.path for choice in question.choices}
        every = (replace(c, guess="") if c.path in paths else c for c in self._every)
        return self._with(every, question)

    def filled(self, question: ColumnQuestion, *paths: str) -> "Draft":
        """Fill other fields with the columns of a question; whatever filled these is free."""
        others = (c for c in self._every if c not in question.choices and c.path not in paths)
        filled = (FieldChoice(path, question.columns) for path in paths)
        return self._with((*others, *filled), question)

    def confirmed(self, path: str, column: Column | None) -> "Draft":
        """Fill a field that is confirmed in any case; a number that nothing fills is the server's.

        Args:
            path: the field.
            column: that fills it; None if nothing does.
        """
        gone = (NUMBER, AUTO) if path == NUMBER else (path,)
        others = [choice for choice in self._every if choice.path not in gone]
        if column is not None:
            return self._with((*others, FieldChoice(path, (column,))), ColumnQuestion(()))
        made = [FieldChoice(AUTO, (), value="true")] if path == NUMBER else []
        return self._with((*others, *made), ColumnQuestion(()))

    def agreed(self, path: str) -> "Draft":
        """Take what seems to fill a field that is confirmed in any case."""
        return self.kept(ColumnQuestion((), self.question_of(path).choices))

    def custom(self, question: ColumnQuestion, label: str, kind: Kind, form: str = "") -> "Draft":
        """Make a custom field of the one column of a question."""
        made = CustomChoice(label, question.columns[0], kind, form)
        draft = self.filled(question)
        customs = (*draft.suggestion.customs, made)
        return replace(draft, suggestion=replace(draft.suggestion, customs=customs))

    def _with(self, choices: Iterable[FieldChoice], question: ColumnQuestion) -> "Draft":
        asked = self.asked | {column.position for column in question.columns}
        return Draft(self.suggestion.with_choices(choices), asked)

    def retyped(self, old: str, new: str) -> "Draft":
        """Give addresses another type; a person is sure of that one."""
        before, after = f"{_ADDRESSES}{old}.", f"{_ADDRESSES}{new}."
        choices = (
            replace(choice, path=after + choice.path.removeprefix(before), guess=doubt_of(choice))
            if choice.path.startswith(before)
            else choice
            for choice in self._every
        )
        return replace(self, suggestion=self.suggestion.with_choices(choices))

    def continued(self, column: Column | None = None) -> "Draft":
        """Take rows below each other with the same number, or none, as one customer's.

        Args:
            column: has the type of each row's address; None if other columns are of other types.
        """
        draft = replace(self, suggestion=replace(self.suggestion, continues=True))
        if column is None:
            return draft
        (kind,) = self._types
        typed = draft.retyped(kind, ANY_TYPE)
        question = ColumnQuestion((column,))
        return typed.filled(question, f"{_ADDRESSES}{ANY_TYPE}.{TYPE_NAME}")

    def turned_name(self) -> FieldChoice | None:
        """Return what fills the customer's name with the last name first, `Lee, Ann`."""
        found = self.question_of("CustomerName").choices
        seen = found[0].columns[0].evidence if found and len(found[0].columns) == 1 else None
        is_turned = seen and seen.filled and seen.turned >= MOSTLY * seen.filled
        return found[0] if is_turned else None

    def divided(self) -> tuple[FieldChoice, ...]:
        """Return what fills a phone or an e-mail address with cells that hold several."""
        return tuple(
            choice
            for choice in self.suggestion.choices
            if (choice.path in PHONES or choice.path.endswith("Email"))
            and len(choice.columns) == 1
            and choice.columns[0].evidence.divider
        )

    def whole_addresses(self) -> tuple[FieldChoice, ...]:
        """Return the first lines of addresses that hold all of an address, in a known form."""
        paths = {choice.path for choice in self._every}
        return tuple(
            choice
            for choice in self.suggestion.choices
            if choice.path.endswith(LINE)
            and len(choice.columns) == 1
            and choice.columns[0].evidence.address
            and f"{choice.path.removesuffix(LINE)}AddressCity" not in paths
        )

    def apart(self, choice: FieldChoice) -> "Draft":
        """Take the whole addresses of a column apart, into the parts that nothing fills yet."""
        patterns = patterns_of(choice.columns[0].evidence.address)
        others = [each for each in self._every if each.path != choice.path]
        taken = {each.path for each in others}
        kind = choice.path.removesuffix(LINE)
        parts = (
            FieldChoice(f"{kind}{part}", choice.columns, how=f"extract: {quoted(pattern)}")
            for part, pattern in patterns.items()
            if f"{kind}{part}" not in taken
        )
        return self._with((*others, *parts), ColumnQuestion(()))

    def doing(self, path: str, how: str) -> "Draft":
        """Do something to the cells that fill a field; `how` is written as keys of a mapping."""
        every = (replace(c, how=how) if c.path == path else c for c in self._every)
        return self._with(every, ColumnQuestion(()))

    def skipping(self, question: ColumnQuestion, values: tuple[str, ...]) -> "Draft":
        """Leave out the rows whose one column of a question has one of these values."""
        draft = self.filled(question)
        skipped = (*draft.suggestion.skipped, (question.columns[0], values))
        return replace(draft, suggestion=replace(draft.suggestion, skipped=skipped))

    def likely(self, path: str) -> tuple[Column, ...]:
        """Return columns that could hold the number or the name, by their values alone."""
        fits = _may_be_number if path == NUMBER else _may_be_name
        mine = self.question_of(path).columns
        return tuple(
            column for column in self.suggestion.columns if column not in mine and fits(column)
        )

    def with_empty(self, words: tuple[str, ...]) -> "Draft":
        """Count cells with these words as blank."""
        return replace(self, suggestion=replace(self.suggestion, empty=words))

    def finished(self) -> Suggestion:
        """Return the suggestion that a person has answered for."""
        sure = (replace(choice, guess="") for choice in self._every)
        return replace(self.suggestion.with_choices(sure), is_confirmed=True)


def _may_be_number(column: Column) -> bool:
    seen = column.evidence
    if column.concept is Concept.ID and seen.coded >= seen.filled / 2:
        # Of a customer with several rows it is in each of them, or in the first alone.
        return seen.filled > 0
    return seen.is_unique_code and seen.dates is None and not seen.divider


def _may_be_name(column: Column) -> bool:
    seen = column.evidence
    is_text = seen.shape in (None, ValueShape.STATUS) and seen.decimal is None
    return is_text and seen.dates is None and seen.distinct > seen.rows / 2 and not seen.divider


def doubt_of(choice: FieldChoice) -> str:
    """Say why a choice is not sure, its type of address aside: that is asked once for all parts."""
    if not choice.path.startswith(_ADDRESSES):
        return choice.guess
    of_type = doubt_of_type(choice.path.split(".")[1])
    return "; ".join(each for each in choice.guess.split("; ") if each != of_type)
