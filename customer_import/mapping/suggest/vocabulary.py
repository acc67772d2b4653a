"""The words that columns are called by in the lists of other programs, and what they mean.

Each file in `words/` holds the words of one language. A phrase is compared without case, accents,
blanks and signs, and a header is read as a chain of phrases (`Rechnungs|adresse PLZ`), so parts of
words know many more names than a file lists. A phrase that ends in `?` can also mean something
else, so what it says is never sure.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import NamedTuple

from customer_import.customer import ApiField

_IDEOGRAPH = "\u3400-\u9fff\uac00-\ud7af"
"""Characters that are words of their own, or syllables of words that no blank divides."""
_WORD = re.compile(rf"[A-Z]+(?![a-z])|[{_IDEOGRAPH}]|[A-Z]?[^\W\d_A-Z{_IDEOGRAPH}]+|[A-Z]+|\d+")
_PLAIN = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe",
     "Œ": "OE", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i", "#": " no "}
)  # fmt: skip
"""Letters that Unicode does not take apart, as those without such a key write them."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
SHORT = 3
"""Letters of a short phrase; an ideograph counts as two. Too many languages share short ones."""


class Concept(Enum):
    """What a column holds."""

    ID = auto()
    NAME = auto()
    FULL_NAME = auto()
    FIRST = auto()
    LAST = auto()
    PARTICLE = auto()
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
    """Words that say nothing of the field, or name what the API does not have a field for."""

    FILLER = auto()
    UNRELATED = auto()
    TYPE = auto()
    PRICES = auto()
    TERMS = auto()


Sense = Concept | Owner | Aside


class Phrase(NamedTuple):
    """What a phrase says.

    Attributes:
        sense: what it means.
        ambiguous: it can mean something else as well.
    """

    sense: Sense
    ambiguous: bool


def folded(text: str) -> str:
    """Return a text without case, accents, blanks and signs: `E-Mail Addréss`, `emailaddress`."""
    return "".join(words(text))


def words(header: str) -> list[str]:
    """Return the words of a header; a capital, a digit and an ideograph begin one too."""
    if not header.isascii():
        taken_apart = unicodedata.normalize("NFKD", header)
        bare = "".join(char for char in taken_apart if not unicodedata.combining(char))
        # Syllables of Hangul were taken apart too.
        header = unicodedata.normalize("NFC", bare)
    return [word.casefold() for word in _WORD.findall(header.translate(_PLAIN))]


def is_short(phrase: str) -> bool:
    """Say whether a folded phrase is so short that another language may use it otherwise."""
    return len(phrase) + sum(char >= "\u2e80" for char in phrase) <= SHORT


@cache
def vocabulary(language: str) -> Mapping[str, Phrase]:
    """Return what each phrase says in lists of a language, by its folded text.

    Its own phrases go before those of English, and those before the ones of other languages, which
    are known too unless they are short: many lists have headers in two languages. A blank language
    knows all phrases of all languages.
    """
    known: dict[str, Phrase] = {}
    for each in dict.fromkeys(filter(None, (language, ENGLISH, *languages()))):
        own = each in (language, ENGLISH) or not language
        for text, phrase in _folded_phrases(each):
            if own or not is_short(text):
                known.setdefault(text, phrase)
    return known


@cache
def speakers() -> Mapping[str, frozenset[str]]:
    """Return the languages that know each phrase, by its folded text."""
    found: dict[str, set[str]] = {}
    for language in languages():
        for text, _ in _folded_phrases(language):
            found.setdefault(text, set()).add(language)
    return {text: frozenset(each) for text, each in found.items()}


@cache
def _folded_phrases(language: str) -> tuple[tuple[str, Phrase], ...]:
    found: dict[str, Phrase] = {}
    for sense, phrase in phrases_of(language):
        spelt = phrase.removesuffix("?")
        for text in (spelt, spelt.translate(_UMLAUTS)):
            found.setdefault(folded(text), Phrase(sense, phrase.endswith("?")))
    return tuple(found.items())


@cache
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


ENGLISH = "en"
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


def fields_for(word: str, fields: Sequence[ApiField]) -> list[ApiField]:
    """Return the fields with a word in their name, type or meaning, or that lists call by it."""
    wanted = word.casefold()
    found = [f for f in fields if wanted in f"{f.path} {f.kind} {f.meaning}".casefold()]
    return found or _called(word, fields)


def _called(word: str, fields: Sequence[ApiField]) -> list[ApiField]:
    """Return the fields that have in their name what a word of any language means."""
    phrase = vocabulary("").get(folded(word))
    if phrase is None or not isinstance(phrase.sense, Concept):
        return []
    chains = _chains_of(phrase.sense)
    return [field for field in fields if any(chain in _chain(field.path) for chain in chains)]


@cache
def _chains_of(concept: Concept) -> frozenset[str]:
    phrases = (each for language in languages() for each in phrases_of(language))
    return frozenset(_chain(text.removesuffix("?")) for sense, text in phrases if sense == concept)


def _chain(text: str) -> str:
    return f" {' '.join(words(text))} "
