"""Which characters the bytes stand for; the whole file is looked at before a row is read."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from customer_import.errors import InputFileError
from customer_import.readers.alphabets import guess_by_alphabet
from customer_import.readers.content import Content

_CHUNK = 1 << 20
_KEPT = 1 << 16
_HEAD = 4096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EAST = ["euc_jp", "gb18030", "big5", "cp949", "cp932", "cp1255", "cp1256", "cp1252"]
_FALLBACK = "cp1252"
_NOT_FOR_FILES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}
_SHARE_OF_NULS = 0.9
_LINE_WITH_HIGH_BYTE = re.compile(rb"[^\r\n\x80-\xff]*+[\x80-\xff][^\r\n]*+")


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
    """

    codec: str
    skip: int = 0
    notices: tuple[str, ...] = ()


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
    seen = _survey(content)
    if seen.invalid == 0:
        return marked or Encoding("utf-8")
    if marked or seen.multibyte >= seen.invalid:
        notice = "Some bytes are not UTF-8, though the rest is: their cells are named as problems."
        return Encoding("utf-8", marked.skip if marked else 0, (notice,))
    codec = _guess(bytes(seen.sample))
    return Encoding(codec, 0, (_guessed(codec),))


def marked_by(head: bytes) -> Encoding | None:
    """Return what a byte-order mark says, or the pattern of NUL bytes; None without either."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            if codec == "utf-8":
                return Encoding(codec, len(bom))
            # some exporters put a UTF-16 mark in front of UTF-32
            codec = _by_nuls(head[len(bom) :]) or codec  # noqa: PLW2901
            return Encoding(codec, len(bom), (_read_as(codec),))
    wide = _by_nuls(head)
    return Encoding(wide, 0, (_read_as(wide),)) if wide else None


def _by_nuls(data: bytes) -> str:
    """Return UTF-16 or UTF-32 by the places of the NUL bytes; "" where there is no pattern."""
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
    _decode_all(content, encoding, declared)
    return encoding


def _decode_all(content: Content, encoding: Encoding, declared: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    try:
        for chunk in _chunks(content, encoding.skip):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise InputFileError(
            f"{content.name} is not written in {declared}.",
            "Leave the encoding out to have it found, or name the right one.",
        ) from None


@dataclass(slots=True)
class _Survey:
    """What the bytes of a file are, taken for UTF-8.

    Attributes:
        multibyte: well-formed characters beyond ASCII in the chunks that hold invalid bytes too,
            and 1 for each other chunk that has any.
        invalid: bytes that are not UTF-8.
        sample: lines with bytes beyond ASCII, of the chunks that hold invalid bytes.
    """

    multibyte: int = 0
    invalid: int = 0
    sample: bytearray = field(default_factory=bytearray)


def _survey(content: Content) -> _Survey:
    seen = _Survey()
    rest = b""
    for chunk in _chunks(content, 0):
        data = rest + chunk
        cut = _whole(data)
        _count(data[:cut], seen)
        rest = data[cut:]
    _count(rest, seen)
    return seen


def _whole(data: bytes) -> int:
    """Return where the last character that may go on in the next chunk begins."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:  # noqa: PLR2004 - ASCII
            break
        if byte >= 0xC0:  # noqa: PLR2004 - a leading byte
            return len(data) - back
    return len(data)


def _count(data: bytes, seen: _Survey) -> None:
    if data.isascii():
        return
    try:
        data.decode()
        seen.multibyte += 1
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
        bad = sum(1 for char in text if "\udc80" <= char <= "\udcff")
        seen.invalid += bad
        seen.multibyte += sum(1 for char in text if char >= "\x80") - bad
        if len(seen.sample) < _KEPT:
            lines = _LINE_WITH_HIGH_BYTE.findall(data[: 4 * _KEPT])
            seen.sample += b"\n".join([*lines, b""])[:_KEPT]


def _chunks(content: Content, skip: int) -> Iterator[bytes]:
    with content.open() as stream:
        stream.read(skip)
        while chunk := stream.read(_CHUNK):
            yield chunk


def _guess(sample: bytes) -> str:
    """Return the most likely encoding of text that is not UTF-8."""
    codec = guess_by_alphabet(sample)
    if codec:
        return codec
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, seldom needed

    matches = from_bytes(sample, cp_isolation=_EAST, preemptive_behaviour=False)
    chaos = {match.encoding: match.chaos for match in matches}
    return min(chaos, key=lambda codec: (chaos[codec], _EAST.index(codec)), default=_FALLBACK)


def _guessed(codec: str) -> str:
    return (
        f"The file was read as {codec}, by the looks of its characters. If names look wrong, "
        "give the right --encoding."
    )


def _read_as(codec: str) -> str:
    return f"The file was read as {codec.upper()}."
