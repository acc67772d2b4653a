"""Read a header as a chain of known phrases: what its column holds, and whose it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from customer_import.mapping.suggest.vocabulary import (
    ENGLISH,
    SHORT,
    Aside,
    Concept,
    Owner,
    Phrase,
    Sense,
    is_short,
    languages,
    speakers,
    vocabulary,
    words,
)

LONGEST = 40
"""Letters of a phrase, at the most."""
MOST_LINES = 4
"""Lines of an address; no list counts its phones further either."""


_PARTS = {
    Concept.STREET, Concept.HOUSE, Concept.LINE2, Concept.LINE3, Concept.CITY, Concept.STATE,
    Concept.POSTCODE, Concept.COUNTRY,
}  # fmt: skip
REACH = {Concept.EMAIL, Concept.PHONE, Concept.MOBILE, Concept.FAX, Concept.WEBSITE}
_REACHED_THERE = {Concept.PHONE, Concept.MOBILE, Concept.FAX}
_PEOPLE = {Concept.NAME, Concept.FULL_NAME, Concept.FIRST, Concept.LAST}
_FIRMS = {Concept.COMPANY}
_NOT_THEIRS = {Aside.UNRELATED, Aside.TYPE, Aside.PRICES, Aside.TERMS}
WITHOUT_FIELD = (Aside.PRICES, Aside.TERMS, Aside.TYPE)
"""What the API does not have a field for; a price group is a matter of prices first."""
_COUNTED = {Owner.CUSTOMER, Owner.ACCOUNT, Owner.CONTACT}
_GIVES_WAY: Mapping[Concept, set[Concept]] = {
    Concept.ADDRESS: {*_PARTS, *REACH, *_PEOPLE},
    Concept.COMPANY: {*_PARTS, *REACH, Concept.ADDRESS, Concept.ID, Concept.DEPARTMENT},
    Concept.ID: {*_PARTS, *REACH},
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


class _Piece(NamedTuple):
    """A part of a header: a phrase, or a text that is not one."""

    text: str
    phrase: Phrase | None

    @property
    def sense(self) -> Sense | None:
        """What it means."""
        return self.phrase.sense if self.phrase else None


class _Chain(NamedTuple):
    unknown: int
    length: int
    pieces: tuple[_Piece, ...]


@dataclass(frozen=True, slots=True)
class HeaderReader:
    """Reads the headers of a list.

    Attributes:
        language: the list's, by its ISO 639 code: what a phrase means in it goes first.
    """

    language: str

    def meaning(self, header: str) -> HeaderMeaning | None:
        """Read what a header says; None where it says nothing of a customer, or only partly."""
        chain = self._chain(header)
        meaning = None if chain.unknown else _meaning(chain.pieces)
        # `Name / Company`: either may be in it.
        either = meaning and "/" in header and meaning.mixed
        return replace(meaning, ambiguous=True) if meaning and either else meaning

    def labelled(self, header: str) -> HeaderMeaning | None:
        """Read of what a header is the label, `Phone 1 - Type`; None where it is not a label."""
        chain = self._chain(header)
        pieces = tuple(piece for piece in chain.pieces if piece.sense is not Aside.TYPE)
        is_label = len(pieces) < len(chain.pieces) and not chain.unknown
        return _meaning(pieces) if is_label else None

    def without_field(self, header: str) -> Aside | None:
        """Return for what the API does not have a field, if a header speaks of such a thing."""
        senses = {piece.sense for piece in self._chain(header).pieces}
        concepts = {sense for sense in senses if isinstance(sense, Concept)}
        found = next((aside for aside in WITHOUT_FIELD if aside in senses), None)
        of_part = found is Aside.TYPE and concepts - {Concept.ID, Concept.NAME}
        return None if of_part or Aside.UNRELATED in senses else found

    def is_of_others(self, header: str) -> bool:
        """Say whether a header speaks of something that is not the customer's: `Owner e-mail`."""
        return any(piece.sense in _NOT_THEIRS for piece in self._chain(header).pieces)

    def is_unknown(self, header: str) -> bool:
        """Say whether no word of a header is known but a last one for an ID: `Agency ID`."""
        told = {piece.sense for piece in self._chain(header).pieces} - {None, Aside.FILLER}
        return not told or (told == {Concept.ID} and self.ends_in_id(header))

    def is_customers_id(self, header: str) -> bool:
        """Say whether a header ends in the customer's ID: `Square Customer ID`."""
        senses = [piece.sense for piece in self._chain(header).pieces]
        return senses[-2:] == [Owner.CUSTOMER, Concept.ID] and not any(senses[:-2])

    def ends_in_id(self, header: str) -> bool:
        """Say whether the last word of a header asks for an ID."""
        pieces = self._chain(header).pieces
        return bool(pieces) and pieces[-1].sense is Concept.ID

    def _chain(self, header: str) -> _Chain:
        """Take a header apart, in the list's language or, if that fails, in the header's own."""
        found = tuple(words(header.removesuffix("__c").removesuffix("__C")))
        chain = _chain(found, vocabulary(self.language))
        if not chain.unknown:
            return chain
        votes = _votes([header], short=False)
        return min((_chain(found, vocabulary(each)) for each in (self.language, *votes)), key=_cost)


