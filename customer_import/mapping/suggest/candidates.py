"""List the fields that a column could fill, the likeliest first, by what its header says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from customer_import.mapping.suggest.column import MOSTLY, Column
from customer_import.mapping.suggest.header_meaning import MOST_LINES, REACH, HeaderMeaning
from customer_import.mapping.suggest.value_shapes import ValueShape
from customer_import.mapping.suggest.vocabulary import Concept, Owner

SECOND = 2
CONTACT_NAME = "CustomerContactName"
"""The API does not have this field: it is split into the contact's first and last name."""
PLAIN_ADDRESS = "Main"
"""The type of an address whose columns name none, as the ready mappings call it."""


class Rank(IntEnum):
    """How likely a candidate is, best first. After `NEAR` it only takes what no other one takes."""

    OWN_NAME = 0
    PLAIN = 1
    CLOSE = 2
    NEAR = 3
    DERIVED = 4
    SPARE = 5
    VALUES = 6


@dataclass(frozen=True, slots=True)
class Candidate:
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
_SHOWN = {
    ValueShape.EMAIL: "CustomerEmail",
    ValueShape.PHONE: "CustomerBusinessPhone",
    ValueShape.URL: "CustomerWebsite",
    ValueShape.COUNTRY: "Addresses.Main.AddressCountry",
}
"""The fields that values alone show."""
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
_TYPES = {
    Owner.BILLING: "Billing",
    Owner.SHIPPING: "Shipping",
    Owner.POSTAL: "Mailing",
    Owner.SERVICE: "Service",
    Owner.HOME: "Home",
    Owner.CONTACT: "Contact",
    Owner.SECOND: "Other",
}
SURE_TYPES = ("Billing", "Shipping")
_AWAY = frozenset({Owner.SHIPPING, Owner.POSTAL, Owner.SERVICE})


@dataclass(frozen=True, slots=True)
class Siblings:
    """What other columns of the list hold.

    Attributes:
        first: one holds first names.
        last: one holds last names.
        company: one surely holds companies.
        named: one holds the customer's or the company's name.
        accounts: one holds the name of an account or a contact.
        strangers: the headers of most say nothing.
    """

    first: bool
    last: bool
    company: bool
    named: bool
    accounts: bool
    strangers: bool


def siblings_of(columns: tuple[Column, ...]) -> Siblings:
    """Return what the columns of a list hold together."""
    others = {*_AWAY, Owner.CONTACT, Owner.SECOND}
    plain = [c.meaning for c in columns if c.meaning and not c.meaning.owners & others]
    held = {meaning.concept for meaning in plain}
    sure = {meaning.concept for meaning in plain if not meaning.ambiguous}
    return Siblings(
        first=Concept.FIRST in held,
        last=Concept.LAST in held,
        company=Concept.COMPANY in sure,
        named=bool(held & {Concept.NAME, Concept.FULL_NAME, Concept.COMPANY}),
        accounts=any(
            meaning.concept is Concept.NAME and meaning.owners & {Owner.ACCOUNT, Owner.CONTACT}
            for meaning in (column.meaning for column in columns)
            if meaning
        ),
        strangers=2 * sum(column.is_unknown for column in columns) > len(columns),
    )


def candidates_of(column: Column, siblings: Siblings) -> Iterator[Candidate]:
    """List the fields that a column could fill."""
    meaning = column.meaning
    if meaning is None or meaning.concept in (None, Concept.ID):
        yield from _by_values(column, siblings)
        return
    check = column.check(meaning.concept)
    if check.against:
        return
    for path, rank, doubt in _offers(meaning, siblings):
        ambiguous = "its name can mean something else" if meaning.ambiguous else ""
        lowered = max(rank, Rank.CLOSE) if meaning.ambiguous else rank
        doubts = (doubt, ambiguous, column.doubt, check.doubt)
        yield Candidate(path, column, lowered, "; ".join(filter(None, doubts)))


def _by_values(column: Column, siblings: Siblings) -> Iterator[Candidate]:
    """List what values alone show; but for e-mail addresses only where no header tells more."""
    for shape, path in _SHOWN.items():
        seen = column.evidence
        count = seen.dialled if shape is ValueShape.PHONE else seen.counts.get(shape, 0)
        told = shape is ValueShape.EMAIL or (column.is_unknown and siblings.strangers)
        if told and seen.filled and count >= MOSTLY * seen.filled and not column.is_of_others:
            yield Candidate(path, column, Rank.VALUES, _share(column, shape))


def _share(column: Column, shape: ValueShape) -> str:
    seen = column.evidence
    return f"its values are {shape} ({seen.counts[shape]} of {seen.filled})"


def _offers(meaning: HeaderMeaning, siblings: Siblings) -> Iterator[Offer]:
    concept = meaning.concept
    if concept in _LINES or concept in _PARTS:
        return _of_address(meaning)
    if concept in (Concept.NAME, Concept.FULL_NAME):
        return _of_name(meaning, siblings)
    if concept in REACH - {Concept.WEBSITE}:
        return _of_reach(meaning)
    return _of_customer(meaning, siblings)


