"""Which characters the bytes stand for; the whole file is looked at before a row is read.

UTF-8, UTF-16 and what carries a mark are proven; any other encoding is guessed, and said to be.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from customer_import.errors import InputFileError
from customer_import.problems import Code, Problem
from customer_import.readers.content import Content
from customer_import.readers.csv.guess_encoding import guess_encoding

_CHUNK = 1 << 16
"""Bytes read at once: more do not stay in the cache of a processor."""
_LOOKED_AT = 1 << 20
"""Bytes in which words of UTF-7 are sought."""
_SAMPLED = 1 << 16
_HEAD = 4096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPE = b"\x1b$"
"""How ISO-2022 announces characters of several bytes; each byte of it is ASCII."""
_ESCAPED = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004", "iso2022_kr")
_NOT_FOR_FILES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}
_SHARE_OF_NULS = 0.9
_FEW_NULS = 3
_BY_CHANCE = 0.2
"""Of the cells of a list that is not UTF-8, fewer look as if they were."""
_ASCII = bytes(range(0x80))
_LINE_WITH_HIGH_BYTE = re.compile(rb"[^\r\n\x80-\xff]*+[\x80-\xff][^\r\n]*+")
_CELL_WITH_HIGH_BYTE = re.compile(rb'[^\t\r\n",;\x80-\xff]*+[\x80-\xff][^\t\r\n",;]*+')
_UTF_7 = re.compile(rb"[A-Za-z]*\+A[A-Za-z0-9+/]{2,}-[A-Za-z]*")
"""A word with a letter of Western Europe as UTF-7 writes it (RFC 2152), all of it ASCII."""
_MOST_SHOWN = 5


UNREADABLE = "\udcff"
"""Replaces bytes that are not a character; no decoder makes it of anything else."""
MARKING = "customer-import-mark"
"""The error handler that puts it there: `surrogateescape` knows single bytes beyond ASCII only."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return UNREADABLE, error.end
    raise error


codecs.register_error(MARKING, _mark)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file.

    Attributes:
        codec: Python's name.
        skip: bytes of a byte-order mark.
        notices: what a person should know of it.
        doubts: why it may be another.
    """

    codec: str
    skip: int = 0
    notices: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()


def find_encoding(content: Content, declared: str | None) -> Encoding:
    """Find out the encoding, or prove the declared one.

    Raises:
        InputFileError: the declared encoding does not exist, or is not the file's.
    """
    marked = marked_by(content.head(_HEAD))
    if declared:
        return _proven(content, declared, marked)
    if marked and marked.codec != "utf-8":
        return marked
    seen = _look_through(content)
    if not seen.has_invalid:
        return marked or _of_ascii(content, seen) or Encoding("utf-8")
    if marked or _is_mostly_utf_8(seen.sample):
        notice = "Some bytes are not UTF-8, though the rest is: their cells are named as problems."
        return Encoding("utf-8", marked.skip if marked else 0, (notice,))
    guess = guess_encoding(bytes(seen.sample))
    name = codecs.lookup(guess.codec).name
    return Encoding(guess.codec, doubts=(_doubt(name, guess.words),))


def _is_mostly_utf_8(sample: bytes | bytearray) -> bool:
    """Tell whether so many cells are UTF-8 that it is not by chance."""
    cells = _CELL_WITH_HIGH_BYTE.findall(sample)
    return sum(map(_is_utf_8, cells)) >= _BY_CHANCE * len(cells)


def _is_utf_8(cell: bytes) -> bool:
    try:
        cell.decode()
    except UnicodeDecodeError:
        return False
    return True


def _doubt(name: str, words: tuple[str, ...], instead: str = "") -> Problem:
    """Return the doubt about a guess: the words show whether it is right.

    Args:
        name: of the encoding that was taken.
        words: those that depend on it.
        instead: the encoding to try if they look wrong; blank where nobody knows.
    """
    shown = ", ".join(words)
    return Problem(
        Code.ENCODING_GUESSED,
        f"Read as {name}: {shown}. If they look wrong, use --encoding{instead and f' {instead}'}. "
        f"With --encoding {name} nothing is guessed.",
        value=shown,
        severity="warning",
    )


def _of_ascii(content: Content, seen: "_Bytes") -> Encoding | None:
    """Return the encoding of a file in ASCII bytes that mean more than they show."""
    if not seen.is_ascii:
        return None
    if seen.has_escapes:
        for codec in _ESCAPED:
            if _decodes(content, Encoding(codec)):
                return Encoding(codec, notices=(_read_as(codec.replace("_", "-")),))
    head = content.head(_LOOKED_AT)
    words = dict.fromkeys(_UTF_7.findall(head) if b"+A" in head else ())
    shown = tuple(word.decode() for word in words if _is_utf_7(word))[:_MOST_SHOWN]
    return Encoding("utf-8", doubts=(_doubt("ascii", shown, "utf-7"),)) if shown else None


def _is_utf_7(word: bytes) -> bool:
    """Tell whether a word is letters if it is read as UTF-7."""
    try:
        return word.decode("utf-7").isalpha()
    except UnicodeDecodeError:
        return False


def marked_by(head: bytes) -> Encoding | None:
    """Return what a byte-order mark says, or the pattern of NUL bytes; None without either."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            if codec == "utf-8":
                return Encoding(codec, len(bom))
            # some exporters put a UTF-16 mark in front of UTF-32
            codec = _by_nuls(head[len(bom) :]) or codec  # noqa: PLW2901
            return Encoding(codec, len(bom), (_read_as(codec),))
    wide = _by_nuls(head) or _by_line_ends(head)
    return Encoding(wide, 0, (_read_as(wide),)) if wide else None


