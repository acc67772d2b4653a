"""What looks odd in a text that is about to be sent: warned about, and sent as it is.

A warning looks at the text as the mapping has changed it, so a transform is a remedy.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from customer_import.customer import PHONES
from customer_import.problems import Code
from customer_import.records.columns.cells import holds
from customer_import.records.values.values import NOTHING_THERE, NULL_WORDS, Unfit

_ENTITY = re.compile(r"&(?:[a-z]{2,8}|[A-Z][a-z]{1,7}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_ENCODED = re.compile(
    r"=\?[\w-]+\?[qQbB]\?[^?\s]*\?=|=C3=[89AB][0-9A-F]|%C3%[89AB][0-9A-F]|\\u00[0-9a-fA-F]{2}"
)
_UTF7 = re.compile(r"\+A[A-P][A-Za-z0-9+/]+-")
_TAG = re.compile(r"</?(?:a|b|br|div|em|font|i|li|p|span|strong|td|u)\b[^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"""\\(?:['",]|\\|$|[nrt](?=[^a-z\W]|\Z))""")
_LOST = re.compile(r"\?{3,}|[^\W\d_]\?[^\W\d_]|\ufffd")
_SEVERAL = " ::: "
_HOUSE = re.compile(r"\d+[a-z]? +[^\W\d]")
"""How a street begins that has its number in front."""
_TOWN = re.compile(r"(?:.*\D)?\d{5}(?:-\d{4})?|\d{4,5} +[^\W\d]\D*")
"""A line with a town and its postcode: `Boston, MA 02110`, `8001 Zürich`."""
_SEVERAL_LINES = (
    "holds several lines; keep one, or take them apart with `split: {at: line, take: 1}` in the "
    "mapping."
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One kind of odd text.

    Attributes:
        code: its stable code.
        any_in: whether a text of a column, which is given as texts and in one, may be so.
        is_odd: whether one text is.
        says: what is odd, and what to do.
        concerns: whether it matters to a field, by the last part of its name.
    """

    code: Code
    any_in: Callable[[Sequence[object], str], object]
    is_odd: Callable[[str], object]
    says: str
    concerns: Callable[[str], bool]

    def find(self, text: str) -> Unfit | None:
        """Return the warning about a text, if it is odd."""
        return Unfit(self.code, text, self.says, "warning") if self.is_odd(text) else None


def _may_be_encoded(_: Sequence[object], whole: str) -> bool:
    return (
        "=" in whole
        or ("%" in whole and "%C3" in whole)
        or ("\\" in whole and "\\u" in whole)
        or ("+" in whole and "+A" in whole)
    )


def _has_lines(_: Sequence[object], whole: str) -> bool:
    return "\n" in whole or "\r" in whole


def _is_street(name: str) -> bool:
    """Tell whether a field is a line of an address, which may be `500 Quay Street`, `Floor 2`."""
    return name.startswith("AddressLine")


def _is_more_than_a_street(text: str) -> bool:
    """Tell whether lines are streets of several addresses, or hold the town as well."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        return False
    has_town = any(map(str.isdigit, lines[0])) and _TOWN.fullmatch(lines[-1]) is not None
    return has_town or all(map(_HOUSE.match, lines))


FREE_TEXTS = frozenset({"NoteText", "CustomerNote", "CustomerWebsite", "DcfTextValue"})


def _any(_: str) -> bool:
    return True


def _not_free(name: str) -> bool:
    return name not in FREE_TEXTS


def is_phone(name: str) -> bool:
    """Tell whether a field is a phone's number, by the last part of its name."""
    known = name in PHONES or name.removesuffix("Number") in PHONES
    return known or name in ("PhoneNumber", "ContactPhone")


DOUBTS = (
    Doubt(
        Code.ENTITY,
        holds("&", ";"),
        _ENTITY.search,
        "has signs as a web page writes them; add `transform: unescape` to the mapping.",
        _any,
    ),
    Doubt(
        Code.ENTITY,
        holds("<", "<"),
        _TAG.search,
        "has tags as a web page writes them; take them out.",
        _not_free,
    ),
    Doubt(
        Code.ENCODED,
        _may_be_encoded,
        lambda text: _ENCODED.search(text) or _UTF7.search(text),
        "has letters in a code; add `transform: unescape` to the mapping, or export it anew.",
        _not_free,
    ),
    Doubt(
        Code.ESCAPES,
        holds("\\", "\\"),
        _ESCAPED.search,
        "has backslashes that a database put in; export the list without escapes, or add "
        "`transform: unescape` to the mapping.",
        _not_free,
    ),
    Doubt(
        Code.LETTERS_LOST,
        lambda _, whole: "?" in whole or "\ufffd" in whole,
        lambda text: _LOST.search(text) and not _ENCODED.search(text),
        "may have lost letters, which became question marks; export the list anew as UTF-8.",
        _not_free,
    ),
    Doubt(
        Code.NULL_WORD,
        lambda texts, _: not NULL_WORDS.isdisjoint(texts),
        NULL_WORDS.__contains__,
        f"{NOTHING_THERE}.",
        lambda name: not is_phone(name),
    ),
    Doubt(
        Code.SEVERAL_VALUES,
        holds(":", _SEVERAL),
        lambda text: _SEVERAL in text,
        "holds several values; keep one, or take them apart with `split` in the mapping.",
        lambda name: name not in FREE_TEXTS and not is_phone(name),
    ),
    Doubt(
        Code.SEVERAL_VALUES,
        _has_lines,
        lambda text: len(text.splitlines()) > 1,
        _SEVERAL_LINES,
        lambda name: name.startswith("Address") and not _is_street(name),
    ),
    Doubt(
        Code.SEVERAL_VALUES,
        _has_lines,
        _is_more_than_a_street,
        _SEVERAL_LINES,
        _is_street,
    ),
)


def doubts_about(field: str, *, is_custom: bool) -> tuple[Doubt, ...]:
    """Return what is doubted about the texts of a field.

    Args:
        field: the API's name, dotted.
        is_custom: it is a custom field.
    """
    name = "DcfTextValue" if is_custom else field.rpartition(".")[2]
    return tuple(doubt for doubt in DOUBTS if doubt.concerns(name))
