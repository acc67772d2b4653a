"""Read a header as a chain of known phrases: what its column holds, and whose it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from customer_import.mapping.suggest.vocabulary import (
    Aside,
    Concept,
    Owner,
    Phrase,
    vocabulary,
    words,
)

SHORT = 3
"""Letters up to which a phrase must begin or end where a word does: `import` is not an `ort`."""
MOST_LINES = 4
"""Lines of an address; no list counts its phones further either."""


_PARTS = {
    Concept.STREET, Concept.HOUSE, Concept.LINE2, Concept.LINE3, Concept.CITY, Concept.STATE,
    Concept.POSTCODE, Concept.COUNTRY,
}  # fmt: skip
_REACH = {Concept.EMAIL, Concept.PHONE, Concept.MOBILE, Concept.FAX, Concept.WEBSITE}
_REACHED_THERE = {Concept.PHONE, Concept.MOBILE, Concept.FAX}
_PEOPLE = {Concept.NAME, Concept.FULL_NAME, Concept.FIRST, Concept.LAST}
_FIRMS = {Concept.COMPANY}
_COUNTED = {Owner.CUSTOMER, Owner.ACCOUNT, Owner.CONTACT}
_GIVES_WAY: Mapping[Concept, set[Concept]] = {
    Concept.ADDRESS: {*_PARTS, *_REACH, *_PEOPLE},
    Concept.COMPANY: {*_PARTS, *_REACH, Concept.ADDRESS, Concept.ID, Concept.DEPARTMENT},
    Concept.ID: {*_PARTS, *_REACH},
    Concept.NAME: {*_PARTS, Concept.COMPANY, Concept.LAST, Concept.FULL_NAME, Concept.DEPARTMENT},
    Concept.PHONE: {Concept.MOBILE, Concept.FAX},
    Concept.STATE: {Concept.COUNTRY},
    Concept.HOUSE: {Concept.STREET},
}
"""Of two concepts in one header the first only says more of the second: `Address City`."""


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """What a header says.

    Attributes:
        concept: what the column holds; None where only words about it are there (`Customer`).
        owners: whose it is.
        ordinal: the number in it, `Phone 2`; 0 without one.
        ambiguous: it can mean something else as well.
        is_part: it is of an address, though none of its lines: `Address Phone`.
        coded: a number or code is asked for: `Country Code`.
        mixed: other concepts are in it too, which only say more of this one.
    """

    concept: Concept | None
    owners: frozenset[Owner]
    ordinal: int = 0
    ambiguous: bool = False
    is_part: bool = False
    coded: bool = False
    mixed: bool = False


class _Chain(NamedTuple):
    unknown: int
    length: int
    items: tuple[Phrase | str, ...]


def read_header(header: str) -> HeaderMeaning | None:
    """Read what a header says; None where it says nothing of a customer, or only partly."""
    chain = _chain(tuple(words(header.removesuffix("__c").removesuffix("__C"))))
    meaning = None if chain.unknown else _meaning(chain)
    # `Name / Company`: either may be in it.
    either = meaning and "/" in header and meaning.mixed
    return replace(meaning, ambiguous=True) if meaning and either else meaning


def is_of_others(header: str) -> bool:
    """Say whether a header speaks of something that is not the customer's: `Owner e-mail`."""
    items = _chain(tuple(words(header))).items
    return any(isinstance(item, Phrase) and item.sense is Aside.UNRELATED for item in items)


def _chain(found: tuple[str, ...]) -> _Chain:
    """Return the chain with the fewest unknown words, then with the fewest phrases."""
    text = "".join(found)
    ends = _ends(found)
    starts = {0, *ends}
    best: dict[int, _Chain] = {len(text): _Chain(0, 0, ())}
    for start in range(len(text) - 1, -1, -1):
        pieces = _pieces(text, start, starts, ends)
        chains = [_joined(piece, best[end]) for end, piece in pieces if end in best]
        if chains:
            best[start] = min(chains, key=lambda chain: chain[:2])
    return best[0]


