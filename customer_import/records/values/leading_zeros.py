"""Leading zeros that a spreadsheet took from postcodes and phones: doubted, never put back.

Whether a postcode has too few digits is told by its country or state, else by its neighbours in the
list; a phone is told by its neighbours alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from customer_import.problems import Code
from customer_import.records.values.values import Unfit

MOST_LOST = 2
"""Zeros that a postcode may have lost: 00601 becomes 601."""
MOST_CHARACTERS = 12
"""Of a postcode with digits behind it: 2110-1234."""
LEAST_PHONE = 7
"""Digits of a phone that may have lost its zero; shorter ones are extensions or services."""

_COUNTRIES = """
5: US USA, United States, United States of America; PR Puerto Rico; DE DEU, Germany, Deutschland,
 Allemagne, Alemania, Germania, Duitsland; FR FRA, France, Frankreich, Francia, Frankrijk; ES ESP,
 Spain, España, Spanien, Espagne; IT ITA, Italy, Italia, Italien, Italie; MX MEX, Mexico, México; FI
 FIN, Finland, Suomi; EE EST, Estonia, Eesti; HR HRV, Croatia, Hrvatska; LT LTU, Lithuania, Lietuva;
 TR TUR, Turkey, Türkiye; KR KOR, South Korea; SK SVK, Slovakia, Slovensko; UA UKR, Ukraine; MY MYS,
 Malaysia
4: AU AUS, Australia; NO NOR, Norway, Norge, Norwegen; PH PHL, Philippines; GE GEO, Georgia
6: CN CHN, China; RO ROU, Romania, România; SG SGP, Singapore; KZ KAZ, Kazakhstan
7: JP JPN, Japan
8: BR BRA, Brazil, Brasil
"""
_STATES = """
CT Connecticut, MA Massachusetts, ME Maine, NH New Hampshire, NJ New Jersey, RI Rhode Island,
VT Vermont, PR Puerto Rico, VI Virgin Islands
"""


def _names(listed: str, separator: str) -> dict[str, str]:
    """Return every name of what is listed, by its case-folded spelling, with its first code."""
    found = {}
    for each in listed.replace("\n", " ").split(separator):
        code, _, names = each.strip().partition(" ")
        for name in (code, *names.split(",")):
            found[name.strip().casefold()] = code
    return found


def _digits_by_country() -> dict[str, int]:
    found: dict[str, int] = {}
    for line in _COUNTRIES.replace("\n ", " ").strip().splitlines():
        digits, _, countries = line.partition(":")
        found |= dict.fromkeys(_names(countries, ";"), int(digits))
    return found


DIGITS_BY_COUNTRY: Mapping[str, int] = _digits_by_country()
"""Digits of the postcodes of countries where some begin with 0 (Universal Postal Union, addressing
systems of its member countries); by codes and names, case-folded."""
ZIP_DIGITS = DIGITS_BY_COUNTRY["us"]
ZERO_STATES = frozenset(_names(_STATES, ","))
"""States and territories of the United States whose ZIP codes begin with 0 (USPS)."""


@dataclass(frozen=True, slots=True)
class PostcodeCheck:
    """Checks the postcodes of an address.

    Attributes:
        neighbours: digits of the postcodes of the list that kept their zeros; 0 where not known.
    """

    neighbours: int

    def find(
        self,
        postcodes: Sequence[object],
        countries: Sequence[object] | None,
        states: Sequence[object] | None,
    ) -> Iterator[tuple[int, Unfit]]:
        """Yield the warnings about a column of postcodes, with the position of each.

        Args:
            postcodes: the values.
            countries: those of the same addresses; None where the mapping fills none.
            states: likewise.
        """
        texts = [postcode if isinstance(postcode, str) else "" for postcode in postcodes]
        shortest = min(map(len, filter(None, texts)), default=0)
        if shortest >= self._most_digits(countries) and "-" not in "".join(texts):
            return
        for position, postcode in enumerate(texts):
            if 0 < len(postcode) < MOST_CHARACTERS:
                country = str((countries and countries[position]) or "")
                state = str((states and states[position]) or "")
                unfit = self.doubt(postcode, country, state)
                if unfit:
                    yield position, unfit

    def doubt(self, postcode: str, country: str, state: str) -> Unfit | None:
        """Return a warning about a postcode that may have lost its zeros."""
        base = postcode.partition("-")[0]
        if not (base.isascii() and base.isdecimal()) or base.startswith("0"):
            return None
        digits = self._digits(country, state)
        if not digits - MOST_LOST <= len(base) < digits:
            return None
        if digits - len(base) == MOST_LOST and len(base) == ZIP_DIGITS and _is_code(state):
            # A whole ZIP code beside its state: the country is wrong, and not the postcode.
            return None
        told = "this country" if country or state else "this list"
        predicate = (
            f"may have lost a leading zero: postcodes of {told} have {digits} digits. "
            "Compare it with the source, and format the column as text there."
        )
        return Unfit(Code.LOST_ZEROS, postcode, predicate, "warning")

    def _most_digits(self, countries: Sequence[object] | None) -> int:
        """Return the most digits that a postcode can have in these countries."""
        known = {each.casefold() for each in set(countries or ()) if isinstance(each, str)}
        found = [DIGITS_BY_COUNTRY.get(country, 0) for country in known]
        return max([*found, self.neighbours, ZIP_DIGITS])

    def _digits(self, country: str, state: str) -> int:
        if country:
            return DIGITS_BY_COUNTRY.get(country.casefold(), 0)
        if state.casefold() in ZERO_STATES:
            return ZIP_DIGITS
        return 0 if _is_code(state) else self.neighbours


def _is_code(state: str) -> bool:
    """Tell whether a state is written as in the United States: `MA`."""
    return len(state) == len("MA") and state.isupper()


def phone_check(neighbours: int) -> Callable[[str], Unfit | None]:
    """Return what warns of phones that may have lost a zero.

    Args:
        neighbours: digits of the longest phone of the column that begins with 0.
    """

    def check(text: str) -> Unfit | None:
        is_digits = text.isascii() and text.isdecimal() and not text.startswith("0")
        if not is_digits or not LEAST_PHONE <= len(text) < neighbours:
            return None
        predicate = (
            "may have lost a leading zero, which other phones of its column have. "
            "Compare it with the source, and format the column as text there."
        )
        return Unfit(Code.LOST_ZEROS, text, predicate, "warning")

    return check
