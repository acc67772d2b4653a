"""What number formats show, and which style of a workbook has which."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from customer_import.readers.xlsx.numerals import Mask, MaskPiece, Shown
from customer_import.readers.xlsx.part_xml import Attributes, Handlers

_BUILT_IN: dict[int, Shown] = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), *range(34, 37), *range(50, 59)), Shown.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), Shown.TIME),
    22: Shown.DATE_TIME,
    46: Shown.ELAPSED,
}
BUILT_IN = {str(number): shown for number, shown in _BUILT_IN.items()}
"""The formats that files name by number alone (ECMA-376 part 1, 18.8.30), but for plain ones."""

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | (?P<space>_.) | (?P<fill>\*.)
    | \[(?P<elapsed>h+|m+|s+)\] | \[(?P<condition>(?:<=|>=|<>|<|>|=)[^\]]*)\]
    | \[(?P<bracket>[^\]]*)\]
    | (?P<exponent>E[+-]) | (?P<half>AM/PM|A/P|上午/下午) | (?P<general>General) | (?P<place>[0#?])
    | (?P<letter>[^\W\d_]) | (?P<value>[.,%@]) | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+\.?[0-9]*)\s*")
_DATE_LETTERS = frozenset("ymdhsegbn")
_LONGEST = 1024
_TOO_LARGE = Decimal(10**15)
"""Beyond 15 digits Excel shows zeros for what it does not know."""
_MOST_STYLES = 1 << 16
"""Excel itself allows some 65,000 cell styles."""


class SectionCondition(NamedTuple):
    """When a section is used, such as `[<=9999999]`."""

    operator: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        """Tell whether the section is used for a number."""
        return {
            "<": number < self.limit,
            "<=": number <= self.limit,
            ">": number > self.limit,
            ">=": number >= self.limit,
            "=": number == self.limit,
            "<>": number != self.limit,
        }[self.operator]


class Section(NamedTuple):
    """One of a format's sections: its mask, if it is one, and when it is used."""

    mask: Mask | None
    condition: SectionCondition | None


@dataclass(frozen=True, slots=True)
class Masked:
    """A format with at least one mask among its sections."""

    sections: tuple[Section, ...]

    @property
    def width(self) -> int:
        """Return the digits of a format that only pads, such as `00000`; 0 for others."""
        mask, condition = self.sections[0]
        if len(self.sections) > 1 or condition is not None or mask is None:
            return 0
        return len(mask.pieces) if set(mask.pieces) == {MaskPiece("0", is_place=True)} else 0

    def show(self, number: Decimal) -> str | None:
        """Return a number as displayed; None where the section that is used is not a mask."""
        if abs(number) >= _TOO_LARGE:
            return None
        position, signed = self._section(number)
        mask = self.sections[position].mask
        if mask is None:
            return None
        return f"-{mask.show(number)}" if signed and number < 0 else mask.show(number)

    def _section(self, number: Decimal) -> tuple[int, bool]:
        if any(section.condition for section in self.sections):
            return self._conditional(number), True
        usual = 2 if number == 0 else 1 if number < 0 else 0
        used = usual if usual < len(self.sections) else 0
        return used, used == 0

    def _conditional(self, number: Decimal) -> int:
        for position, section in enumerate(self.sections):
            if section.condition is None or section.condition.holds(number):
                return position
        return len(self.sections) - 1


Format = Shown | Masked | None


def read_format(code: str) -> Format:
    """Return what a format code shows; None is the plain value."""
    sections = _split(code[:_LONGEST])
    shown = _dated(sections[0])
    if shown is not None:
        return shown
    masked = tuple(Section(_mask(section), _condition(section)) for section in sections[:3])
    return Masked(masked) if any(section.mask for section in masked) else None


Tokens = list[tuple[str, str]]


def _split(code: str) -> list[Tokens]:
    sections: list[Tokens] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "literal"
        if kind == "literal" and match[0] == ";":
            sections.append([])
        else:
            sections[-1].append((kind, match[kind]))
    return sections


def _dated(section: Tokens) -> Shown | None:
    if any(kind in {"general", "place"} for kind, _ in section) and not any(
        kind == "letter" for kind, _ in section
    ):
        return None
    letters = {text.lower() for kind, text in section if kind == "letter"}
    if any(kind == "elapsed" for kind, _ in section):
        return Shown.ELAPSED
    if not letters or not letters <= _DATE_LETTERS:
        return None
    timed = bool(letters & {"h", "s"}) or any(kind == "half" for kind, _ in section)
    if letters & {"y", "d", "e", "g", "b"} or not timed:
        return Shown.DATE_TIME if timed else Shown.DATE
    return Shown.TIME


def _mask(section: Tokens) -> Mask | None:
    if any(
        kind in {"general", "letter", "value", "fill", "half", "exponent"} for kind, _ in section
    ):
        return None
    if any(kind == "bracket" and _is_currency(text) for kind, text in section):
        return None
    shown = {"place", "quoted", "escaped", "literal"}
    pieces = tuple(
        MaskPiece(text, kind == "place") for kind, text in section if kind in shown and text
    )
    return Mask(pieces) if _is_identifier(pieces) else None


def _is_identifier(pieces: tuple[MaskPiece, ...]) -> bool:
    """Tell an id, which has padding or literals among its digits, from a quantity as `0 "kg"`."""
    places = [position for position, piece in enumerate(pieces) if piece.is_place]
    digits = "".join(piece.text for piece in pieces if piece.is_place)
    literals = "".join(piece.text for piece in pieces if not piece.is_place)
    if not places or any(unicodedata.category(character) == "Sc" for character in literals):
        return False
    padded = len(digits.lstrip("#?")) > 1
    return padded or places[-1] >= len(places)


def _is_currency(bracket: str) -> bool:
    return bracket.startswith("$") and not bracket.startswith("$-")


def _condition(section: Tokens) -> SectionCondition | None:
    conditions = (text for kind, text in section if kind == "condition")
    match = _CONDITION.fullmatch(next(conditions, ""))
    return SectionCondition(match[1], Decimal(match[2])) if match else None


class Styles:
    """The handlers of the styles part; `formats` are in the order that cells count them."""

    def __init__(self) -> None:
        self.formats: list[Format] = []
        self._codes: dict[str, str] = {}
        self._known: dict[str, Format] = {}
        self._in_cell_formats = False

    @property
    def handlers(self) -> Handlers:
        """Return what to read the part with."""
        return Handlers(self._start, self._end)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt" and len(self._codes) < _MOST_STYLES:
            self._codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            self._in_cell_formats = True
        elif tag == "xf" and self._in_cell_formats and len(self.formats) < _MOST_STYLES:
            self.formats.append(self._format(attributes.get("numFmtId", "0")))

    def _end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cell_formats = False

    def _format(self, number: str) -> Format:
        if number not in self._known:
            self._known[number] = self._read(number)
        return self._known[number]

    def _read(self, number: str) -> Format:
        code = self._codes.get(number)
        if code is not None:
            return read_format(code)
        return BUILT_IN.get(number)
