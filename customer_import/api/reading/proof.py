"""What the answer to a read by numbers proves about each number. Pure.

A read asks for numbers, and with them for one or two that are known to exist (witnesses) and one
that nobody has. Its answer proves that a number is absent only if the witnesses are in it, the
random number is not, nobody is in it who was not asked for, nothing in it is unclear, and what it
has for absent numbers looks as it did when the command calibrated.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from customer_import.api.reading.listed import OTHER, Elements, Mark, refusal_text
from customer_import.api.reading.seen import SeenCustomer
from customer_import.customer import folded

HERE = "\0"
"""Where a mark has the number that it is about."""
NO_WITNESS = "a customer that exists is not in the answer"
UNCLEAR = "the answer has nothing of it, or several records that differ"


@dataclass(frozen=True, slots=True)
class Manner:
    """How this server answers about numbers that it does not know, as calibrating showed.

    Attributes:
        marks: what it puts in their places; a text that names the number has `HERE` for it.
        left_out: it may leave them out of the answer.
        each: how many marks it has for each of them, if it leaves out none.
        tells_absent: whether it can be known at all which numbers are absent.
        names: each mark names its number, so a number without one is not absent.
    """

    marks: frozenset[Mark] = frozenset()
    left_out: bool = False
    each: int = 0
    tells_absent: bool = True
    names: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The numbers of one request.

    Attributes:
        numbers: those that are to be settled; no two are equal.
        witnesses: those known to exist.
        nobody: those that nobody has.
        key: what two numbers share if they are one customer's.
    """

    numbers: Sequence[str]
    witnesses: Sequence[str]
    nobody: Sequence[str]
    key: Callable[[str], str] = folded

    @property
    def everything(self) -> list[str]:
        """Return all numbers in the order in which they are asked for, the witnesses outside."""
        keys = set(map(self.key, self.numbers))
        extra = [each for each in self.witnesses if self.key(each) not in keys]
        return [*extra[:1], *self.nobody, *self.numbers, *extra[1:]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What one answer proves.

    Attributes:
        present: the customers found, by the number as it was asked for.
        absent: the numbers that do not exist.
        open: the numbers of which nothing is proven.
        why: why they are open; blank if none is.
        lies: a number that nobody has exists in it.
        no_witness: a number that is known to exist is not in it.
    """

    present: Mapping[str, SeenCustomer]
    absent: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    why: str = ""
    lies: bool = False
    no_witness: bool = False


@dataclass(frozen=True, slots=True)
class Paired:
    """The records of an answer, put to the numbers that were asked for.

    Attributes:
        present: the customers found, by the number as it was asked for.
        missing: the numbers without a record.
        disputed: the numbers with several records that differ.
        strangers: how many records belong to nobody who was asked for.
    """

    present: dict[str, SeenCustomer]
    missing: list[str]
    disputed: list[str]
    strangers: int


def pair(asked: Asked, found: Iterable[SeenCustomer]) -> Paired:
    """Put records to numbers by the number that they name, never by their place."""
    by_key: dict[str, list[SeenCustomer]] = {}
    for customer in found:
        by_key.setdefault(asked.key(customer.number), []).append(customer)
    present, missing, disputed = {}, [], []
    for number in asked.everything:
        records = by_key.pop(asked.key(number), [])
        if not records:
            missing.append(number)
        elif all(each == records[0] for each in records):
            present[number] = records[0]
        else:
            disputed.append(number)
    return Paired(present, missing, disputed, sum(map(len, by_key.values())))


def weigh(asked: Asked, answer: Elements, manner: Manner) -> Proof:
    """Say what an answer proves of each number that is to be settled."""
    paired = pair(asked, answer.customers)
    wanted = set(asked.numbers)
    if any(number in paired.present for number in asked.nobody):
        return Proof({}, open=frozenset(wanted), lies=True)
    present = {number: each for number, each in paired.present.items() if number in wanted}
    seen = set(map(asked.key, paired.present))
    no_witness = any(asked.key(number) not in seen for number in asked.witnesses)
    doubt = NO_WITNESS if no_witness else _doubt(answer, paired, manner)
    absent = wanted.intersection(paired.missing)
    if doubt or manner.names:
        absent &= set() if no_witness else _named(answer, paired.missing, manner)
    still = frozenset(wanted.difference(present, absent))
    why = (doubt or UNCLEAR) if still else ""
    return Proof(present, frozenset(absent), still, why, no_witness=no_witness)


def learn(asked: Asked, answer: Elements) -> Manner:
    """Learn from a first answer how the server answers about numbers that it does not know."""
    paired = pair(asked, answer.customers)
    marks = frozenset(_template(each, paired.missing) for each in answer.marks)
    count, missing = len(answer.marks), len(paired.missing)
    left_out = count < missing
    is_regular = left_out or count % missing == 0
    are_named = not left_out and all(HERE in each.text + each.field for each in marks)
    is_whole = answer.has_list and not is_cut(answer)
    is_known = all(each.kind != OTHER for each in marks) and (are_named or not paired.strangers)
    tells_absent = is_regular and is_whole and is_known
    return Manner(marks, left_out, max(count // missing, 1), tells_absent, are_named)


def _template(mark: Mark, missing: Iterable[str]) -> Mark:
    """Return a mark with `HERE` for the number that it names, if it names one."""
    for number in sorted(missing, key=len, reverse=True):
        if number in mark.text or number == mark.field:
            text = mark.text.replace(number, HERE, 1)
            return replace(mark, text=text, field=mark.field.replace(number, HERE))
    return mark


def _doubt(answer: Elements, paired: Paired, manner: Manner) -> str:
    """Say why an answer does not prove that what is missing is absent; blank if it does."""
    if not answer.has_list:
        return refusal_text(answer) or "the answer has no list of customers"
    if not manner.tells_absent:
        return "this server does not show which numbers it does not know"
    if paired.strangers:
        return "the answer has customers that nobody asked for"
    if is_cut(answer):
        return "the answer says of itself that it is not complete"
    keys = set(map(folded, paired.missing))
    strange = [each for each in answer.marks if not _is_known(each, keys, manner)]
    if strange:
        return f"the answer has {strange[0].kind}, which tells nothing of any number"
    count, expected = len(answer.marks), manner.each * len(paired.missing)
    if count > expected if manner.left_out else count != expected:
        return "the answer does not have an element for each number"
    return ""


def is_cut(answer: Elements) -> bool:
    """Return whether an answer says that there is more than it has."""
    return answer.more or (answer.total or 0) > answer.count


def _is_known(mark: Mark, keys: set[str], manner: Manner) -> bool:
    return mark in manner.marks or named_by(mark, manner) in keys


def _named(answer: Elements, missing: Iterable[str], manner: Manner) -> set[str]:
    """Return the numbers of which a mark says by name that they do not exist."""
    keys = {named_by(each, manner) for each in answer.marks}
    return {number for number in missing if folded(number) in keys}


def named_by(mark: Mark, manner: Manner) -> str:
    """Return the number that a mark names, folded; blank if it does not name one."""
    for like in manner.marks:
        if (mark.kind, mark.status, mark.code) != (like.kind, like.status, like.code):
            continue
        texts = _between(mark.text, like.text), _between(mark.field, like.field)
        names = {folded(each) for each in texts if each}
        if None not in texts and len(names) == 1:
            return names.pop()
    return ""


def _between(text: str, like: str) -> str | None:
    """Return what a text has where a template has `HERE`; None if it is another text."""
    before, here, after = like.partition(HERE)
    if not here:
        return "" if text == like else None
    fits = text.startswith(before) and text.endswith(after)
    return text[len(before) : len(text) - len(after)] if fits else None
