"""Transform a text: one registry of the functions that a mapping can name.

The first line of a function's docstring is its entry in the mapping reference.
"""

import re
import unicodedata
from collections.abc import Callable

Transform = Callable[[str], str]
_WORD = re.compile(r"([^\W\d_])((?:['’][^\W\d_](?=[^\W\d_]))?)((?:['’]?[^\W\d_])*)")
"""A word: its first letter, the one behind an elision (`O'N`, `d'A`), the rest."""


def lower(text: str) -> str:
    """Make all letters small: `Ada@Example.COM` becomes `ada@example.com`."""
    return text.lower()


def upper(text: str) -> str:
    """Make all letters capital: `gb` becomes `GB`."""
    return text.upper()


def title(text: str) -> str:
    """Begin each word with a capital: `ada KING-noel o'neil's` becomes `Ada King-Noel O'Neil's`."""
    return _WORD.sub(lambda word: word[1].upper() + word[2].upper() + word[3].lower(), text)


def digits(text: str) -> str:
    """Keep only the digits: `(555) 01-00` becomes `5550100`."""
    return "".join(char for char in text if char in "0123456789")


def collapse(text: str) -> str:
    """Make one blank of each run of blanks and line breaks."""
    return " ".join(text.split())


def unaccent(text: str) -> str:
    """Take the accents off letters: `Müller` becomes `Muller`."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


TRANSFORMS: dict[str, Transform] = {
    function.__name__: function for function in (lower, upper, title, digits, collapse, unaccent)
}
"""Every transform by its name in a mapping."""
