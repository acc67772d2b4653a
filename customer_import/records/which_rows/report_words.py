"""What texts of reports say, which no list of customers holds, in seven languages.

Totals, page numbers, print dates, counts of rows, notes and hints. Each file in `words/` holds the
words of one language. A text alone proves little ("Total Wine & More" is a shop): a sign says how
far it can be trusted, and `not_a_customer.py` looks at the rest of the row.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

MOST_CHARACTERS = 200
"""Characters of a text that is looked at: such lines are not longer."""
LONGEST_PHRASE = 4
"""Words of a phrase in the files, at the most."""
MOST_WORDS = 5
"""Words of a text that ends in a total, at the most: "Boston Total"."""
_WORD = re.compile(r"\w+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_YEAR_OR_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d\d")
_LABEL = re.compile(r"\W*[^\W\d][^:]{0,40}:")
_FORM = re.compile(
    r"(?:[dtjmay]{1,4}[./-]){2}[dtjmay]{2,4}|hh:mm(?::ss)?|[x#9]{3,}(?:[-. ][x#9]+)*", re.IGNORECASE
)
"""How a date, a time or a number is to be written."""


class Line(StrEnum):
    """What a line of a report is, as a message calls it."""

    TOTAL = "a total"
    PAGE = "a page number"
    DATE = "the date of a report"
    COUNT = "a count of rows"
    END = "the end of a report"
    NOTE = "a note about the list"


class Sign(NamedTuple):
    """What a text says.

    Attributes:
        line: what it is.
        is_name: a customer may be called so.
        is_part: it goes on with other words, as "Total Boston" and "Total Wine & More" do.
        is_company: these words are those of a company, as in "Total Wine & More".
    """

    line: Line
    is_name: bool = False
    is_part: bool = False
    is_company: bool = False


_TOTALS = ("TOTAL", "TALLY", "STATISTIC", "SUBTOTAL")
_ENDINGS = ("TOTAL", "STATISTIC", "SUBTOTAL")
"""What the total of a group may end in. Sums stand before it: "Dim Sum" is a dish."""
_PLURAL = re.compile(r"(?<=\w)\(\w{1,2}\)")
"""What may be added to a word: `12 record(s)`, `3 Zeile(n)`."""
_FRAMED = re.compile(r"\W{2,}(\w+)\W{2,}")
"""A word between signs: `*** END ***`."""
_RANGE = 3
"""Figures of `1-6 of 6`."""
_PAGE_NUMBER = re.compile(r"[-\u2013\u2014]\s+\d{1,4}\s+[-\u2013\u2014]")
Phrase = tuple[str, ...]
Phrases = frozenset[Phrase]


def words_of(text: str) -> Phrase:
    """Return the words of a text without case and accents: `Sous-total :` is `sous`, `total`."""
    plain = _PLURAL.sub("", text.casefold())
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in apart if not unicodedata.combining(char))
    return tuple(_WORD.findall(plain))


@cache
def _files() -> Mapping[str, tuple[str, ...]]:
    """Return the phrases of all languages as the files have them, by what they mean."""
    found: dict[str, list[str]] = {}
    for path in Path(__file__).with_name("words").glob("*.toml"):
        for meaning, listed in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.setdefault(meaning, []).extend(listed.replace("\n", " ").split(", "))
    return {meaning: tuple(map(str.strip, phrases)) for meaning, phrases in found.items()}


def _listed(meaning: str) -> Iterable[str]:
    """Yield the phrases of a meaning with accents and without."""
    for phrase in _files()[meaning]:
        yield from (phrase, phrase.translate(_UMLAUTS), " ".join(words_of(phrase)))


@cache
def vocabulary() -> Mapping[str, Phrases]:
    """Return the phrases of all languages, by what they mean."""
    return {name: frozenset(map(words_of, set(_listed(name)))) for name in _files()}


def spelled(meaning: str) -> Iterable[str]:
    """Yield the phrases of a meaning as a list may spell them."""
    for text in _listed(meaning):
        yield from (text, text.capitalize(), text.title(), text.upper())


def read(text: str) -> Sign | None:
    """Return what a text says that is not a customer; None where it says nothing of the kind."""
    if len(text) > MOST_CHARACTERS:
        return None
    words = words_of(text)
    if not words:
        return None
    found = (rule(words, text) for rule in (_count, _page, _total, _date, _end, _note))
    return next(filter(None, found), None)


@cache
def _totals() -> Phrases:
    return frozenset().union(*(vocabulary()[meaning] for meaning in _ENDINGS))


def _begins(words: Phrase, meaning: str) -> int:
    """Return how many words the phrase has that a text begins with; 0 where it is none."""
    phrases = vocabulary()[meaning]
    lengths = range(min(LONGEST_PHRASE, len(words)), 0, -1)
    return next((length for length in lengths if words[:length] in phrases), 0)


def _are(words: Sequence[str], *meanings: str) -> bool:
    """Tell whether each word is a figure, or means one of these."""
    known = [vocabulary()[meaning] for meaning in meanings]
    return all(word.isdigit() or any((word,) in each for each in known) for word in words)


def _count(words: Phrase, _: str) -> Sign | None:
    """Read `(2 rows affected)`, `Number of records: 3`, `Showing 1 to 6 of 6 entries`."""
    found = words[0].isdigit() and words[1:2] and (words[1],) in vocabulary()["ROWS"]
    if found and _are(words[2:], "DONE", "TOTAL"):
        return Sign(Line.COUNT)
    length = _begins(words, "COUNT")
    if length and words[length:] and _are(words[length:], "ROWS", "OF"):
        return Sign(Line.COUNT)
    is_range = sum(map(str.isdigit, words)) == _RANGE < len(words)
    if is_range and _are(words, "SHOWN", "TO", "OF", "ROWS", "TOTAL"):
        return Sign(Line.COUNT)
    return None


def _page(words: Phrase, text: str) -> Sign | None:
    """Read `Page 1 of 3`, `Seite 2`, `1 of 3`, `- 2 -`."""
    if _PAGE_NUMBER.fullmatch(text):
        return Sign(Line.PAGE)
    if not any(word.isdigit() for word in words) or not _are(words, "PAGE", "OF"):
        return None
    is_page = (words[0],) in vocabulary()["PAGE"]
    of = len(words) == len("1/3") and words[0].isdigit() and not words[1].isdigit()
    return Sign(Line.PAGE) if is_page or of else None


def _total(words: Phrase, text: str) -> Sign | None:
    """Read `Total`, `Grand total`, `Total Boston`, `Boston Total`, `Total customers: 3`."""
    length = max(_begins(words, meaning) for meaning in _TOTALS)
    name = vocabulary()["TOTAL"] | vocabulary()["TALLY"] | vocabulary()["STATISTIC"]
    rest = ("ROWS", "DONE", "OF", "TOTAL", "CURRENCY")
    if length and (_are(words[length:], *rest) or text.endswith(":")):
        return Sign(Line.TOTAL, is_name=words[:length] in name and text.isalpha())
    ends = [words[-n:] for n in range(1, LONGEST_PHRASE) if n < len(words) <= MOST_WORDS]
    if _begins(words, "TOTAL") or _begins(words, "SUBTOTAL") or _totals().intersection(ends):
        is_company = "&" in text or not vocabulary()["COMPANY"].isdisjoint(
            (word,) for word in words
        )
        return Sign(Line.TOTAL, is_name=True, is_part=True, is_company=is_company)
    return None


def _date(words: Phrase, text: str) -> Sign | None:
    """Read `Printed 12/03/2026 by admin`, `As of 12 March 2026`, `Thursday 12 Mar 2026 10:02`."""
    length = _begins(words, "DATED") or _begins(words, "DAY")
    return Sign(Line.DATE) if length and _YEAR_OR_DATE.search(text) else None


def _end(words: Phrase, text: str) -> Sign | None:
    """Read `*** End of report ***`, `*** END ***`, `© 2024 …`, `Confidential`."""
    framed = _FRAMED.fullmatch(text)
    is_mark = words[0] == "copyright" and _YEAR_OR_DATE.search(text)
    is_secret = words in vocabulary()["SECRET"]
    is_framed = framed and (is_secret or words in vocabulary()["STOP"])
    if _begins(words, "END") or text.startswith("©") or is_mark or is_framed:
        return Sign(Line.END)
    return Sign(Line.END, is_name=True) if is_secret else None


def _note(_: Phrase, text: str) -> Sign | None:
    """Read `Legend: red = blocked`, `Filter: active`, `Printed by: admin`."""
    label = _LABEL.match(text)
    known = vocabulary()["NOTE"] | vocabulary()["DATED"]
    return Sign(Line.NOTE) if label and words_of(label[0]) in known else None


def is_hint(text: str) -> bool:
    """Tell whether a cell says how its column is to be filled: `Required`, `text(20)`, `e.g. 7`."""
    words = words_of(text)
    known = ("NEED", "TYPE", "SIZE")
    named = any(not word.isdigit() for word in words) and _are(words, *known)
    return named or _begins(words, "NEED") == len(words) > 0 or is_example(text) or is_form(text)


def is_form(text: str) -> bool:
    """Tell whether a text shows how a value is written: `YYYY-MM-DD`, `TT.MM.JJJJ`."""
    return _FORM.fullmatch(text) is not None


def is_example(text: str) -> bool:
    """Tell whether a text says that an example follows: `e.g. 10001`, `z. B. Muster GmbH`."""
    words = words_of(text)
    length = _begins(words, "EXAMPLE")
    if not 0 < length < len(words):
        return False
    spelled = _up_to(text, length)
    # Ex Libris is a library, and E.G. Smith a plumber.
    return ":" in spelled or (not spelled.isupper() and ("." in spelled or " " in spelled))


def _up_to(text: str, count: int) -> str:
    """Return a text up to its so many words, with the sign behind them."""
    ends = [word.end() for word in _WORD.finditer(text)]
    return text[: ends[count - 1] + 1].strip()


def is_sample(text: str) -> bool:
    """Tell whether a text is what samples are called: `Sample Ltd`, `sample@example.com`."""
    words = words_of(text)
    samples = vocabulary()["SAMPLE"]
    return any(words[i : i + n] in samples for n in (1, 2) for i in range(len(words)))


FEW = 3
"""Letters at either end of a text by which nearly all others are told from such a line."""


class Ends(NamedTuple):
    """What such a text begins with, or ends in, without case.

    Attributes:
        first: the first letters.
        last: the last letters of one that ends in a total.
    """

    first: frozenset[str]
    last: frozenset[str]

    def may_be(self, text: str) -> bool:
        """Tell at little cost whether a text that is not blank may be such a line."""
        if text[0].isalpha():
            return text[:FEW].lower() in self.first or text[-FEW:].lower() in self.last
        return not text[0].isdigit() or " " in text


@cache
def ends() -> Ends:
    """Return how lines of a report begin and end."""
    meanings = (*_TOTALS, "COUNT", "SHOWN", "PAGE", "DATED", "DAY", "END", "SECRET", "NOTE")
    texts = [text for meaning in meanings for text in _listed(meaning)]
    texts += [text.replace(" ", ".") for text in texts]
    texts.append("copyright")
    totals = (text for meaning in _ENDINGS for text in _listed(meaning))
    return Ends(frozenset(text[:FEW] for text in texts), frozenset(text[-FEW:] for text in totals))
