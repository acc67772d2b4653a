"""Which fields a column could fill, the likeliest first, by what its header says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from customer_import.mapping.suggest.column import MOSTLY, Column
from customer_import.mapping.suggest.header import MOST_LINES, Grade, Reading, is_of_others
from customer_import.mapping.suggest.meanings import About, Concept
from customer_import.mapping.suggest.values import Shape

SECOND = 2
CONTACT_NAME = "CustomerContactName"
"""No field of the API: it is split into the contact's first and last name."""
PLAIN_ADDRESS = "Main"
"""The type of an address whose columns name none, as the ready mappings call it."""


class Rank(IntEnum):
    """How likely a bid is, best first. Beyond `NEAR` it only takes what nobody else wants."""

    OWN_NAME = 0
    PLAIN = 1
    CLOSE = 2
    NEAR = 3
    DERIVED = 4
    SPARE = 5
    MISSPELT = 6
    PARTLY = 7
    VALUES = 8


@dataclass(frozen=True, slots=True)
class Bid:
    """A field a column could fill.

    Attributes:
        path: the field, dotted.
        column: the column.
        rank: how likely.
        doubt: why it is not sure; blank where it is.
    """

    path: str
    column: Column
    rank: Rank
    doubt: str = ""


Offer = tuple[str, Rank, str]
"""Path, rank and doubt, before the values are looked at."""

_CUSTOMERS: Mapping[Concept, str] = {
    Concept.FIRST: "CustomerFirstName",
    Concept.LAST: "CustomerLastName",
    Concept.COMPANY: "CustomerCompanyName",
    Concept.DEPARTMENT: "CustomerDepartment",
    Concept.EMAIL: "CustomerEmail",
    Concept.PHONE: "CustomerBusinessPhone",
    Concept.MOBILE: "CustomerContactCell",
    Concept.FAX: "CustomerBusinessFax",
    Concept.WEBSITE: "CustomerWebsite",
    Concept.NOTE: "CustomerNote",
}
_CONTACTS: Mapping[Concept, str] = {
    Concept.FIRST: "CustomerContactFirstName",
    Concept.LAST: "CustomerContactLastName",
    Concept.EMAIL: "CustomerContactEmail",
    Concept.PHONE: "CustomerContactPhone",
    Concept.MOBILE: "CustomerContactCell",
    Concept.FAX: "CustomerContactFax",
}
_AT_ADDRESS = {Concept.EMAIL: "ContactEmail", Concept.PHONE: "ContactPhone"}
_PARTS: Mapping[Concept, str] = {
    Concept.LINE2: "AddressLine2",
    Concept.LINE3: "AddressLine3",
    Concept.CITY: "AddressCity",
    Concept.STATE: "AddressStateProvince",
    Concept.POSTCODE: "AddressPostalCode",
    Concept.COUNTRY: "AddressCountry",
}
_LINES = {Concept.ADDRESS, Concept.STREET}
_REACH = {Concept.EMAIL, Concept.PHONE, Concept.MOBILE, Concept.FAX, Concept.WEBSITE}
_TYPES = {
    About.BILLING: "Billing",
    About.SHIPPING: "Shipping",
    About.POSTAL: "Mailing",
    About.SERVICE: "Service",
    About.HOME: "Home",
    About.CONTACT: "Contact",
    About.SECOND: "Other",
}
SURE_TYPES = ("Billing", "Shipping")
_AWAY = frozenset({About.SHIPPING, About.POSTAL, About.SERVICE})


@dataclass(frozen=True, slots=True)
class Siblings:
    """What other columns of the list hold.

    Attributes:
        first: one holds first names.
        last: one holds last names.
        company: one surely holds companies.
        named: one holds the customer's or the company's name.
        accounts: one holds the name of an account or a contact.
    """

    first: bool
    last: bool
    company: bool
    named: bool
    accounts: bool


