"""Rows of a list that are not customers: lines of a report, rules, the header once more, hints.

Two signs: the words of a line of a report, and that nothing else is filled by which a customer is
known. Both make the row invalid, the words alone a warning. Shops are called "Total Wine & More",
and people Page: so a word that may be a name is nothing by itself in a full row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from customer_import.problems import Code, Problem, Severity
from customer_import.records.columns.cells import CellTexts
from customer_import.records.columns.leaf import CompiledLeaf
from customer_import.records.columns.roles import Role, fits, role_of
from customer_import.records.values.values import NULL_WORDS
from customer_import.records.which_rows import report_words
from customer_import.records.which_rows.report_words import Line, Sign
from customer_import.table import Row

TOP = 30
"""Rows of a file in which hints are looked for: they stand above the customers."""
MOST_PROBED = 3
"""Columns of e-mail addresses, phones and streets that are looked at first."""
OTHERS = 2
"""Columns that customers always fill, beside a label: a row without them may be a title."""
LONGEST_RULE = 80
"""Characters of a cell full of dashes, where it is not looked at closely."""
RULES = frozenset("-=_*~+|.#\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501\u2550")
_AMOUNT = re.compile(r"[-+(]?\s?[$€£]?\s?\d[\d.,'’\s]*\)?-?\s?[$€£%]?")
_ZEROS = str.maketrans("", "", "0")
Texts = Mapping[int, str]
"""The cells of a row that are not blank, by their columns."""


@dataclass(frozen=True)
class NotCustomers:
    """Finds the rows of one list that are not customers.

    Attributes:
        headers: of the list.
        empty: cells that count as blank.
        fields: what each column fills, by its position.
        roles: what each column says of a customer.
        labels: the columns of the number and of the name; where there are none, the first that is
            used.
        always: columns that the rows of customers always fill.
    """

    headers: tuple[str, ...]
    empty: frozenset[str]
    fields: Mapping[int, str]
    roles: Mapping[int, frozenset[Role]]
    labels: tuple[int, ...]
    always: frozenset[int] = frozenset()

    @cached_property
    def contacts(self) -> tuple[int, ...]:
        """Return some of the columns of e-mail addresses, phones and streets."""
        found = (i for i, roles in self.roles.items() if Role.CONTACT in roles)
        return tuple(sorted(found))[:MOST_PROBED]

    @cached_property
    def _told(self) -> frozenset[int]:
        """Return the columns that customers always fill; those of sums only where no others are."""
        known = self.always & self.roles.keys()
        return known if known.difference(self.labels) else self.always

    @cached_property
    def ends(self) -> report_words.Ends:
        """Return how lines of a report begin and end."""
        return report_words.ends()

    @cached_property
    def probes(self) -> frozenset[str]:
        """Return texts of a label that are worth a look, whatever else is in the row."""
        headers = (self.headers[at] for at in self.labels)
        spelled = {each for name in headers for each in (name, name.upper(), name.lower())}
        words = (
            each for meaning in ("TOTAL", "SUBTOTAL") for each in report_words.spelled(meaning)
        )
        rules = (sign * n for sign in RULES for n in range(1, LONGEST_RULE + 1))
        return frozenset({*spelled, *words, *rules} - {""})

    def find(
        self, rows: Sequence[Row], cells: CellTexts, untrusted: AbstractSet[int]
    ) -> Iterator[tuple[int, Problem]]:
        """Yield the positions of such rows in a batch, and what is wrong with each.

        Args:
            rows: the batch.
            cells: of the columns that fill something.
            untrusted: the positions of rows whose cells may be in the wrong columns.
        """
        for position in sorted(self._suspects(rows, cells, untrusted)):
            row = rows[position]
            texts = {at: self._text(cell) for at, cell in enumerate(row.cells)}
            texts |= {at: column[position] for at, column in cells.columns.items()}
            problem = self.judge(row, {at: text for at, text in texts.items() if text})
            if problem is not None:
                yield position, problem

    def _text(self, cell: str) -> str:
        text = cell.strip()
        return "" if text in self.empty else text

    def _suspects(
        self, rows: Sequence[Row], cells: CellTexts, untrusted: AbstractSet[int]
    ) -> Iterable[int]:
        """Return the rows that are judged: nearly all others cost no more than this."""
        if rows[0].number <= TOP:
            return set(range(len(rows))) - untrusted
        found: set[int] = set()
        for at in self.labels:
            texts = cells.columns[at]
            if not self.probes.isdisjoint(texts):
                found.update(i for i, text in enumerate(texts) if text in self.probes)
        bare = {*cells.rows_without(self.contacts), *cells.rows_without(self.labels)} - untrusted
        found.update(i for i in bare if self._may_say(rows[i]))
        others = self._told.difference(self.labels)
        if others and len(self.always) >= OTHERS:
            found.update(set(cells.rows_without(tuple(others))) - untrusted)
        return found

    def _may_say(self, row: Row) -> bool:
        """Tell whether a row that lacks much of a customer may be a line of a report."""
        cells, ends = row.cells, self.ends
        for at in {_first(row), *self.labels}:
            text = cells[at].strip()
            if text and ends.may_be(text):
                return True
        return False

    def _is_suspect(self, row: Row, texts: Texts) -> bool:
        is_probed = any(texts.get(at) in self.probes for at in self.labels)
        is_whole = all(any(at in texts for at in each) for each in (self.contacts, self.labels))
        return is_probed or (not is_whole and self._may_say(row))

    def judge(self, row: Row, texts: Texts) -> Problem | None:
        """Return why a row is not a customer, or may not be one; None where it is one.

        Args:
            row: as the file has it.
            texts: its cells that are not blank, by their columns.
        """
        if not texts:
            return None
        if row.number <= TOP and (hint := self._hint(texts)):
            return hint
        if not self._is_suspect(row, texts):
            return self._title(texts)
        if self._is_header(texts):
            message = "This row repeats the names of the columns. Delete it."
            return Problem(Code.SECOND_TABLE, message)
        if self._is_rule(texts):
            message = "This row is a line of dashes and not a customer. Delete it."
            return Problem(Code.RULED_LINE, message)
        filling = {at for at, text in texts.items() if at in self.roles and _says_nothing(text)}
        texts = {at: text for at, text in texts.items() if at not in filling}
        places = dict.fromkeys(at for at in (_first(row), *self.labels) if at in texts)
        signs = {at: sign for at in places if (sign := report_words.read(texts[at]))}
        judged = (self._judge_line(at, sign, texts) for at, sign in signs.items())
        found = [problem for problem in judged if problem]
        line = min(found, key=lambda problem: problem.severity != "error", default=None)
        return line or (self._title(texts) if texts else None)

    def _is_rule(self, texts: Texts) -> bool:
        """Tell whether a row is a line of dashes, with nothing but sums in other columns."""
        rules = {at for at, text in texts.items() if RULES.issuperset(text.replace(" ", ""))}
        return bool(rules) and all(self._is_sum(at, texts) for at in texts.keys() - rules)

    def _is_sum(self, at: int, texts: Texts) -> bool:
        return at not in self.roles and _AMOUNT.fullmatch(texts[at]) is not None

    def _title(self, texts: Texts) -> Problem | None:
        """Return the problem of a row that may be the title of a group, or its sum."""
        at = next(iter(texts))
        others = [i for i in texts if i != at]
        has_number = Role.NUMBER in self.roles.get(at, ())
        beside = [i for i in others if not (has_number and i in self.labels)]
        is_alone = all(self._is_sum(i, texts) for i in beside)
        if not is_alone or at not in self.labels or len(self.always.difference(texts)) < OTHERS:
            return None
        if has_number and fits(Role.NUMBER, texts[at]):
            return None
        rest = (
            "nothing but figures"
            if beside
            else "hardly anything else"
            if others
            else "nothing else"
        )
        what = f"the title of a group of rows, because {rest} is in its row"
        return self._problem(Code.GROUP_TITLE, at, texts, what, "warning")

    def _is_header(self, texts: Texts) -> bool:
        """Tell whether all cells are the names of their columns, some of them perhaps blank."""
        pairs = [(text, self.headers[at]) for at, text in texts.items()]
        if len(pairs) > 1:
            return all(text.casefold() == name.casefold() for text, name in pairs)
        return len(self.headers) == 1 and all(text == name for text, name in pairs)

    def _hint(self, texts: Texts) -> Problem | None:
        """Return the problem of a row that says how the columns are to be filled in."""
        hints = [at for at, text in texts.items() if report_words.is_hint(text)]
        samples = [at for at, text in texts.items() if report_words.is_sample(text)]
        examples = [at for at in self.labels if report_words.is_example(texts.get(at, ""))]
        if len(hints) > 1 and len(hints) == len(texts):
            return self._problem(Code.HINT_ROW, hints[0], texts, "a hint for who fills the list in")
        if examples:
            severity: Severity = "error" if {*hints, *samples} - {*examples[:1]} else "warning"
            return self._problem(Code.HINT_ROW, examples[0], texts, "an example", severity)
        return None

    def _judge_line(self, at: int, sign: Sign, texts: Texts) -> Problem | None:
        known = self._known(at, texts)
        blank = [i for i in self.roles if i != at and i not in texts]
        if not known and blank:
            others = (text for i, text in texts.items() if i != at)
            has_sum = not sign.is_company and any(map(_AMOUNT.fullmatch, others))
            is_sure = not sign.is_part or has_sum
            return self._line(at, sign, texts, "error" if is_sure else "warning")
        is_full = not blank or Role.CONTACT in known
        if sign.is_part or at not in self.labels or (sign.is_name and is_full):
            return None
        return self._line(at, sign, texts, "warning")

    def _known(self, label: int, texts: Texts) -> set[Role]:
        """Return what a row says of a customer, beside a label and what that repeats."""
        said = texts[label].casefold()
        others = (
            (at, text) for at, text in texts.items() if at != label and text.casefold() not in said
        )
        return {role for at, text in others for role in self.roles.get(at, ()) if fits(role, text)}

    def _line(self, at: int, sign: Sign, texts: Texts, severity: Severity) -> Problem:
        code = _CODES[sign.line]
        return self._problem(code, at, texts, sign.line, severity)

    def _problem(
        self,
        code: Code,
        at: int,
        texts: Texts,
        what: str,
        severity: Severity = "error",
    ) -> Problem:
        text = texts[at]
        if severity == "error":
            cause = f"is {what}, not a customer; delete the row."
        else:
            cause = f"looks like {what}; if it is not a customer, delete the row."
        place = (self.fields.get(at, ""), self.headers[at], text)
        return Problem(code, f"{text} {cause}", *place, severity, cause)


_CODES = {
    Line.TOTAL: Code.TOTAL_ROW,
    Line.PAGE: Code.REPORT_LINE,
    Line.DATE: Code.REPORT_LINE,
    Line.COUNT: Code.REPORT_LINE,
    Line.END: Code.REPORT_LINE,
    Line.NOTE: Code.NOTE_ROW,
}


def _says_nothing(text: str) -> bool:
    """Tell whether a text only fills its place: `0.00`, `-`, `N/A`."""
    return text in NULL_WORDS or not any(map(str.isalnum, text.translate(_ZEROS)))


def _first(row: Row) -> int:
    """Return the column of the first cell that is not blank."""
    for at, cell in enumerate(row.cells):
        if cell and not cell.isspace():
            return at
    return 0


def not_customers(
    headers: tuple[str, ...],
    empty: frozenset[str],
    leaves: Sequence[CompiledLeaf],
    always: frozenset[int],
) -> NotCustomers:
    """Return what finds such rows in a list.

    Args:
        headers: of the list.
        empty: cells that count as blank.
        leaves: what its columns fill.
        always: columns that the rows of customers always fill.
    """
    fields: dict[int, str] = {}
    roles: dict[int, set[Role]] = {}
    for leaf in leaves:
        role = role_of(leaf)
        for at in leaf.positions:
            fields.setdefault(at, leaf.field)
            if role:
                roles.setdefault(at, set()).add(role)
    labels = [*_first_with(Role.NUMBER, roles), *_first_with(Role.NAME, roles)]
    labels = list(dict.fromkeys(labels or sorted(fields)[:1]))
    said = {i: frozenset(each) for i, each in roles.items()}
    return NotCustomers(headers, empty, fields, said, tuple(labels), always)


def _first_with(role: Role, roles: Mapping[int, set[Role]]) -> list[int]:
    """Return the first column that says this of a customer, if there is one."""
    return sorted(at for at, found in roles.items() if role in found)[:1]
