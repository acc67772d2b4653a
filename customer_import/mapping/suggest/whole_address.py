"""Whole addresses in one cell: the forms that are known, and the patterns that take them apart."""

import re
from collections.abc import Iterable, Mapping

LINE = "AddressLine1"
_Piece = tuple[str, str]
"""The part of an address that a piece of a pattern finds, blank for what is between, and it."""
_TAILS: Mapping[str, tuple[_Piece, ...]] = {
    "Springfield, IL 62701": (
        ("", r"[,\n] *"),
        ("AddressCity", r"[^,\n]+"),
        ("", ", *"),
        ("AddressStateProvince", "[A-Z]{2}"),
        ("", " +"),
        ("AddressPostalCode", r"\d{5}(?:-\d{4})?"),
    ),
    "10115 Berlin": (
        ("", r"[,\n] *"),
        ("AddressPostalCode", r"\d{4,5}(?: ?[A-Z]{2})?"),
        ("", " +"),
        ("AddressCity", r"[^,\n\d]+"),
    ),
}
"""What follows the street in each form, behind a comma or on a line of its own."""
_LONGEST = 300


def address_form(values: Iterable[str], most: float) -> str:
    """Return the form that nearly all of some values have; blank if none is known.

    Args:
        values: of a column.
        most: the share of them.
    """
    short = [value for value in values if len(value) <= _LONGEST]
    for form in _TAILS:
        pattern = re.compile(rf"[\s\S]+?{_tail(form)}", re.ASCII)
        if short and sum(map(bool, map(pattern.fullmatch, short))) >= most * len(short):
            return form
    return ""


def patterns_of(form: str) -> dict[str, str]:
    """Return the pattern that finds each part of an address; the street is all of another form."""
    found = {part: f"{_tail(form, part)}$" for part, _ in _TAILS[form] if part}
    return {LINE: rf"^([\s\S]+?)(?:{_tail(form)})?$", **found}


def _tail(form: str, part: str | None = None) -> str:
    return "".join(f"({piece})" if name == part else piece for name, piece in _TAILS[form])
