"""The XML of a workbook's parts, read as a stream."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol
from xml.parsers import expat

from customer_import.errors import InputFileError

BLOCK = 1 << 16
LONGEST_TOKEN = 1 << 22
"""Bytes of one tag or comment; expat looks at an unfinished one again with every block."""
DEEPEST = 200
"""Tags within tags; the parser keeps each of them."""
_KNOWN_NAMES = 1000
_PIECE = 1 << 17
_LONGEST = 1 << 22
_CONTROLS = bytes(set(range(32)) - {9, 10})
_OTHER_ENCODING = re.compile(rb"""encoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);)?")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


REPAIR = "Open it in Excel, let Excel repair it, save it again as .xlsx and use that file."

Attributes = Mapping[str, str]


class Readable(Protocol):
    """Anything bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class Handlers(NamedTuple):
    """What to call for a tag that opens, for one that closes, and for the text in between."""

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None


class XmlParser:
    """One part of the package, fed block by block to handlers that see local names."""

    def __init__(self, part: str, handlers: Handlers) -> None:
        self._part = part
        self._handlers = handlers
        self._names: dict[str, str] = {}
        self._fed = 0
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        if handlers.text is not None:
            self._parser.CharacterDataHandler = handlers.text

    def feed(self, block: bytes, *, final: bool = False) -> None:
        """Parse on.

        Raises:
            InputFileError: what was fed is not XML that a workbook may hold.
        """
        self._fed += len(block)
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            raise self._broken(error, block) from error
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise InputFileError(
                f"The workbook's part {self._part} is written in an unknown encoding.", REPAIR
            ) from error
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise self._unlikely()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._unlikely()
        self._handlers.start(self._local(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._handlers.end is not None:
            self._handlers.end(self._local(name))

    def _local(self, name: str) -> str:
        local = self._names.get(name)
        if local is None:
            local = name.rpartition(":")[2]
            if len(self._names) < _KNOWN_NAMES:
                self._names[name] = local
        return local

    def _doctype(self, *_: object) -> None:
        raise InputFileError(
            f"The workbook's part {self._part} declares a document type, which no workbook needs "
            "and attacks make use of.",
            "Ask for a clean copy of the file, or open it in Excel and save it again.",
        )

    def _unlikely(self) -> InputFileError:
        return InputFileError(f"The workbook's part {self._part} is not what it should be.", REPAIR)

    def _broken(self, error: expat.ExpatError, block: bytes) -> InputFileError:
        position = self._parser.ErrorByteIndex - self._fed + len(block)
        character = block[position] if 0 <= position < len(block) else ord(" ")
        if character < ord(" ") and character not in b"\t\n\r":
            what = f"holds the control character U+{character:04X}, which XML does not allow"
        else:
            what = f"is damaged ({expat.errors.messages.get(error.code, 'unreadable')})"
        return InputFileError(
            f"The workbook's part {self._part} {what}, in line {error.lineno}.", REPAIR
        )


def parse(stream: Readable, part: str, handlers: Handlers) -> None:
    """Read a whole part through its handlers."""
    markup = XmlParser(part, handlers)
    while block := stream.read(BLOCK):
        markup.feed(block)
    markup.feed(b"", final=True)


def attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute whatever its prefix, or a blank."""
    for key, value in attributes.items():
        if key == name or key.endswith(f":{name}"):
            return value
    return ""


class NotUsual(Exception):
    """The short cut does not know this spelling."""


class MarkupPiece(NamedTuple):
    """Some of a part's bytes.

    Attributes:
        content: the bytes.
        usual: they are whole elements, which the short cut may know.
    """

    content: bytes
    usual: bool


def pieces(stream: Readable, opening: bytes, closing: bytes) -> Iterator[MarkupPiece]:
    """Cut a part behind the last closing tag of each block.

    Args:
        stream: the part.
        opening: how its first element begins.
        closing: how its elements end.
    """
    rest = stream.read(_PIECE)
    start = rest.find(opening)
    usual = start > 0 and b"<!" not in rest[:start] and not _OTHER_ENCODING.search(rest[:start])
    if usual:
        yield MarkupPiece(rest[:start], usual=False)
        rest = rest[start:]
    while usual and len(rest) < _LONGEST:
        cut = rest.rfind(closing) + len(closing)
        if cut >= len(closing):
            usual = b"<!" not in rest and b"<?" not in rest
            yield MarkupPiece(rest[:cut], usual)
            rest = rest[cut:]
        block = stream.read(_PIECE)
        if not block:
            break
        rest += block
    while rest:
        yield MarkupPiece(rest, usual=False)
        rest = stream.read(_PIECE)


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
