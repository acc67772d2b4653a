"""A header read as a chain of known phrases: what its column holds, and whose."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from customer_import.mapping.suggest.meanings import About, Aside, Concept, Meaning
from customer_import.mapping.suggest.synonyms import TABLE

ALIKE = 0.83
"""How alike a misspelt word must be to a known one: one slip in six letters."""
LONG_WORD = 6
"""Letters a word needs before another spelling of it is looked for."""
SHORT = 3
"""Letters up to which a phrase must begin or end where a word does: `ort` is none in `import`."""
MOST_LINES = 4
"""Lines of an address; no list counts its phones further either."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_PARTS = {
    Concept.STREET, Concept.HOUSE, Concept.LINE2, Concept.LINE3, Concept.CITY, Concept.STATE,
    Concept.POSTCODE, Concept.COUNTRY,
}  # fmt: skip
_REACH = {Concept.EMAIL, Concept.PHONE, Concept.MOBILE, Concept.FAX, Concept.WEBSITE}
_REACHED_THERE = {Concept.PHONE, Concept.MOBILE, Concept.FAX}
_PEOPLE = {Concept.NAME, Concept.FULL_NAME, Concept.FIRST, Concept.LAST}
_FIRMS = {Concept.COMPANY}
_COUNTED = {About.CUSTOMER, About.ACCOUNT, About.CONTACT}
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


class Grade(IntEnum):
    """How well a header is understood, best first."""

    WHOLE = 0
    MISSPELT = 1
    PARTLY = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a header says.

    Attributes:
        concept: what the column holds; None where only words about it are there (`Customer`).
        about: whose it is.
        ordinal: the number in it, `Phone 2`; 0 without one.
        grade: how much of it is understood.
        ambiguous: it can mean something else as well.
        is_part: it is of an address, though none of its lines: `Address Phone`.
        coded: a number or code is asked for: `Country Code`.
        mixed: other concepts are in it too, which only say more of this one.
        ends_in_id: its last word asks for one: `Agency ID`, but not `Number of Staff`.
        likeness: the spelling it was taken for; blank where it is spelt right.
    """

    concept: Concept | None
    about: frozenset[About]
    ordinal: int = 0
    grade: Grade = Grade.WHOLE
    ambiguous: bool = False
    is_part: bool = False
    coded: bool = False
    mixed: bool = False
    ends_in_id: bool = False
    likeness: str = ""


class _Phrase(NamedTuple):
    meaning: Meaning
    ambiguous: bool


class _Chain(NamedTuple):
    unknown: int
    length: int
    items: tuple[_Phrase | str, ...]


def folded(text: str) -> str:
    """A text without case, accents, blanks and signs: `E-Mail Addréss` is `emailaddress`."""
    return "".join(words(text))


def words(header: str) -> list[str]:
    """The words of a header; a capital or a digit begins one too."""
    plain = unicodedata.normalize("NFKD", header.replace("#", " no ").replace("ß", "ss"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return [word.casefold() for word in _WORD.findall(bare)]


def read_header(header: str) -> Reading | None:
    """What a header says; None where it says nothing of a customer."""
    found = words(header.removesuffix("__c").removesuffix("__C"))
    chain = _chain(tuple(found))
    if not chain.unknown:
        reading = _reading(chain)
        # `Name / Company`: either may stand in it.
        either = reading and "/" in header and reading.mixed
        return replace(reading, ambiguous=True) if reading and either else reading
    spelt = [_spelling(word) if word in chain.items else word for word in found]
    if spelt != found:
        again = _chain(tuple(spelt))
        reading = None if again.unknown else _reading(again)
        if reading:
            return replace(reading, grade=Grade.MISSPELT, likeness=" ".join(spelt))
    reading = _reading(chain)
    return replace(reading, grade=Grade.PARTLY) if reading and reading.concept else None


def is_of_others(header: str) -> bool:
    """Whether a header speaks of something that is no customer's: `Owner e-mail`."""
    items = _chain(tuple(words(header))).items
    return any(isinstance(item, _Phrase) and item.meaning is Aside.UNRELATED for item in items)


def _chain(found: tuple[str, ...]) -> _Chain:
    """The chain with the fewest unknown words, and of the fewest phrases."""
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
) -> Iterator[tuple[int, _Phrase | str]]:
    """What can stand at a place, with where it ends: phrases, a number, a word nobody knows."""
    known = _vocabulary()
    for end in range(start + 1, min(len(text), start + _longest()) + 1):
        phrase = known.get(text[start:end])
        if phrase and _stands_free(phrase, start in starts, end in ends, end - start):
            yield end, phrase
    if start in starts:
        end = next(end for end in ends if end > start)
        yield end, text[start:end]


