"""Stored cells as the texts that a spreadsheet displays."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from customer_import.problems import Code
from customer_import.readers.xlsx.formats import Format, Masked
from customer_import.readers.xlsx.numerals import (
    Shown,
    is_as_shown,
    plain,
    show,
    show_iso,
    to_float,
)
from customer_import.readers.xlsx.package import PackagePart
from customer_import.readers.xlsx.part_xml import (
    Attributes,
    Handlers,
    NotUsual,
    XmlParser,
    gapless,
    pieces,
    read_text,
    resolve,
)
from customer_import.shifted_cells import has_lost_digits
from customer_import.table import Flaw

_REMEMBERED = 1 << 14
_DIGITS = 9
_LOST_DIGITS = (
    "This number has lost digits: a workbook keeps 15 of a number. Take it from the source, and "
    "format the cell as text before you type it."
)
_ESCAPE = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
"""Halves of a surrogate pair stay as they are: alone they are not a character."""
_OPENING, _CLOSING = b"<si>", b"</si>"
_ITEM = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')

ShowValue = Callable[[str], str]

NO_VALUE = Flaw(
    Code.CELL_FORMULA,
    "The cell holds a formula whose result is not stored in the file. Open the workbook in Excel, "
    "let it calculate, and save it.",
)


class UnusableCell(ValueError):
    """A cell with no value to go on with; says what a person sees there and why it will not do."""

    def __init__(self, text: str, message: str, code: Code = Code.CELL_ERROR) -> None:
        super().__init__(message)
        self.text = text
        self.message = message
        self.code = code

    def flaw(self, column: int) -> Flaw:
        """Return it as the flaw of a cell."""
        return Flaw(self.code, self.message, column)


class TypedCells:
    """What the cells of one workbook say.

    Args:
        strings: the shared strings.
        formats: what each style shows.
        decimal: the decimal sign to write.
        since_1904: which of the two calendars the workbook counts days in.

    Attributes:
        strings: the shared strings.
    """

    def __init__(
        self,
        strings: Sequence[str],
        formats: Sequence[Format],
        decimal: Literal[".", ","],
        *,
        since_1904: bool,
    ) -> None:
        self.strings = strings
        self._decimal = decimal
        self._since_1904 = since_1904
        shows: dict[Format, ShowValue] = {form: self._shown_by(form) for form in set(formats)}
        self._styles = {str(style): shows[form] for style, form in enumerate(formats)}
        self._styles[""] = self._styles.get("0", self._plain)

    def text(self, kind: str, style: str, value: str) -> str:
        """Return a cell's text.

        Args:
            kind: the attribute `t`; a blank is a number.
            style: the attribute `s`.
            value: the text of `v`, or that of `is` for inline strings.

        Raises:
            UnusableCell: an error, or something that no cell may hold.
        """
        if kind == "s":
            return self.shared(value)
        if kind in {"str", "inlineStr"}:
            return decode(value)
        if not value:
            return ""
        if kind in {"", "n"}:
            return self.number(style)(value)
        return self._rare(kind, value)

    def number(self, style: str) -> ShowValue:
        """Return what shows the numbers of a style."""
        return self._styles.get(style) or self._styles[""]

    def shared(self, value: str) -> str:
        """Return a shared text by its place.

        Raises:
            UnusableCell: the file lacks this place.
        """
        place = value.strip()
        if not value:
            return ""
        if place.isdecimal() and len(place) <= _DIGITS and int(place) < len(self.strings):
            return self.strings[int(place)]
        raise UnusableCell(
            "", f"The cell refers to the shared text {value:.20}, which the file lacks."
        )

    def _rare(self, kind: str, value: str) -> str:
        if kind == "b":
            return "TRUE" if value.strip().lower() in {"1", "true"} else "FALSE"
        if kind == "e":
            raise UnusableCell(
                value, f"The cell shows the error {value:.40}. Correct it or empty it in Excel."
            )
        if kind != "d":
            raise UnusableCell(value, f"The cell has a type that Excel does not know, {kind:.20}.")
        try:
            return show_iso(value)
        except ValueError:
            raise UnusableCell(value, f"The cell should be a date but holds {value:.40}.") from None

    def _shown_by(self, form: Format) -> ShowValue:
        if form is None:
            return self._plain
        shown = self._masked(form) if isinstance(form, Masked) else self._dated(form)
        return lru_cache(_REMEMBERED)(shown)

    def _plain(self, value: str) -> str:
        if is_as_shown(value) and self._decimal == ".":
            return value
        try:
            text = plain(value)
        except ValueError:
            raise UnusableCell(
                value, f"The cell should be a number but holds {value:.40}."
            ) from None
        if has_lost_digits(text):
            raise UnusableCell(text, _LOST_DIGITS, Code.DAMAGED_NUMBER)
        return text if self._decimal == "." else text.replace(".", ",")

    def _masked(self, form: Masked) -> ShowValue:
        width = form.width

        def masked(value: str) -> str:
            if width and value.isdecimal() and len(value) <= _DIGITS:
                return str(int(value)).zfill(width)
            unmasked = self._plain(value)
            shown = form.show(Decimal(value.strip()))
            return unmasked if shown is None else shown

        return masked

    def _dated(self, form: Shown) -> ShowValue:
        def dated(value: str) -> str:
            unshown = self._plain(value)
            try:
                return show(to_float(value), form, since_1904=self._since_1904)
            except ValueError:
                raise UnusableCell(
                    unshown,
                    f"The cell is formatted as a {form.value}, but no {form.value} has the number "
                    f"{unshown:.40}. Correct it in Excel.",
                ) from None

        return dated


def decode(text: str) -> str:
    """Return a text with its `_xHHHH_` (ECMA-376 part 1, 22.9.2.19) as the character it means."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


class TextRuns:
    """Collects the text of one item: every `t`, but for those of phonetic guides (`rPh`)."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._guide = 0
        self._open = False

    def start(self, tag: str) -> None:
        """Take note of a tag within the item."""
        if tag == "t":
            self._open = not self._guide
        elif tag == "rPh":
            self._guide += 1

    def end(self, tag: str) -> None:
        """Take note of a closed tag within the item."""
        if tag == "t":
            self._open = False
        elif tag == "rPh":
            self._guide = max(0, self._guide - 1)

    def text(self, text: str) -> None:
        """Take the text that stands there."""
        if self._open:
            self._pieces.append(text)

    def take(self) -> str:
        """Return the item's text and begin a new one."""
        whole = "".join(self._pieces)
        self._pieces.clear()
        self._guide = 0
        self._open = False
        return decode(whole)


def quick_strings(content: bytes) -> list[str] | None:
    """Return the texts of whole items; None where they are not of the usual spelling."""
    try:
        split = _ITEM.split(read_text(content))
        gapless(split[::2])
        texts = split[1::2]
        if b"&" in content:
            texts = [resolve(text) for text in texts]
    except NotUsual:
        return None
    return [decode(text) for text in texts] if b"_x" in content else texts


class SharedStrings:
    """The shared strings; `found` grows as they are read."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._runs = TextRuns()

    def read(self, part: PackagePart) -> None:
        """Read the part."""
        markup = XmlParser(part.name, Handlers(self._start, self._end, self._runs.text))
        for content, usual in pieces(part, _OPENING, _CLOSING):
            texts = quick_strings(content) if usual else None
            if texts is None:
                markup.feed(content)
            else:
                self.found.extend(texts)
        markup.feed(b"", final=True)

    def _start(self, tag: str, _: Attributes) -> None:
        self._runs.start(tag)

    def _end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(self._runs.take())
        else:
            self._runs.end(tag)
