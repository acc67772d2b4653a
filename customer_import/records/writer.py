"""Writes the records of rows that are surely right, by the column: none of them is built.

What the rows of one pattern send differs in the values of its leaves and in nothing else. So a row
of it is built the plain way with a mark in place of every value, and its JSON is the frame that
the values of all others are set into.
"""

import re
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, repeat
from typing import Any, NamedTuple

import orjson

from customer_import.customer import PHONES, Kind
from customer_import.records.compile import compile_mapping
from customer_import.records.leaf import CompiledLeaf, as_it_is
from customer_import.records.reads import Columns, Texts
from customer_import.records.record_batch import Filled, Records, address_key, written
from customer_import.records.row_builder import Built, RowBuilder
from customer_import.records.sieve import Blanks, Sieve, Sure
from customer_import.records.values import Unfit, split_phone
from customer_import.table import Row

MOST_REMEMBERED = 16_384
"""Different texts of a leaf whose values are remembered: most columns repeat few."""
MOSTLY_NEW = 0.9
"""Of the texts of a batch: where more of them are not known yet, those are not remembered."""
_SIGN = secrets.token_hex(8)
"""In a mark: no mapping has a text that holds it."""
_MARK = re.compile(rf'"{_SIGN}:(\d+):"'.encode())

_Line = tuple[int, str | None, tuple[bytes, ...]]
"""A row that is right: its number in the file, its customer's, and the values of all leaves."""
Frame = bytes
"""A format for the values of all leaves; those that a pattern leaves blank print nothing."""