def _by_nuls(data: bytes) -> str:
    """Return UTF-16 or UTF-32 by the places of the NUL bytes; "" without a pattern."""
    data = data[: len(data) // 4 * 4]
    if not data:
        return ""
    nul = [data[at::4].count(0) / (len(data) / 4) for at in range(4)]
    if nul[0] == 1 and nul[1] >= _SHARE_OF_NULS and nul[3] <= 1 - _SHARE_OF_NULS:
        return "utf-32-be"
    if nul[3] == 1 and nul[2] >= _SHARE_OF_NULS and nul[0] <= 1 - _SHARE_OF_NULS:
        return "utf-32-le"
    even, odd = (nul[0] + nul[2]) / 2, (nul[1] + nul[3]) / 2
    if max(even, odd) < 0.5 or min(even, odd) > 0.1:  # noqa: PLR2004 - half of the units are ASCII
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _by_line_ends(data: bytes) -> str:
    """Return UTF-16 of a text with few ASCII letters: it has line ends, and only characters."""
    if data.count(0) < _FEW_NULS:
        return ""
    for codec in ("utf-16-le", "utf-16-be"):
        text = data[: len(data) // 2 * 2].decode(codec, "replace")[:-1]
        if "\n" in text and all(map(_is_character, text)):
            return codec
    return ""


def _is_character(char: str) -> bool:
    return char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cn", "Co", "Cs"}


def _proven(content: Content, declared: str, marked: Encoding | None) -> Encoding:
    try:
        codec = codecs.lookup(declared).name
        "x".encode(codec)
    except (LookupError, ValueError):
        codec = ""
    if not codec or codec in _NOT_FOR_FILES:
        raise InputFileError(
            f"An encoding called {declared!r} does not exist.", "Try utf-8, cp1252 or utf-16."
        )
    encoding = Encoding(codec)
    family = codec.removesuffix("-sig")
    if marked and (marked.codec == family or marked.codec[: len(family) + 1] == f"{family}-"):
        encoding = Encoding(marked.codec, marked.skip)
    if not _decodes(content, encoding):
        raise InputFileError(
            f"{content.name} is not written in {declared}.",
            "Leave the encoding out to have it found, or name the right one.",
        )
    return encoding


def _decodes(content: Content, encoding: Encoding) -> bool:
    """Tell whether every byte of a file is part of a character."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    try:
        for chunk in _chunks(content, encoding.skip):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


@dataclass(slots=True)
class _Bytes:
    """What the bytes of a file are.

    Attributes:
        is_ascii: all of them.
        has_escapes: an escape sequence of ISO-2022 is among ASCII bytes.
        has_invalid: some are not UTF-8.
        high: the bytes beyond ASCII; each is in the sample.
        sample: lines with bytes beyond ASCII, of the pieces that are not UTF-8.
    """

    is_ascii: bool = True
    has_escapes: bool = False
    has_invalid: bool = False
    high: set[int] = field(default_factory=set)
    sample: bytearray = field(default_factory=bytearray)
    _before: bytes = b""
    _was_ascii: bool = True

    def add(self, data: bytes, *, is_last: bool) -> None:
        """Look at the next piece of the file; a line that it begins is looked at with the next."""
        if self._was_ascii and data.isascii():
            # one byte is found much faster than two
            self.has_escapes = self.has_escapes or (_ESCAPE[0] in data and _ESCAPE in data)
            self._before = data
            return
        self.is_ascii = False
        data = self._before[_end_of_lines(self._before) :] + data
        cut = len(data) if is_last else _end_of_lines(data) or _end_of_characters(data)
        lines, self._before = data[:cut], data[cut:]
        self._was_ascii = self._before.isascii()
        if not _is_utf_8(lines):
            self.has_invalid = True
            self._add_sample(lines)

    def _add_sample(self, data: bytes) -> None:
        if len(self.sample) < _SAMPLED:
            self._take(_LINE_WITH_HIGH_BYTE.finditer(data))
        if new := set(data.translate(None, _ASCII)) - self.high:
            self.high |= new
            self._take(_CELL_WITH_HIGH_BYTE.finditer(data), only=new)

    def _take(self, found: Iterator[re.Match[bytes]], only: set[int] | None = None) -> None:
        """Take lines until the sample is full, or a cell for each byte that it has not yet."""
        for match in found:
            if only is None:
                self.sample += match[0][:_SAMPLED] + b"\n"
                if len(self.sample) >= _SAMPLED:
                    return
            elif not only.isdisjoint(match[0]):
                self.sample += match[0] + b"\n"
                only.difference_update(match[0])
                if not only:
                    return


def _look_through(content: Content) -> _Bytes:
    seen = _Bytes()
    for chunk in _chunks(content, 0):
        seen.add(chunk, is_last=False)
    seen.add(b"", is_last=True)
    return seen


def _end_of_lines(data: bytes) -> int:
    """Return where the last line begins that may go on in the next piece."""
    return max(data.rfind(b"\n"), data.rfind(b"\r")) + 1


def _end_of_characters(data: bytes) -> int:
    """Return where the last character of UTF-8 begins that may go on in the next piece."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:  # noqa: PLR2004 - ASCII
            break
        if byte >= 0xC0:  # noqa: PLR2004 - a leading byte
            return len(data) - back
    return len(data)


def _chunks(content: Content, skip: int) -> Iterator[bytes]:
    with content.open() as stream:
        stream.read(skip)
        while chunk := stream.read(_CHUNK):
            yield chunk


def _read_as(codec: str) -> str:
    return f"The file was read as {codec.upper()}."
