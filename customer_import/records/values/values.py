"""What a text means: numbers, booleans, e-mail addresses. Never a guess.

Each function returns the value as the API takes it, or raises `Unfit` with a stable code and a
sentence that says what to do.
"""

import math
import re
from typing import Literal

from customer_import.problems import Code, Severity

Value = str | int | float | bool

MOST_DIGITS = 15
"""Significant digits a JSON number keeps everywhere (IEEE 754 double)."""
LARGEST_EMAIL = 254

# It sees every address. Possessive repeats would be quicker, but Python 3.11.2 misreads them.
PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]{1,30}(?:\.[A-Za-z0-9_+-]{1,30})?"
    r"@(?:(?!-|..--)[A-Za-z0-9-]{1,42}(?<!-)\.){1,3}"
    r"(?!(?i:arpa|invalid|local|localhost|onion|test)\Z)[A-Za-z]{2,20}",
    re.ASCII,
)
"""The form of most addresses. The library takes all of them too, but 100 times as long."""
_NUMBERS = {
    sign: re.compile(
        rf"[+-]?(?=[\d{re.escape(sign)}])"
        rf"(?:\d+|\d{{1,3}}(?P<group>[{group} \u00a0\u202f'’])\d{{3}}(?:(?P=group)\d{{3}})*)?"
        rf"(?:{re.escape(sign)}\d+)?(?:E[+-]?\d{{1,3}})?",
        re.ASCII | re.IGNORECASE,
    )
    for sign, group in ((".", ","), (",", "."))
}
_FOREIGN = re.compile(r"[^\W\d_]+\.?|[$€£¥₹₽%‰°]|[()]|-$|(?<=\d)'(?=\d)")
"""What people write beside an amount: a word, a currency, a percent sign, parentheses for less
than 0."""
_TRUE = """
    true yes y 1 on x ja j oui o si sí sì s sim wahr vrai verdadero verdadeiro vero waar
"""
_FALSE = "false no n 0 off nein non não nao nee falsch faux falso onwaar"
TRUE = frozenset(_TRUE.split())
FALSE = frozenset(_FALSE.split())
"""Yes and no, and what Excel calls them, in several languages."""


SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE | re.ASCII)
"""A long number as a spreadsheet shortens it: its last digits are lost."""


NULL_WORDS = frozenset(
    [
        *("NULL", "null", "(null)", "(NULL)", "<null>", "<NULL>", "NaN", "nan", "NaT", "<NA>"),
        *("N/A", "n/a", "undefined", "[object Object]", "(blank)", "(empty)", "(none)", "(Leer)"),
        *("(leer)", "(vide)", "(en blanco)", "(vuoto)", "(leeg)", "(em branco)", "(vazio)"),
    ]
)
"""What programs write where nothing is, spelled as they do: Nan is also a name, and None."""
NOTHING_THERE = "is a word for a blank cell; add it to `source: {empty: [...]}` in the mapping"


class Unfit(ValueError):
    """A text is not what its field takes, or looks as if it were not.

    Args:
        code: the stable code.
        subject: what the message is about: mostly the text itself.
        predicate: what is wrong with it, and what to do.
        severity: how much it matters.
        cause: the predicate without what differs from text to text; by default all of it.
    """

    def __init__(
        self,
        code: Code,
        subject: str,
        predicate: str,
        severity: Severity = "error",
        cause: str = "",
    ) -> None:
        self.code = code
        self.message = f"{subject} {predicate}"
        self.severity = severity
        self.cause = cause or predicate
        super().__init__(self.message)


def number(text: str, decimal: Literal[".", ","] = ".") -> int | float:
    """Read a number written with this decimal sign, thousands grouped or not."""
    if not _NUMBERS[decimal].fullmatch(text):
        raise _not_a_number(text, decimal)
    plain = "".join(char for char in text if char in "0123456789eE+-" or char == decimal)
    plain = plain.replace(",", ".")
    digits = re.split("[eE]", plain)[0].lstrip("+-0.").replace(".", "")
    value = float(plain)
    if len(digits.rstrip("0")) > MOST_DIGITS or math.isinf(value) or (digits and not value):
        raise Unfit(
            Code.NUMBER_PRECISION,
            text,
            f"has more than {MOST_DIGITS} digits, which a number field cannot keep; "
            "shorten it, or use a text field.",
        )
    return _whole(value)


def _whole(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 10**MOST_DIGITS else value


_BELOW_ZERO = re.compile(r"\([\d.,'’\s]+\)|[\d.,'’\s]*\d\s?[-−–]|[−–]\s?[\d.,'’]+")
"""A number below zero as accounts are written: `(250,00)`, `250-`."""


def _not_a_number(text: str, decimal: str) -> Unfit:
    other = "," if decimal == "." else "."
    hint = ""
    if _NUMBERS[other].fullmatch(text):
        hint = f', or add `source: {{decimal: "{other}"}}` to the mapping'
    like = f"write it like 1200{decimal}50"
    cause = f"is not a number with the decimal sign “{decimal}”; {like}{hint}."
    sign = _FOREIGN.search(text) if re.search(r"\d", text) else None
    if _BELOW_ZERO.fullmatch(text):
        predicate = (
            f"is not a plain number: write it with the minus in front, like -1200{decimal}50."
        )
        return Unfit(Code.NUMBER, text, predicate, cause=cause)
    if sign:
        predicate = f"is not a plain number: take off {sign[0].strip()}; {like}."
        return Unfit(Code.NUMBER, text, predicate, cause=cause)
    return Unfit(Code.NUMBER, text, cause)


def boolean(text: str) -> bool:
    """Read yes or no, in the words of several languages."""
    word = text.casefold()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise Unfit(Code.BOOLEAN, text, "is neither yes nor no; write true or false.")


def email(text: str) -> str:
    """Check the syntax of an e-mail address; it is sent as it stands."""
    if not PLAIN_EMAIL.fullmatch(text):
        if text in NULL_WORDS:
            raise Unfit(Code.EMAIL, text, f"{NOTHING_THERE}.")
        _check_email(text)
    return text


def _check_email(text: str) -> None:
    # Imported here because most lists never need more than the cheap test.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    if text.count("@") > 1 and re.search(r"[;,\s/]", text):
        raise Unfit(Code.EMAIL, text, "has more than one e-mail address; keep one.")
    try:
        found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        predicate = f"is not an e-mail address ({reason}); {_CORRECT}"
        raise Unfit(Code.EMAIL, text, predicate, cause=_NO_EMAIL) from error
    if "." not in found.ascii_domain or len(text) > LARGEST_EMAIL:
        predicate = f"is not an e-mail address: its domain has no ending; {_CORRECT}"
        raise Unfit(Code.EMAIL, text, predicate, cause=_NO_EMAIL)


_CORRECT = "correct it, or empty the cell."
_NO_EMAIL = f"is not an e-mail address; {_CORRECT}"