def _ends(found: Iterable[str]) -> list[int]:
    ends, at = [], 0
    for word in found:
        at += len(word)
        ends.append(at)
    return ends


def _pieces(
    text: str, start: int, starts: set[int], ends: Sequence[int]
) -> Iterator[tuple[int, Phrase | str]]:
    """List what can begin at a place, with its end: phrases, a number, an unknown word."""
    known = vocabulary()
    for end in range(start + 1, min(len(text), start + _longest()) + 1):
        phrase = known.get(text[start:end])
        if phrase and _stands_free(phrase, start in starts, end in ends, end - start):
            yield end, phrase
    if start in starts:
        end = next(end for end in ends if end > start)
        yield end, text[start:end]


def _stands_free(phrase: Phrase, begins: bool, finishes: bool, length: int) -> bool:  # noqa: FBT001 - two sides of one place
    if phrase.sense is Aside.FILLER and length <= SHORT:
        return begins and finishes
    return begins or finishes or (length > SHORT and not isinstance(phrase.sense, Aside))


def _joined(piece: Phrase | str, rest: _Chain) -> _Chain:
    unknown = isinstance(piece, str) and not _is_ordinal(piece)
    return _Chain(rest.unknown + unknown, rest.length + 1, (piece, *rest.items))


def _is_ordinal(piece: str) -> bool:
    return piece.isdecimal() and len(piece) <= SHORT and 1 <= int(piece) <= MOST_LINES


def _meaning(chain: _Chain) -> HeaderMeaning | None:
    phrases = [item for item in chain.items if isinstance(item, Phrase)]
    senses = [phrase.sense for phrase in phrases]
    concepts = [sense for sense in senses if isinstance(sense, Concept)]
    owners = {sense for sense in senses if isinstance(sense, Owner)}
    concept, left = _head(concepts)
    ordinal, whose = _ordinals(chain.items)
    if Aside.UNRELATED in senses or left or whose > 1 or not (concept or owners):
        return None
    if concept is Concept.ID and Owner.POSTAL in owners:
        concept = Concept.POSTCODE
    others = set(concepts) - {concept}
    return HeaderMeaning(
        concept=concept,
        owners=frozenset(owners | ({Owner.WORK} if Concept.COMPANY in others else set())),
        ordinal=ordinal,
        ambiguous=any(phrase.ambiguous for phrase in phrases),
        is_part=Concept.ADDRESS in others and concept in {*_REACHED_THERE, *_PEOPLE, *_FIRMS},
        coded=Concept.ID in others,
        mixed=bool(others),
    )


def _ordinals(items: Sequence[Phrase | str]) -> tuple[int, int]:
    """Return the number of what the column holds, `Phone 2`, and of its owner, `Contact2 Phone`."""
    ordinal = whose = 0
    for before, item in zip((None, *items), items, strict=False):
        if isinstance(item, str) and _is_ordinal(item):
            if isinstance(before, Phrase) and before.sense in _COUNTED and item is not items[-1]:
                whose = int(item)
            else:
                ordinal = int(item)
    return ordinal, whose


def _head(concepts: Sequence[Concept]) -> tuple[Concept | None, set[Concept]]:
    """Return the concept that the others only describe, and the others that mean their own."""
    given = set(concepts)
    if {Concept.FIRST, Concept.LAST} <= given or {Concept.NAME, Concept.FIRST} <= given:
        given = given - {Concept.FIRST, Concept.LAST, Concept.NAME} | {Concept.FULL_NAME}
    if {Concept.ADDRESS, Concept.COMPANY} == given and concepts[-1] is Concept.COMPANY:
        given = {Concept.COMPANY}
    kept = {each for each in given if not _GIVES_WAY.get(each, set()) & given}
    head = min(kept, key=lambda each: each.value, default=None)
    return head, kept - {head}


@cache
def _longest() -> int:
    return max(map(len, vocabulary()))