def _of_customer(meaning: HeaderMeaning, siblings: Siblings) -> Iterator[Offer]:
    """Offer first and last name, company, department, website and note."""
    owners, concept = meaning.owners, meaning.concept
    path = _CUSTOMERS.get(concept) if concept else None
    if path is None or _is_second(meaning) or owners & {*_AWAY, Owner.HOME}:
        return
    if Owner.CONTACT in owners:
        contacts = _CONTACTS.get(concept) if concept else None
        yield (contacts, Rank.PLAIN, "") if contacts else (path, Rank.NEAR, "the contact's")
    elif Owner.BILLING in owners or meaning.is_part:
        if concept in (Concept.FIRST, Concept.LAST, Concept.COMPANY):
            yield path, Rank.DERIVED, "taken from the address"
        if concept in (Concept.FIRST, Concept.LAST):
            yield _CONTACTS[concept], Rank.SPARE, "taken from the address"
    else:
        whose = siblings.accounts and concept in (Concept.FIRST, Concept.LAST)
        yield path, Rank.PLAIN, "it can be the customer's or the contact's" if whose else ""


def _of_reach(meaning: HeaderMeaning) -> Iterator[Offer]:
    """Offer e-mail, phone, mobile and fax: the customer's, the contact's or an address's."""
    owners, concept = meaning.owners, meaning.concept or Concept.EMAIL
    own, contacts = _CUSTOMERS[concept], _CONTACTS[concept]
    if _is_second(meaning):
        if not owners & {*_AWAY, Owner.CONTACT, Owner.BILLING} and meaning.ordinal <= SECOND:
            yield from _unless(own, (contacts, Rank.NEAR, "it is the second one"))
    elif owners & {*_AWAY, Owner.BILLING} or meaning.is_part:
        if not owners & _AWAY:
            yield own, Rank.DERIVED, "taken from the address"
        if concept in _AT_ADDRESS:
            path = f"Addresses.{type_of(meaning)}.{_AT_ADDRESS[concept]}"
            yield path, Rank.SPARE, "used only for orders"
    elif Owner.CONTACT in owners:
        yield contacts, Rank.CLOSE if owners & {Owner.HOME, Owner.WORK} else Rank.PLAIN, ""
    elif Owner.HOME in owners:
        yield from _unless(own, (contacts, Rank.NEAR, "the private one"))
        yield own, Rank.DERIVED, "the private one"
    else:
        at_work = Owner.WORK in owners and concept in (Concept.EMAIL, Concept.MOBILE)
        yield own, Rank.PLAIN, "the one at work" if at_work else ""
        yield from _unless(own, (contacts, Rank.SPARE, "there is more than one"))


def _unless(taken: str, offer: Offer) -> Iterator[Offer]:
    if offer[0] != taken:
        yield offer


def _of_name(meaning: HeaderMeaning, siblings: Siblings) -> Iterator[Offer]:
    owners, full = meaning.owners, meaning.concept is Concept.FULL_NAME
    if _is_second(meaning) or owners & {*_AWAY, Owner.HOME}:
        return
    if Owner.BILLING in owners or meaning.is_part:
        yield "CustomerName", Rank.DERIVED, "taken from the address"
    elif Owner.CONTACT in owners:
        people = siblings.first or siblings.last
        other = siblings.company or (siblings.named and not people)
        path = CONTACT_NAME if other else "CustomerName"
        yield path, Rank.NEAR, "the contact's whole name"
    elif Owner.ACCOUNT in owners:
        people = siblings.first or siblings.last
        path = "CustomerCompanyName" if people else "CustomerName"
        yield path, Rank.CLOSE, "an account can be a person or a company"
        yield "CustomerCompanyName", Rank.SPARE, "an account can be a person or a company"
    elif full or (Owner.CUSTOMER in owners and siblings.first == siblings.last):
        yield "CustomerName", Rank.PLAIN, ""
    else:
        yield _whose_name(siblings), Rank.CLOSE, "a name can be the customer's, first or last name"


def _whose_name(siblings: Siblings) -> str:
    """Return what a bare `Name` is by its siblings: beside `Prénom`, `Nom` is the last name."""
    if siblings.first and not siblings.last:
        return "CustomerLastName"
    if siblings.last and not siblings.first:
        return "CustomerFirstName"
    return "CustomerName"


def _of_address(meaning: HeaderMeaning) -> Iterator[Offer]:
    concept, kind = meaning.concept or Concept.ADDRESS, type_of(meaning)
    doubt = doubt_of_type(kind)
    if concept in _LINES and meaning.ordinal <= MOST_LINES:
        whole = concept is Concept.ADDRESS and not meaning.ordinal
        rank = Rank.CLOSE if whole else Rank.PLAIN
        yield f"Addresses.{kind}.AddressLine{meaning.ordinal or 1}", rank, doubt
    elif concept in _PARTS and meaning.ordinal <= 1:
        rank = Rank.NEAR if meaning.ordinal else Rank.CLOSE if meaning.coded else Rank.PLAIN
        yield f"Addresses.{kind}.{_PARTS[concept]}", rank, doubt


def doubt_of_type(kind: str) -> str:
    """Say why the type of an address is not sure; blank where it is."""
    if kind in SURE_TYPES:
        return ""
    if kind == PLAIN_ADDRESS:
        return "the list names no type of address"
    return "the type must exist in your account"


def type_of(meaning: HeaderMeaning) -> str:
    """Return the type of address that a header names."""
    named = (kind for owners, kind in _TYPES.items() if owners in meaning.owners)
    return next(named, PLAIN_ADDRESS)


def _is_second(meaning: HeaderMeaning) -> bool:
    return meaning.ordinal > 1 or Owner.SECOND in meaning.owners
