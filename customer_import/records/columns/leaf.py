"""One leaf of a mapping, compiled: from the texts of its columns to the values that are sent.

The order is the mapping's promise: outer blanks and `empty`, `split`, `extract`, `transform`,
`values`, `default`, type, checks.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from customer_import.customer import Kind
from customer_import.problems import Code, Problem
from customer_import.records.columns.cells import CellTexts, OneColumn, Texts, TextSource
from customer_import.records.columns.doubts import Doubt
from customer_import.records.values.remembered import Remembered
from customer_import.records.values.values import Unfit, Value


class Blank:
    """The type of `BLANK`: nothing is there, and the stored value is left alone."""

    def __bool__(self) -> bool:
        """Return false, as for every other blank."""
        return False


BLANK: Final = Blank()
Taken = Value | None | Blank
"""A value to send, None to clear the stored one, or `BLANK`."""
Check = Callable[[str], Unfit | None]
Step = Callable[[str], str]


class Fault(NamedTuple):
    """A text that does not fit its field.

    Attributes:
        value: what it comes to all the same: a number that is too long is still its row's key.
        unfits: what is wrong.
    """

    value: Taken
    unfits: tuple[Unfit, ...]


Outcome = Taken | Fault


class LeafColumn(NamedTuple):
    """What a leaf makes of the rows of a batch.

    Attributes:
        values: of each row.
        filled: whether each row fills the field; None where all do.
        faults: by the row's position in the batch.
    """

    values: Sequence[Taken]
    filled: Sequence[bool] | None
    faults: dict[int, Fault]

    def add_fault(self, position: int, unfit: Unfit) -> None:
        """Add what is wrong with a value that is sent all the same."""
        value = self.values[position]
        others = self.faults.get(position, Fault(value, ())).unfits
        self.faults[position] = Fault(value, (*others, unfit))


@dataclass(slots=True)
class CompiledLeaf:
    """What fills one field.

    Attributes:
        field: the API's name, dotted, for messages.
        names: the columns it reads, for messages.
        positions: the same as positions.
        kind: how its text is read.
        source: reads the texts.
        steps: transforms and values, one after the other; each raises `Unfit`.
        convert: from text to the value that is sent; raises `Unfit`. None: the text is sent.
        checks: each looks at the value, if it is a text, else at the text it was made of; what it
            finds is an error or a warning.
        doubts: what is warned of in a text that is sent; rare, so looked for in whole columns.
        default: fills a blank.
        required: a blank is a problem.
        blank: what a blank comes to: `BLANK`, or what clears the stored value.
    """

    field: str
    names: tuple[str, ...]
    positions: tuple[int, ...]
    kind: Kind
    source: TextSource
    steps: tuple[Step, ...]
    convert: Callable[[str], Value] | None
    checks: tuple[Check, ...]
    doubts: tuple[Doubt, ...]
    default: str
    required: bool
    blank: str | Blank | None
    known: Remembered[Outcome] = dataclasses.field(init=False)
    _of_blank: Outcome = dataclasses.field(init=False)
    _has_odd: bool = False
    """Some text that is not blank came to something else than a value."""

    def __post_init__(self) -> None:
        """Find out once what a blank comes to."""
        self.known = Remembered(self._outcomes)
        self._of_blank = self._outcome("")

    @property
    def name(self) -> str:
        """Return the last part of the field's name."""
        return self.field.rpartition(".")[2]

    @property
    def clears(self) -> bool:
        """Whether a blank clears the stored value."""
        return self.blank is not BLANK

    def take(self, cells: CellTexts) -> LeafColumn:
        """Return what each row of a batch comes to."""
        texts = self.source.texts(cells)
        is_changed = self.steps or self.convert or self.checks
        found: Any = self.known.of(texts) if is_changed else self._with_blanks(texts, texts)
        has_blanks = not all(texts)
        if self._has_odd or (has_blanks and isinstance(self._of_blank, Fault)):
            column = _taken_apart(found)
        else:
            is_full = not has_blanks or self._of_blank is not BLANK
            column = LeafColumn(found, None if is_full else list(map(bool, texts)), {})
        if self.doubts:
            self._doubt(column, self._whole(cells, column.values))
        return column

    def _whole(self, cells: CellTexts, values: Sequence[Taken]) -> str:
        """Return all texts that are sent in one."""
        if isinstance(self.source, OneColumn) and not self.steps:
            return cells.wholes[self.source.position]
        return " ".join([each for each in values if isinstance(each, str)])

    def _doubt(self, column: LeafColumn, whole: str) -> None:
        """Add warnings of odd texts to the faults of a column."""
        for doubt in self.doubts:
            if doubt.any_in(column.values, whole):
                for position, value in enumerate(column.values):
                    unfit = doubt.find(value) if isinstance(value, str) else None
                    if unfit:
                        column.add_fault(position, unfit)

    def _outcomes(self, texts: Texts) -> Sequence[Outcome]:
        """Return what texts come to: all at once, or one by one where something is wrong."""
        try:
            found = self._values(list(filter(None, texts)))
        except Unfit:
            found = None
        if found is None:
            self._has_odd = True
            return list(map(self._outcome, texts))
        return self._with_blanks(texts, found)

    def _with_blanks(self, texts: Texts, found: Sequence[Outcome]) -> Sequence[Outcome]:
        """Return what texts come to, where those that are not blank come to `found`."""
        if all(texts):
            return found
        if found is texts:
            return [text or self._of_blank for text in texts]
        values = iter(found)
        return [next(values) if text else self._of_blank for text in texts]

    def _values(self, texts: Texts) -> Sequence[Value] | None:
        """Return the values of texts, none of them blank; None where one is wrong or gets blank.

        Raises:
            Unfit: one is wrong.
        """
        prepared = self._prepare(texts)
        if not all(prepared):
            return None
        values = list(map(self.convert, prepared)) if self.convert else prepared
        looked_at = self._looked_at(prepared, values) if self.checks else ()
        return None if any(any(map(check, looked_at)) for check in self.checks) else values

    def _prepare(self, texts: Texts) -> Texts:
        """Return texts after all transforms, and without outer blanks."""
        for step in self.steps:
            texts = list(map(step, texts))
        return list(map(str.strip, texts)) if self.steps else texts

    def _looked_at(self, prepared: Texts, values: Sequence[Value]) -> Texts:
        """Return what the checks look at: the values, if they are texts."""
        return [each for each in values if isinstance(each, str)] or prepared

    def _outcome(self, text: str) -> Outcome:
        """Return what one text comes to, or all that is wrong with it."""
        try:
            prepared = (self._prepare([text])[0] if text else "") or self.default
            if not prepared:
                return Fault(BLANK, (self._missing(),)) if self.required else self.blank
            value = self.convert(prepared) if self.convert else prepared
        except Unfit as unfit:
            return Fault(BLANK, (unfit,))
        (looked_at,) = self._looked_at([prepared], [value])
        unfits = tuple(filter(None, [check(looked_at) for check in self.checks]))
        return Fault(value, unfits) if unfits else value

    def _missing(self) -> Unfit:
        where = f"fill the column {' or '.join(self.names)}" if self.names else "give it a value"
        return Unfit(Code.REQUIRED, self.field, f"is required but blank; {where}.")

    def problem(self, unfit: Unfit, cells: Sequence[str]) -> Problem:
        """Return a problem of this field, with the cells it was filled from."""
        shown = " ".join(cells[position] for position in self.positions if position < len(cells))
        names = ", ".join(self.names)
        about = (self.field, names, shown)
        return Problem(unfit.code, unfit.message, *about, unfit.severity, unfit.cause)


def _taken_apart(found: Sequence[Outcome]) -> LeafColumn:
    """Return outcomes as values and faults."""
    faults = {i: each for i, each in enumerate(found) if isinstance(each, Fault)}
    values = [each.value if isinstance(each, Fault) else each for each in found]
    return LeafColumn(values, [value is not BLANK for value in values], faults)