class Frames(NamedTuple):
    """What the values of one pattern's rows are set into.

    Attributes:
        filled: what they fill.
        customer: of the customer.
        addresses: of the addresses, each with its type.
    """

    filled: Filled
    customer: Frame
    addresses: tuple[tuple[str, Frame], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of rows that was written.

    Attributes:
        rows: those that are right, by their number in the file.
        numbers: the customer number of each; None for the server to make.
        customers: their customers, by what they fill.
        addresses: their addresses.
        built: the other rows, built the plain way, right or wrong, and what each fills.
    """

    rows: list[int]
    numbers: Sequence[str | None]
    customers: dict[Filled, Records]
    addresses: Records
    built: list[tuple[Built, Filled]]


@dataclass(slots=True)
class Writer:
    """Writes batches of rows, by a mapping fitted to the file's headers."""

    builder: RowBuilder
    _marked: RowBuilder = field(init=False)
    values: list["Values"] = field(init=False)
    _sieve: Sieve[Frames] = field(init=False)

    def __post_init__(self) -> None:
        """Fit the mapping once more, with marks in place of its values."""
        leaves = self.builder.compiled.leaves
        fields = {leaf.field for leaf in leaves}
        varying = (leaf for leaf in leaves if leaf.positions)
        self.values = [Values(leaf, _has_extension(leaf.field, fields)) for leaf in varying]
        self._marked = _with_marks(self.builder)
        self._sieve = Sieve(self.builder, self._frames)

    def write(self, rows: Sequence[Row]) -> Batch:
        """Write a batch; lines of an error report are built, for more is to be known of them."""
        sure, doubted = self._sieve.sift([row for row in rows if row.origin is None])
        doubted += [row for row in rows if row.origin is not None]
        numbers, numbered = self._sieve.numbers(sure), [row.number for row in sure.rows]
        customers: defaultdict[Filled, Records] = defaultdict(Records)
        addresses = Records()
        alike: defaultdict[Blanks, list[_Line]] = defaultdict(list)
        lines = zip(numbered, numbers, self._read(sure), strict=True)
        for blanks, line in zip(sure.blanks, lines, strict=True):
            alike[blanks].append(line)
        for blanks, some in alike.items():
            frames, (at, keys, values) = sure.known[blanks], zip(*some, strict=True)
            customers[frames.filled].add_all(at, keys, map(frames.customer.__mod__, values))
            for kind, frame in frames.addresses:
                kinds = map(address_key, keys, repeat(kind))
                addresses.add_all(at, kinds, map(frame.__mod__, values))
        built = [(each, self.builder.filled(each)) for each in self.builder.build(doubted)]
        return Batch(numbered, numbers, customers, addresses, built)

    def _read(self, sure: Sure[Frames]) -> Iterable[tuple[bytes, ...]]:
        """The values of each row."""
        if not self.values:
            return repeat((), len(sure.rows))
        return zip(*(each.of(sure.columns) for each in self.values), strict=True)

    def _frames(self, built: Built) -> Frames:
        """What the rows of a pattern are written with, of which this one is."""
        marked = self._marked.build_row(built.row)
        addresses = ((each["AddressTypeName"], self._frame(each)) for each in marked.addresses)
        return Frames(self.builder.filled(built), self._frame(marked.customer), tuple(addresses))

    def _frame(self, marked: dict[str, Any]) -> Frame:
        """The frame of a record, which has its marks in the order of the leaves."""
        first, *others = _MARK.split(written(marked).replace(b"%", b"%%"))
        frame, following = first, 0
        for mark, text in zip(others[::2], others[1::2], strict=True):
            place = int(mark)
            frame += _NOTHING * (place - following) + self.values[place].slot + text
            following = place + 1
        return frame + _NOTHING * (len(self.values) - following)


def _with_marks(builder: RowBuilder) -> RowBuilder:
    """What builds records with a mark in place of each value that a column fills."""
    places = count()

    def marked(leaf: CompiledLeaf) -> CompiledLeaf:
        if not leaf.positions:
            return leaf
        mark = f"{_SIGN}:{next(places)}:"
        return replace(leaf, prepare=as_it_is, convert=lambda _: mark, checks=())

    compiled = compile_mapping(builder.loaded, builder.headers, marked)
    return replace(builder, compiled=compiled)


def _has_extension(field: str, fields: Collection[str]) -> bool:
    """Whether an extension that stands behind a text becomes a part of its own."""
    name, _, part = field.partition(".")
    is_number = part == "PhoneNumber" and f"{name}.PhoneExtension" not in fields
    return name in PHONES and (not part or is_number)


@dataclass(slots=True)
class Values:
    """The values of one leaf as they stand in JSON, of texts that are surely right.

    Attributes:
        leaf: what they fill.
        has_extension: behind a phone's number stands its extension.
    """

    leaf: CompiledLeaf
    has_extension: bool
    known: dict[str, bytes] = field(default_factory=dict)
    _default: str = field(init=False)

    def __post_init__(self) -> None:
        """Try the default once: a row that would send one that does not fit is not sure."""
        self._default = self.leaf.default
        try:
            if self._default:
                self.leaf.convert(self._default)
        except Unfit:
            self._default = ""

    @property
    def slot(self) -> bytes:
        """Its place in a frame."""
        return b"%b" if self.leaf.sent in (Kind.NUMBER, Kind.BOOLEAN) else b'"%b"'

    def of(self, columns: Columns) -> Sequence[bytes]:
        """The value of each row; anything where it is blank."""
        texts = self.leaf.read.column(columns)
        if self.leaf.plain and self._is_text:
            return self._made(texts)
        new = {*texts}.difference(self.known)
        if len(new) > MOSTLY_NEW * len(texts):
            return self._made(texts)
        if len(self.known) + len(new) > MOST_REMEMBERED:
            self.known.clear()
            new = {*texts}
        if new:
            self.known.update(zip(new, self._made(list(new)), strict=True))
        return list(map(self.known.__getitem__, texts))

    @property
    def _is_text(self) -> bool:
        """A prepared text is sent as it is."""
        return self.leaf.keeps_text and not self.has_extension

    def _made(self, texts: Texts) -> Sequence[bytes]:
        prepared = self._prepared(texts)
        if self._is_text:
            return _contents(prepared)
        values = [self.leaf.convert(text) if text else "" for text in prepared]
        if self.leaf.sent in (Kind.NUMBER, Kind.BOOLEAN):
            return orjson.dumps(values)[1:-1].split(b",")
        return _phones(values) if self.has_extension else _contents(values)

    def _prepared(self, texts: Texts) -> Texts:
        if self._default or (not self.leaf.plain and "" in texts):
            prepare, default = self.leaf.prepare, self._default
            return [(prepare(text) if text else "") or default for text in texts]
        return texts if self.leaf.plain else list(map(self.leaf.prepare, texts))


def _phones(texts: Sequence[Any]) -> Sequence[bytes]:
    """Numbers as they stand in JSON, each with the extension behind it as the next part."""
    numbers, extensions = zip(*map(split_phone, texts), strict=True)
    pairs = zip(_contents(numbers), _contents(extensions), strict=True)
    return [number + _EXTENSION % extension if extension else number for number, extension in pairs]


def _contents(texts: Sequence[Any]) -> Sequence[bytes]:
    """Texts as they stand between quotes in JSON."""
    # In JSON no line ends within a text, so these signs stand only between texts.
    lines = orjson.dumps(texts, option=orjson.OPT_INDENT_2)
    return lines[len(b'[\n  "') : -len(b'"\n]')].split(b'",\n  "') if texts else ()


_NOTHING = b"%.0b"
"""Takes a value and prints nothing of it."""
_EXTENSION = b'","PhoneExtension":"%b'
"""The next part of a phone, where its number ends."""
