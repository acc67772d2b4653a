"""Stored numbers as people read them: no exponent, no `.0`, and the zeros a format shows."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\s*")
_INTEGER = re.compile(r"-?[1-9][0-9]{0,19}|0")
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
    if _INTEGER.fullmatch(text):
        return text
    number = to_float(text)
    exact = Decimal(text.strip())
    if exact == exact.to_integral_value():
        return (
            f"{exact:f}".partition(".")[0].removeprefix("+").replace("-0", "0")
            if not exact
            else f"{int(exact)}"
        )
    shown = f"{Decimal(format(number, _DIGITS_SHOWN)):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


class Mask(NamedTuple):
    """One section of a number format made of digit places and literals, such as `(000) 000-0000`.

    Attributes:
        tokens: a digit place (`0`, `#`, `?`) or a literal each, a literal marked by a leading `\\\\`.
    """

    tokens: tuple[str, ...]

    def show(self, number: Decimal) -> str:
        """Return a number without its sign, as the mask displays it."""
        digits = f"{abs(number).quantize(Decimal(1), ROUND_HALF_UP):f}"
        digits = "" if digits == "0" else digits
        places = sum(not token.startswith("\\") for token in self.tokens)
        surplus = max(0, len(digits) - places)
        extra, digits = digits[:surplus], digits[surplus:].rjust(places)
        return "".join(self._fill(extra, digits))

    def _fill(self, extra: str, digits: str) -> Sequence[str]:
        shown: list[str] = []
        rest = iter(digits)
        for token in self.tokens:
            if token.startswith("\\"):
                shown.append(token[1:])
                continue
            digit = next(rest)
            shown.append(extra + (digit if digit != " " else "0" if token == "0" else ""))
            extra = ""
        return shown
