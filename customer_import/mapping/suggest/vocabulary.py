"""The words that columns are called by in the lists of other programs, and what they mean.

Each file in `words/` holds the words of one language. A phrase is compared without case, accents,
blanks and signs, and a header is read as a chain of phrases (`Rechnungs|adresse PLZ`), so parts of
words know many more names than a file lists. A phrase that ends in `?` can also mean something
else, so what it says is never sure.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import NamedTuple

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Concept(Enum):
    """What a column holds."""

    ID = auto()
    NAME = auto()
    FULL_NAME = auto()
    FIRST = auto()
    LAST = auto()
    COMPANY = auto()
    DEPARTMENT = auto()
    EMAIL = auto()
    PHONE = auto()
    MOBILE = auto()
    FAX = auto()
    WEBSITE = auto()
    NOTE = auto()
    ADDRESS = auto()
    STREET = auto()
    HOUSE = auto()
    LINE2 = auto()
    LINE3 = auto()
    CITY = auto()
    STATE = auto()
    POSTCODE = auto()
    COUNTRY = auto()


class Owner(Enum):
    """Whose it is, or of which kind."""

    CUSTOMER = auto()
    ACCOUNT = auto()
    RECORD = auto()
    CONTACT = auto()
    BILLING = auto()
    SHIPPING = auto()
    POSTAL = auto()
    SERVICE = auto()
    HOME = auto()
    WORK = auto()
    SECOND = auto()


class Aside(Enum):
    """Words that say nothing of the field."""

    FILLER = auto()
    UNRELATED = auto()


Sense = Concept | Owner | Aside


class Phrase(NamedTuple):
    """What a phrase of the vocabulary says, and whether it can mean something else as well."""

    sense: Sense
    ambiguous: bool


def folded(text: str) -> str:
    """Return a text without case, accents, blanks and signs: `E-Mail Addréss`, `emailaddress`."""
    return "".join(words(text))


def words(header: str) -> list[str]:
    """Return the words of a header; a capital or a digit begins one too."""
    plain = unicodedata.normalize("NFKD", header.replace("#", " no ").replace("ß", "ss"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return [word.casefold() for word in _WORD.findall(bare)]


@cache
def vocabulary() -> Mapping[str, Phrase]:
    """Return what each phrase of any language says, by its folded text."""
    known: dict[str, Phrase] = {}
    for language in languages():
        for sense, phrase in phrases_of(language):
            spelt = phrase.removesuffix("?")
            entry = Phrase(sense, phrase.endswith("?"))
            known.setdefault(folded(spelt), entry)
            known.setdefault(folded(spelt.translate(_UMLAUTS)), entry)
    return known


def languages() -> tuple[str, ...]:
    """Return the languages that have a file of words, by their ISO 639 codes."""
    return tuple(sorted(path.stem for path in _WORDS.glob("*.toml")))


def phrases_of(language: str) -> Iterator[tuple[Sense, str]]:
    """Read the phrases of a language, each with what it means.

    Raises:
        KeyError: the file names a sense that does not exist.
    """
    listed = tomllib.loads((_WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    for name, phrases in listed.items():
        sense = _SENSES[name]
        yield from ((sense, phrase.strip()) for phrase in phrases.replace("\n", " ").split(", "))


_WORDS = Path(__file__).with_name("words")
_SENSES: Mapping[str, Sense] = {
    sense.name: sense for kind in (Concept, Owner, Aside) for sense in kind
}


@cache
def country_names() -> frozenset[str]:
    """Return the codes and names of countries as lists write them, folded."""
    listed = tomllib.loads(Path(__file__).with_name("countries.toml").read_text(encoding="utf-8"))
    names = (folded(name) for name in listed["names"].replace("\n", ",").split(","))
    return frozenset({*listed["codes"].split(), *filter(None, names)})