def siblings_of(columns: tuple[Column, ...]) -> Siblings:
    """What the columns of a list hold together."""
    others = {*_AWAY, About.CONTACT, About.SECOND}
    plain = [c.reading for c in columns if c.reading and not c.reading.about & others]
    held = {reading.concept for reading in plain}
    sure = {reading.concept for reading in plain if not reading.ambiguous}
    return Siblings(
        first=Concept.FIRST in held,
        last=Concept.LAST in held,
        company=Concept.COMPANY in sure,
        named=bool(held & {Concept.NAME, Concept.FULL_NAME, Concept.COMPANY}),
        accounts=any(
            reading.concept is Concept.NAME and reading.about & {About.ACCOUNT, About.CONTACT}
            for reading in (column.reading for column in columns)
            if reading
        ),
    )


def bids_of(column: Column, siblings: Siblings) -> Iterator[Bid]:
    """The fields a column could fill."""
    reading = column.reading
    if reading is None or reading.concept in (None, Concept.ID):
        if column.evidence.share(Shape.EMAIL) >= MOSTLY and not is_of_others(column.name):
            yield Bid("CustomerEmail", column, Rank.VALUES, _share(column, Shape.EMAIL))
        return
    verdict = column.verdict(reading.concept)
    if verdict.against or (reading.grade is Grade.PARTLY and not _proven(column, reading.concept)):
        return
    for path, rank, doubt in _offers(reading, siblings):
        doubts = (doubt, *_doubts(column, reading), verdict.doubt)
        yield Bid(path, column, _lowered(rank, reading), "; ".join(filter(None, doubts)))


def _proven(column: Column, concept: Concept) -> bool:
    """Whether values alone show it, where the header is not wholly understood."""
    seen = column.evidence.filled > 0 and not column.verdict(concept).doubt
    return concept in _REACH and seen


def _doubts(column: Column, reading: Reading) -> Iterator[str]:
    if reading.grade is Grade.MISSPELT:
        yield f"much like {reading.likeness}"
    if reading.grade is Grade.PARTLY:
        fit = Shape.URL if reading.concept is Concept.WEBSITE else None
        fit = Shape.EMAIL if reading.concept is Concept.EMAIL else fit or Shape.PHONE
        yield _share(column, fit)
    if reading.ambiguous:
        yield "its name can mean something else"


def _share(column: Column, shape: Shape) -> str:
    return f"{column.evidence.counts[shape]} of its {column.evidence.filled} values are {shape}"


def _lowered(rank: Rank, reading: Reading) -> Rank:
    grades = {Grade.MISSPELT: Rank.MISSPELT, Grade.PARTLY: Rank.PARTLY, Grade.WHOLE: rank}
    lowered = max(rank, grades[reading.grade])
    return max(lowered, Rank.CLOSE) if reading.ambiguous else lowered


def _offers(reading: Reading, siblings: Siblings) -> Iterator[Offer]:
    concept = reading.concept
    if concept in _LINES or concept in _PARTS:
        return _of_address(reading)
    if concept in (Concept.NAME, Concept.FULL_NAME):
        return _of_name(reading, siblings)
    if concept in _REACH - {Concept.WEBSITE}:
        return _of_reach(reading)
    return _of_customer(reading, siblings)


def _of_customer(reading: Reading, siblings: Siblings) -> Iterator[Offer]:
    """First and last name, company, department, website, note."""
    about, concept = reading.about, reading.concept
    path = _CUSTOMERS.get(concept) if concept else None
    if path is None or _is_second(reading) or about & {*_AWAY, About.HOME}:
        return
    if About.CONTACT in about:
        contacts = _CONTACTS.get(concept) if concept else None
        yield (contacts, Rank.PLAIN, "") if contacts else (path, Rank.NEAR, "the contact's")
    elif About.BILLING in about or reading.is_part:
        if concept in (Concept.FIRST, Concept.LAST, Concept.COMPANY):
            yield path, Rank.DERIVED, "taken from the address"
        if concept in (Concept.FIRST, Concept.LAST):
            yield _CONTACTS[concept], Rank.SPARE, "taken from the address"
    else:
        whose = siblings.accounts and concept in (Concept.FIRST, Concept.LAST)
        yield path, Rank.PLAIN, "it can be the customer's or the contact's" if whose else ""


