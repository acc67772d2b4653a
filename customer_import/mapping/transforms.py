"""Transform a text: one registry of the functions that a mapping can name.

The first line of a function's docstring is its entry in the mapping reference.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from email.header import decode_header, make_header

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


def first_last(text: str) -> str:
    """Put the first name first: `Lee, Ann` becomes `Ann Lee`."""
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma else text


def unescape(text: str) -> str:
    """Read letters written in a code: `M&uuml;ller &amp; Co` becomes `Müller & Co`."""
    text = _ENCODED_WORD.sub(lambda word: str(make_header(decode_header(word[0]))), text)
    text = _QUOTED.sub(_unquoted, text)
    text = _ESCAPE.sub(lambda found: _character(found[1]), text)
    # What was escaped twice is so again after the first time.
    return html.unescape(html.unescape(text))


def _unquoted(match: re.Match[str]) -> str:
    """Return the letters of bytes that are written as =C3=BC or %C3%BC."""
    octets = bytes.fromhex(match[0].replace("=", "").replace("%", ""))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return match[0]


def _character(code: str) -> str:
    """Return what stands behind a backslash: `n` is the end of a line, `u00fc` a letter."""
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)


_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[qQbB]\?[^?\s]*\?=")
_QUOTED = re.compile(r"(?:=[89A-F][0-9A-F])+|(?:%[89A-F][0-9A-F])+", re.ASCII)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": ""}

TRANSFORMS: dict[str, Transform] = {
    function.__name__: function
    for function in (lower, upper, title, digits, collapse, unaccent, first_last, unescape)
}
"""Every transform by its name in a mapping."""
