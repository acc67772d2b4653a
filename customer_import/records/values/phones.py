"""What a text says of a phone: its number, its extension, or why it is not one number."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from customer_import.problems import Code
from customer_import.records.values.values import NOTHING_THERE, NULL_WORDS, SCIENTIFIC, Unfit
from customer_import.shifted_cells import ERROR_TEXTS

MOST_REMEMBERED = 1_024
"""Phones whose extension was looked for: a switchboard has many, and the search is slow."""
_DIGITS_AT_END = re.compile(r"\d{1,8}\Z", re.ASCII)
_MARKS = (
    "ext|extn|extension|extensión|extensão|x|int|interno|interne|poste|anexo|ramal|durchwahl|dw"
    "|app|apparat|nst|nebenstelle|toestel|tst|wew|linka|klapka"
)
"""What comes before an extension, in several languages."""
_MARK_AT_END = re.compile(
    rf"(?:(?<![^\W\d_])(?:{_MARKS})[.:=\s]*|(?<=\d)\s*\#\s*|(?<=\s)\#\s*)\Z", re.IGNORECASE
)
LONGEST_MARK = 24
"""Characters before an extension among which its mark is looked for."""
LEAST_DIGITS = 3
MOST_DIGITS = 17
"""Of one number: 15 (E.164), and an international prefix before them."""
MOST_AREA = 6
"""Digits before a slash that may be an area's, such as 04921/; with a country's, two more."""
MOST_LOCAL = 8
"""Digits of a number without its area, in a country where areas begin with 0."""
_ONE_NUMBER = re.compile(r"\+?[\d\s().-]{3,24}", re.ASCII)
"""What most numbers look like; they hold nothing else."""
_TWICE = 14
"""Digits of the shortest text that may be two whole numbers with a blank between them."""
_PAIR = re.compile(r"([\d.-]{7,12})\s+(?:-\s+)?([\d.-]{7,12})", re.ASCII)
_WITHOUT_OTHERS = dict.fromkeys(sign for sign in range(128) if not chr(sign).isdigit())
_SCHEME = re.compile(r"tel:\s*", re.IGNORECASE)
_SEVERAL = "holds more than one phone number"
_SEPARATOR = re.compile(r":::|[,;|\n\r]")
_DATES = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d", re.ASCII)


def split_phone(text: str) -> tuple[str, str]:
    """Return the number and the extension: `555-0100 x12` is `555-0100` and `12`."""
    if _ONE_NUMBER.fullmatch(text):
        return text, ""
    return _split_at_mark(text)


@lru_cache(MOST_REMEMBERED)
def _split_at_mark(text: str) -> tuple[str, str]:
    extension = _DIGITS_AT_END.search(text[-8:])
    if extension:
        head = text[: len(text) - len(extension[0])]
        mark = _MARK_AT_END.search(head[-LONGEST_MARK:])
        number = head[: len(head) - len(mark[0])].rstrip(" \t,;") if mark else ""
        if _count_digits(number) >= LEAST_DIGITS:
            return number, extension[0]
    return text, ""


def _count_digits(text: str) -> int:
    if text.isascii():
        return len(text.translate(_WITHOUT_OTHERS))
    return sum(map(str.isdigit, text))


def find_fault(text: str) -> str:
    """Say why a text is not one phone number; blank where it may be one.

    Args:
        text: a phone as the list has it, not blank.
    """
    if _ONE_NUMBER.fullmatch(text) and not _DATE.fullmatch(text) and "\n" not in text:
        digits = _count_digits(text)
        if digits >= _TWICE and _is_pair(text):
            return _SEVERAL
        return "" if LEAST_DIGITS <= digits <= MOST_DIGITS else _wrong_length(digits)
    if text in NULL_WORDS:
        return NOTHING_THERE
    number, _ = split_phone(_SCHEME.sub("", text, count=1))
    digits = _count_digits(number)
    if _is_date(number):
        return "is a date"
    if _has_several(number):
        return _SEVERAL
    if digits and any(map(str.isalpha, number)):
        return "holds words beside the number"
    return "" if LEAST_DIGITS <= digits <= MOST_DIGITS else _wrong_length(digits)


def _wrong_length(digits: int) -> str:
    if not digits:
        return "has no digits"
    return f"has too {'few' if digits < LEAST_DIGITS else 'many'} digits for a phone number"


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and any(_reads(text, form) for form in _DATES)


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it is a day matters
    except ValueError:
        return False
    return True


def _is_pair(text: str) -> bool:
    """Tell whether a text is two numbers of one form: `555-0100 555-0101`."""
    pair = _PAIR.fullmatch(text)
    if not pair:
        return False
    first, second = (re.sub(r"\d", "9", number) for number in pair.groups())
    return first == second and _count_digits(first) >= _TWICE // 2


def _has_several(number: str) -> bool:
    """Tell whether there are digits on both sides of what separates numbers."""
    parts = [part for part in _SEPARATOR.split(number) if _count_digits(part) >= LEAST_DIGITS]
    if len(parts) > 1:
        return True
    # Digits, words, digits: `030 123456 od. 123457`.
    groups = [
        part for part in re.split(r"[^\W\d_]+", number) if _count_digits(part) > MOST_AREA - 1
    ]
    if len(groups) > 1:
        return True
    before, slash, after = number.partition("/")
    most = MOST_AREA + 2 * before.lstrip(" (").startswith(("+", "00"))
    return bool(slash) and _count_digits(after) > 0 and _count_digits(before) > most


def check_phone(text: str) -> Unfit | None:
    """Warn of a text that is sent as a phone and is not one number."""
    fault = find_fault(text)
    if fault == NOTHING_THERE:
        return Unfit(Code.NULL_WORD, text, f"{fault}.", "warning")
    if not fault or SCIENTIFIC.fullmatch(text) or text in ERROR_TEXTS:
        # That its digits are lost, or that it is an error, is said of the cell.
        return None
    code = Code.SEVERAL_VALUES if "more than one" in fault else Code.PHONE_UNCLEAR
    return Unfit(code, text, f"{fault}; {_remedy(fault)}", "warning")


def _remedy(fault: str) -> str:
    if "more than one" in fault:
        return "keep one, or take them apart with `split` in the mapping."
    if "words" in fault:
        return "move the words to another column, or take the number out with `extract`."
    return "correct it, or empty the cell."


def is_region(region: str) -> bool:
    """Tell whether phones of a country, by its two letters, are known."""
    # Imported here because its tables are large and few mappings use them.
    import phonenumbers  # noqa: PLC0415

    return region in phonenumbers.SUPPORTED_REGIONS


def e164(region: str | None) -> Callable[[str], str]:
    """Return what writes a phone number as E.164 (+15550100); an extension stays behind it.

    It raises `Unfit` for a text that is not one whole number.
    """

    def normalised(text: str) -> str:
        # Imported here because its tables are large and few mappings use them.
        import phonenumbers  # noqa: PLC0415

        fault = find_fault(text)
        if fault == NOTHING_THERE:
            raise Unfit(Code.PHONE, text, f"{fault}.")
        if fault:
            raise Unfit(Code.PHONE, text, f"{fault}; {_remedy(fault)}")
        bare, extension = split_phone(text)
        try:
            parsed = phonenumbers.parse(bare, region)
        except phonenumbers.NumberParseException as error:
            raise Unfit(Code.PHONE, text, _no_phone(region)) from error
        possible = phonenumbers.is_possible_number_with_reason(parsed)
        if possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY or _lacks_area(
            bare, region
        ):
            raise Unfit(Code.PHONE, text, "has no area code; complete it.")
        if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise Unfit(Code.PHONE, text, _no_phone(region))
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        return f"{number} x{extension}" if extension else number

    return normalised


def _lacks_area(text: str, region: str | None) -> bool:
    """Tell whether a number is too short to have an area, where areas begin with 0."""
    import phonenumbers  # noqa: PLC0415 - as above

    digits = "".join(filter(str.isdigit, text))
    if text.lstrip().startswith("+") or digits.startswith("0") or len(digits) > MOST_LOCAL:
        return False
    return region is not None and phonenumbers.ndd_prefix_for_region(region, True) == "0"


def _no_phone(region: str | None) -> str:
    if region:
        return f"is not a whole phone number of {region}; correct it."
    remedy = "correct it, or add its `region` to the mapping."
    return f"is not a whole phone number with its country (+44 …); {remedy}"
