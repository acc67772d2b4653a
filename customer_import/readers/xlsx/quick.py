"""A short cut for the markup that spreadsheets really write.

Rows and shared texts in the one spelling of Excel, LibreOffice and the usual libraries are taken
apart by regular expressions, at a third of what expat costs. A piece is taken whole or not at
all: whatever is left goes to expat, and both mean the same.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from customer_import.readers.xlsx.markup import Readable

BLOCK = 1 << 17
_LONGEST = 1 << 22
_CONTROLS = bytes(set(range(32)) - {9, 10})
_OTHER_ENCODING = re.compile(rb"""encoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);)?")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NotUsual(Exception):
    """The short cut does not know this spelling."""


class Piece(NamedTuple):
    """Some of a part's bytes.

    Attributes:
        usual: whole elements that the short cut may know.
    """

    content: bytes
    usual: bool


def pieces(stream: Readable, opening: bytes, closing: bytes) -> Iterator[Piece]:
    """Cut a part behind the last closing tag of each block.

    Args:
        stream: the part.
        opening: how its first element begins.
        closing: how its elements end.
    """
    rest = stream.read(BLOCK)
    start = rest.find(opening)
    usual = start > 0 and b"<!" not in rest[:start] and not _OTHER_ENCODING.search(rest[:start])
    if usual:
        yield Piece(rest[:start], usual=False)
        rest = rest[start:]
    while usual and len(rest) < _LONGEST:
        cut = rest.rfind(closing) + len(closing)
        if cut >= len(closing):
            usual = b"<!" not in rest and b"<?" not in rest
            yield Piece(rest[:cut], usual)
            rest = rest[cut:]
        block = stream.read(BLOCK)
        if not block:
            break
        rest += block
    while rest:
        yield Piece(rest, usual=False)
        rest = stream.read(BLOCK)


def read_text(content: bytes) -> str:
    """Return a piece as text.

    Raises:
        NotUsual: it holds what XML does not allow or would change.
    """
    if len(content.translate(None, _CONTROLS)) != len(content) or b"]]>" in content:
        raise NotUsual
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise NotUsual from None


def resolve(text: str) -> str:
    """Return a text with XML's five entities as their characters.

    Raises:
        NotUsual: there is another one.
    """
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    if match[1] is None:
        raise NotUsual
    return _CHARACTERS[match[1]]


def gapless(gaps: list[str]) -> None:
    """Make sure that nothing stands between the elements of a piece.

    Raises:
        NotUsual: something does, other than blanks.
    """
    between = "".join(gaps)
    if between and not between.isspace():
        raise NotUsual