def _stands_free(phrase: _Phrase, begins: bool, finishes: bool, length: int) -> bool:  # noqa: FBT001 - two sides of one place
    if phrase.meaning is Aside.FILLER and length <= SHORT:
        return begins and finishes
    return begins or finishes or (length > SHORT and not isinstance(phrase.meaning, Aside))


def _joined(piece: _Phrase | str, rest: _Chain) -> _Chain:
    unknown = isinstance(piece, str) and not _is_ordinal(piece)
    return _Chain(rest.unknown + unknown, rest.length + 1, (piece, *rest.items))


def _is_ordinal(piece: str) -> bool:
    return piece.isdecimal() and len(piece) <= SHORT and 1 <= int(piece) <= MOST_LINES


def _reading(chain: _Chain) -> Reading | None:
    phrases = [item for item in chain.items if isinstance(item, _Phrase)]
    meanings = [phrase.meaning for phrase in phrases]
    concepts = [meaning for meaning in meanings if isinstance(meaning, Concept)]
    about = {meaning for meaning in meanings if isinstance(meaning, About)}
    concept, left = _head(concepts)
    ordinal, whose = _ordinals(chain.items)
    if Aside.UNRELATED in meanings or left or whose > 1 or not (concept or about):
        return None
    if concept is Concept.ID and About.POSTAL in about:
        concept = Concept.POSTCODE
    others = set(concepts) - {concept}
    return Reading(
        concept=concept,
        about=frozenset(about | ({About.WORK} if Concept.COMPANY in others else set())),
        ordinal=ordinal,
        ambiguous=any(phrase.ambiguous for phrase in phrases),
        is_part=Concept.ADDRESS in others and concept in {*_REACHED_THERE, *_PEOPLE, *_FIRMS},
        coded=Concept.ID in others,
        mixed=bool(others),
        ends_in_id=bool(phrases) and chain.items[-1] is phrases[-1] and meanings[-1] is Concept.ID,
    )


def _ordinals(items: Sequence[_Phrase | str]) -> tuple[int, int]:
    """The number of what the column holds, `Phone 2`, and of whose it is, `Contact2 Phone`."""
    ordinal = whose = 0
    for before, item in zip((None, *items), items, strict=False):
        if isinstance(item, str) and _is_ordinal(item):
            if isinstance(before, _Phrase) and before.meaning in _COUNTED and item is not items[-1]:
                whose = int(item)
            else:
                ordinal = int(item)
    return ordinal, whose


def _head(concepts: Sequence[Concept]) -> tuple[Concept | None, set[Concept]]:
    """The concept the others only say more of, and the others that are one of their own."""
    given = set(concepts)
    if {Concept.FIRST, Concept.LAST} <= given or {Concept.NAME, Concept.FIRST} <= given:
        given = given - {Concept.FIRST, Concept.LAST, Concept.NAME} | {Concept.FULL_NAME}
    if {Concept.ADDRESS, Concept.COMPANY} == given and concepts[-1] is Concept.COMPANY:
        given = {Concept.COMPANY}
    kept = {each for each in given if not _GIVES_WAY.get(each, set()) & given}
    head = min(kept, key=lambda each: each.value, default=None)
    return head, kept - {head}


def _spelling(word: str) -> str:
    """The known word that a misspelt one is most like; the word itself where there is none."""
    if len(word) < LONG_WORD:
        return word
    choices = [each for each in _spellings() if each[0] == word[0]]
    best = process.extractOne(word, choices, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
    return best[0] if best else word


@cache
def _vocabulary() -> dict[str, _Phrase]:
    known: dict[str, _Phrase] = {}
    for meaning, languages in TABLE.items():
        for phrase in _phrases(languages):
            spelt = phrase.removesuffix("?")
            entry = _Phrase(meaning, phrase.endswith("?"))
            known.setdefault(folded(spelt), entry)
            known.setdefault(folded(spelt.translate(_UMLAUTS)), entry)
    return known


def _phrases(languages: Mapping[str, str]) -> Iterator[str]:
    for listed in languages.values():
        yield from listed.split(", ")


@cache
def _longest() -> int:
    return max(map(len, _vocabulary()))


@cache
def _spellings() -> tuple[str, ...]:
    """The phrases, and the words in them, that are long enough to be known when misspelt."""
    parts = (word for languages in TABLE.values() for p in _phrases(languages) for word in words(p))
    return tuple(sorted({w for w in (*_vocabulary(), *parts) if len(w) >= LONG_WORD}))