def _of_reach(reading: Reading) -> Iterator[Offer]:
    """E-mail, phone, mobile, fax: the customer's, the contact's, or those of an address."""
    about, concept = reading.about, reading.concept or Concept.EMAIL
    own, contacts = _CUSTOMERS[concept], _CONTACTS[concept]
    if _is_second(reading):
        if not about & {*_AWAY, About.CONTACT, About.BILLING} and reading.ordinal <= SECOND:
            yield from _unless(own, (contacts, Rank.NEAR, "it is the second one"))
    elif about & {*_AWAY, About.BILLING} or reading.is_part:
        if not about & _AWAY:
            yield own, Rank.DERIVED, "taken from the address"
        if concept in _AT_ADDRESS:
            path = f"Addresses.{type_of(reading)}.{_AT_ADDRESS[concept]}"
            yield path, Rank.SPARE, "used only for orders"
    elif About.CONTACT in about:
        yield contacts, Rank.CLOSE if about & {About.HOME, About.WORK} else Rank.PLAIN, ""
    elif About.HOME in about:
        yield from _unless(own, (contacts, Rank.NEAR, "the private one"))
        yield own, Rank.DERIVED, "the private one"
    else:
        at_work = About.WORK in about and concept in (Concept.EMAIL, Concept.MOBILE)
        yield own, Rank.PLAIN, "the one at work" if at_work else ""
        yield from _unless(own, (contacts, Rank.SPARE, "there is more than one"))


def _unless(taken: str, offer: Offer) -> Iterator[Offer]:
    if offer[0] != taken:
        yield offer


def _of_name(reading: Reading, siblings: Siblings) -> Iterator[Offer]:
    about, full = reading.about, reading.concept is Concept.FULL_NAME
    if _is_second(reading) or about & {*_AWAY, About.HOME}:
        return
    if About.BILLING in about or reading.is_part:
        yield "CustomerName", Rank.DERIVED, "taken from the address"
    elif About.CONTACT in about:
        people = siblings.first or siblings.last
        other = siblings.company or (siblings.named and not people)
        path = CONTACT_NAME if other else "CustomerName"
        yield path, Rank.NEAR, "the contact's whole name"
    elif About.ACCOUNT in about:
        people = siblings.first or siblings.last
        path = "CustomerCompanyName" if people else "CustomerName"
        yield path, Rank.CLOSE, "an account can be a person or a company"
        yield "CustomerCompanyName", Rank.SPARE, "an account can be a person or a company"
    elif full or (About.CUSTOMER in about and siblings.first == siblings.last):
        yield "CustomerName", Rank.PLAIN, ""
    else:
        yield _whose_name(siblings), Rank.CLOSE, "a name can be the customer's, first or last name"


def _whose_name(siblings: Siblings) -> str:
    """What a bare `Name` is, by what stands beside it: beside `Prénom`, `Nom` is the last one."""
    if siblings.first and not siblings.last:
        return "CustomerLastName"
    if siblings.last and not siblings.first:
        return "CustomerFirstName"
    return "CustomerName"


def _of_address(reading: Reading) -> Iterator[Offer]:
    concept, kind = reading.concept or Concept.ADDRESS, type_of(reading)
    doubt = _doubt_of_type(kind)
    if concept in _LINES and reading.ordinal <= MOST_LINES:
        whole = concept is Concept.ADDRESS and not reading.ordinal
        rank = Rank.CLOSE if whole else Rank.PLAIN
        yield f"Addresses.{kind}.AddressLine{reading.ordinal or 1}", rank, doubt
    elif concept in _PARTS and reading.ordinal <= 1:
        rank = Rank.NEAR if reading.ordinal else Rank.CLOSE if reading.coded else Rank.PLAIN
        yield f"Addresses.{kind}.{_PARTS[concept]}", rank, doubt


def _doubt_of_type(kind: str) -> str:
    if kind in SURE_TYPES:
        return ""
    if kind == PLAIN_ADDRESS:
        return "the list names no type of address"
    return "the type must exist in your account"


def type_of(reading: Reading) -> str:
    """The type of address a header names."""
    named = (kind for about, kind in _TYPES.items() if about in reading.about)
    return next(named, PLAIN_ADDRESS)


def _is_second(reading: Reading) -> bool:
    return reading.ordinal > 1 or About.SECOND in reading.about