def reader_for(headers: Iterable[str]) -> HeaderReader:
    """Return the reader for a list, by the language that knows most of its headers' phrases."""
    votes = _votes(headers, short=True)
    return HeaderReader(max(languages(), key=lambda each: (votes[each], each == ENGLISH)))


def _votes(headers: Iterable[str], *, short: bool) -> Counter[str]:
    """Count for each language the phrases it knows; one that many know counts little."""
    votes: Counter[str] = Counter()
    for header in headers:
        for piece in _chain(tuple(words(header)), vocabulary("")).pieces:
            if piece.phrase and (short or not is_short(piece.text)):
                known_by = speakers()[piece.text]
                votes.update({each: 1 / len(known_by) for each in known_by})
    return votes


def _chain(found: tuple[str, ...], known: Mapping[str, Phrase]) -> _Chain:
    """Return the chain with the fewest unknown words, then with the fewest phrases."""
    text = "".join(found)
    ends = _ends(found)
    starts = {0, *ends}
    best: dict[int, _Chain] = {len(text): _Chain(0, 0, ())}
    for start in range(len(text) - 1, -1, -1):
        pieces = _pieces(text, start, starts, ends, known)
        chains = [_joined(piece, best[end]) for end, piece in pieces if end in best]
        if chains:
            best[start] = min(chains, key=_cost)
    return best[0]


def _cost(chain: _Chain) -> tuple[int, int]:
    return chain.unknown, chain.length


def _ends(found: Iterable[str]) -> list[int]:
    ends, at = [], 0
    for word in found:
        at += len(word)
        ends.append(at)
    return ends


def _pieces(
    text: str, start: int, starts: set[int], ends: Sequence[int], known: Mapping[str, Phrase]
) -> Iterator[tuple[int, _Piece]]:
    """List what can begin at a place, with its end: phrases, a number, an unknown word."""
    for end in range(start + 1, min(len(text), start + LONGEST) + 1):
        part = text[start:end]
        phrase = known.get(part)
        if phrase and _stands_free(phrase, part, start in starts, end in ends):
            yield end, _Piece(part, phrase)
    if start in starts:
        end = next(end for end in ends if end > start)
        yield end, _Piece(text[start:end], None)


def _stands_free(phrase: Phrase, text: str, begins: bool, finishes: bool) -> bool:  # noqa: FBT001 - two sides of one place
    if phrase.sense is Aside.FILLER and is_short(text):
        return begins and finishes
    return begins or finishes or not (is_short(text) or isinstance(phrase.sense, Aside))


def _joined(piece: _Piece, rest: _Chain) -> _Chain:
    unknown = piece.phrase is None and not _is_ordinal(piece)
    return _Chain(rest.unknown + unknown, rest.length + 1, (piece, *rest.pieces))


def _is_ordinal(piece: _Piece) -> bool:
    text = piece.text
    return text.isdecimal() and len(text) <= SHORT and 1 <= int(text) <= MOST_LINES


def _meaning(pieces: Sequence[_Piece]) -> HeaderMeaning | None:
    senses = [piece.sense for piece in pieces]
    concepts = [sense for sense in senses if isinstance(sense, Concept)]
    owners = {sense for sense in senses if isinstance(sense, Owner)}
    concept, left = _head(concepts)
    ordinal, whose = _ordinals(pieces)
    if _NOT_THEIRS & set(senses) or left or whose > 1 or not (concept or owners):
        return None
    if concept is Concept.ID and Owner.POSTAL in owners:
        concept = Concept.POSTCODE
    others = set(concepts) - {concept}
    return HeaderMeaning(
        concept=concept,
        owners=frozenset(owners | ({Owner.WORK} if Concept.COMPANY in others else set())),
        ordinal=ordinal,
        ambiguous=any(piece.phrase.ambiguous for piece in pieces if piece.phrase),
        is_part=Concept.ADDRESS in others and concept in {*_REACHED_THERE, *_PEOPLE, *_FIRMS},
        coded=Concept.ID in others,
        mixed=bool(others),
    )


def _ordinals(pieces: Sequence[_Piece]) -> tuple[int, int]:
    """Return the number of what the column holds, `Phone 2`, and of its owner, `Contact2 Phone`."""
    ordinal = whose = 0
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if piece.phrase is None and _is_ordinal(piece):
            if before and before.sense in _COUNTED and piece is not pieces[-1]:
                whose = int(piece.text)
            else:
                ordinal = int(piece.text)
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
