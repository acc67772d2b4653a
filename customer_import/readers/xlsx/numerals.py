"""Stored numbers as people read them: no exponent, no `.0`, and the zeros a format shows."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\s*")
is_as_shown = re.compile(
    r"(?!-0\Z)-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?|-?[1-9][0-9]{0,19}"
).fullmatch
"""Matches what certainly is written as it is shown, which spares most numbers the cost below."""
_LONGEST = 400
_DIGITS_SHOWN = ".15g"
"""Excel shows no more than 15 digits of a fraction; the rest is the binary form's noise."""


def to_float(text: str) -> float:
    """Return a stored number.

    Raises:
        ValueError: it is none, or none that Excel could hold.
    """
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


def plain(text: str) -> str:
    """Return a stored number in plain digits with a decimal point.

    Raises:
        ValueError: it is none.
    """
    if is_as_shown(text):
        return text
    number = to_float(text)
    exact = Decimal(text.strip())
    if exact == exact.to_integral_value():
        return str(int(exact))
    shown = f"{Decimal(format(number, _DIGITS_SHOWN)):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


class Piece(NamedTuple):
    """A place for a digit (`0`, `#`, `?`), or a literal."""

    text: str
    is_place: bool


class Mask(NamedTuple):
    """One section of a number format made of digit places and literals, as `(000) 000-0000`."""

    pieces: tuple[Piece, ...]

    def show(self, number: Decimal) -> str:
        """Return a number without its sign, as the mask displays it."""
        digits = f"{abs(number).quantize(Decimal(1), ROUND_HALF_UP):f}".removeprefix("0")
        places = sum(piece.is_place for piece in self.pieces)
        surplus = max(0, len(digits) - places)
        return "".join(self._fill(digits[:surplus], digits[surplus:].rjust(places)))

    def _fill(self, surplus: str, digits: str) -> Iterator[str]:
        rest = iter(digits)
        blank = ""
        for text, is_place in self.pieces:
            if not is_place:
                yield text
                continue
            blank = "0" if text == "0" else blank
            digit = next(rest)
            yield surplus + (blank if digit == " " else digit)
            surplus = ""
