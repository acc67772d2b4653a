"""Rows whose cells may be in the wrong columns, carried through an error report and back.

A report has one width, so a row that is too short is padded and one that is too long has its
surplus folded into its last cell. Read again, such a row stays a problem until somebody has put
its cells in order, or has said that nothing is wrong by emptying its `import_code`.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal

from customer_import.problems import Code

SEPARATOR = " ⟫ "
"""Between the surplus cells of a row that is too long."""

_MARK = SEPARATOR.strip()
_ERRORS = """
#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT!
#GETTING_DATA #ERROR! #NV #WERT! #BEZUG! #ZAHL! #VALEUR! #NOM? #NOMBRE! #NUL! #¡VALOR! #¡REF!
#¿NOMBRE? #¡NUM! #¡NULO! #¡DIV/0! #N/D #VALORE! #RIF! #NOME? #NULLO! #N/B #WAARDE! #VERW!
#NAAM? #GETAL! #LEEG! #DEEL/0! #VALOR! #NÚM! #NULO! #ERRO! Err:502 Err:504 Err:508 Err:509
Err:511 Err:522 Err:524
"""
_WIDEST = 40
ERROR_TEXTS = frozenset([*_ERRORS.split(), *("#" * width for width in range(3, _WIDEST))])
"""What a spreadsheet shows where a formula failed, in its own language, or where a column is too
narrow for a number; a list that was copied from the screen has it as a text."""
_DIGITS_KEPT, _LARGEST_EXACT = 15, 1 << 53
_ROUND = 8
"""Digits of a number that is large and round: 1E+20 has lost nothing."""
_UNREADABLE = "\ufffd"


def pack(cells: Sequence[str], width: int) -> list[str]:
    """Return the cells as exactly `width` cells, nothing lost.

    Args:
        cells: a row, too short, too long or just right.
        width: the number of columns, at least 1.
    """
    if len(cells) <= width:
        return [*cells, *[""] * (width - len(cells))]
    return [*cells[: width - 1], SEPARATOR.join(cells[width - 1 :])]


def slip(cells: Sequence[str], codes: Collection[str]) -> str:
    """Return the code under which a row of a report is still a problem, or "".

    Args:
        cells: the row's own cells as the report has them now.
        codes: what its `import_code` says.
    """
    return next((code for code in codes if _unsettled(cells, code)), "")


def _unsettled(cells: Sequence[str], code: str) -> bool:
    last = cells[-1] if cells else ""
    match code:
        case Code.ROW_SHORT:
            return not last.strip()
        case Code.ROW_LONG:
            return _MARK in last
        case Code.QUOTE:
            return any('"' in cell for cell in cells)
        case Code.CELL_ERROR:
            return any(cell in ERROR_TEXTS or _UNREADABLE in cell for cell in cells)
        case Code.DAMAGED_NUMBER:
            return any(map(has_lost_digits, cells))
        case Code.CELL_FORMULA | Code.SECOND_TABLE:
            return True
        case _:
            return False


def has_lost_digits(text: str) -> bool:
    """Tell whether a whole number has lost digits, since a workbook does not keep so many.

    Excel keeps 15 and writes zeros for the rest; other programs keep what a double can hold.
    """
    digits = text.removeprefix("-")
    if len(digits) <= _DIGITS_KEPT or not (digits.isascii() and digits.isdecimal()):
        return False
    if len(digits.rstrip("0")) <= _ROUND:
        return False
    is_inexact = digits.endswith("0") or int(digits) > _LARGEST_EXACT
    return is_inexact and Decimal(repr(float(digits))) == int(digits)
