"""XML read as a stream by expat: no document type, no entities, no endless tokens.

A workbook never needs a document type, so one is refused outright instead of trusting the
parser's own limits against entity bombs. Prefixes are left aside: `x:row` is a `row`.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol
from xml.parsers import expat

from customer_import.errors import InputFileError

BLOCK = 1 << 16
LONGEST_TOKEN = 1 << 22
"""Bytes of one tag or comment; expat looks at an unfinished one again with every block."""
DEEPEST = 200
"""Tags within tags; the parser keeps each of them."""
_KNOWN_NAMES = 1000

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


class Markup:
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
            InputFileError: what was fed is no XML that a workbook may hold.
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
    markup = Markup(part, handlers)
    while block := stream.read(BLOCK):
        markup.feed(block)
    markup.feed(b"", final=True)


def attribute(attributes: Attributes, name: str) -> str:
    """Return an attribute whatever its prefix, or a blank."""
    for key, value in attributes.items():
        if key == name or key.endswith(f":{name}"):
            return value
    return ""
