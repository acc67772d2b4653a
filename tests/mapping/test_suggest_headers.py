from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.mapping.suggest.header import Grade, folded, read_header
from customer_import.mapping.suggest.meanings import About, Aside, Concept
from customer_import.mapping.suggest.synonyms import FIELDS, LANGUAGES, TABLE

C, A = Concept, About
KNOWN = [
    ("Customer #", C.ID, {A.CUSTOMER}),
    ("Kunden-Nr.", C.ID, {A.CUSTOMER}),
    ("KdNr", C.ID, {A.CUSTOMER}),
    ("N° client", C.ID, {A.CUSTOMER}),
    ("Código do cliente", C.ID, {A.CUSTOMER}),
    ("ID de registro", C.ID, {A.RECORD}),
    ("klantnummer", C.ID, {A.CUSTOMER}),
    ("E-Mail-Adresse", C.EMAIL, set()),
    ("EMailAddress", C.EMAIL, set()),
    ("Dirección de correo electrónico", C.EMAIL, set()),
    ("Indirizzo e-mail", C.EMAIL, set()),
    ("Telefonnummer (privat)", C.PHONE, {A.HOME}),
    ("Téléphone portable", C.MOBILE, set()),
    ("Mobile Phone Number", C.MOBILE, set()),
    ("Telefaxnummer", C.FAX, set()),
    ("Company Domain Name", C.WEBSITE, {A.WORK}),
    ("BILLINGPOSTALCODE", C.POSTCODE, {A.BILLING}),
    ("Rechnungsadresse PLZ", C.POSTCODE, {A.BILLING}),
    ("Ville de facturation", C.CITY, {A.BILLING}),
    ("Factuurpostcode", C.POSTCODE, {A.BILLING}),
    ("CAP spedizione", C.POSTCODE, {A.SHIPPING}),
    ("Dirección de envío", C.ADDRESS, {A.SHIPPING}),
    ("Morada de entrega", C.ADDRESS, {A.SHIPPING}),
    ("Lieferanschrift Straße", C.STREET, {A.SHIPPING}),
    ("Default Address Province Code", C.STATE, set()),
    ("CountryCode_code", C.COUNTRY, set()),
    ("Country/Region", C.COUNTRY, set()),
    ("Straße und Hausnummer", C.STREET, set()),
    ("Ragione sociale", C.COMPANY, set()),
    ("Nombre de la empresa", C.COMPANY, set()),
    ("Name (Adressatentyp Unternehmen)", C.COMPANY, set()),
    ("Nom et prénom", C.FULL_NAME, set()),
    ("Name, Vorname", C.FULL_NAME, set()),
    ("Contactpersoon", None, {A.CONTACT}),
    ("Laenderkennzeichen", C.COUNTRY, set()),
]


@pytest.mark.parametrize(("header", "concept", "about"), KNOWN)
def test_a_header_is_read_by_its_parts(
    header: str, concept: Concept | None, about: set[About]
) -> None:
    """A header says what its column holds and whose it is, in any order, spelling and language."""
    reading = read_header(header)
    assert reading is not None
    assert (reading.concept, set(reading.about)) == (concept, about)
    assert reading.grade is Grade.WHOLE


@pytest.mark.parametrize(
    "header",
    [
        "", "123", "Import", "Transport", "Customer Type", "Kundengruppe", "Contact owner",
        "Email opt out", "IP address", "USt-IdNr.", "Estado civil", "PLZ / Ort", "Address ID",
        "Bemerkung (Telefon)", "Contact2 First Name", "Codice fiscale", "Contract number",
    ],
)  # fmt: skip
def test_what_is_no_customers_is_not_read(header: str) -> None:
    """A header that speaks of something else, or of two things at once, is not taken whole."""
    reading = read_header(header)
    assert reading is None or reading.grade is Grade.PARTLY


@pytest.mark.parametrize(
    ("header", "concept"),
    [
        ("correo_electrpnico", C.EMAIL),
        ("Telephon", C.PHONE),
        ("Compnay", C.COMPANY),
        ("Biling City", C.CITY),
        ("Custmer Number", C.ID),
    ],
)
def test_a_misspelt_header_is_known(header: str, concept: Concept) -> None:
    """One slip in a word is forgiven, and said to be one."""
    reading = read_header(header)
    assert reading is not None
    assert (reading.concept, reading.grade) == (concept, Grade.MISSPELT)


@pytest.mark.parametrize(
    ("header", "ordinal"),
    [("Phone 2", 2), ("Address1", 1), ("ORT01", 1), ("Contact1 Email 3", 3), ("Phone 7", 0)],
)
def test_the_number_in_a_header_counts(header: str, ordinal: int) -> None:
    """`Phone 2` is the second phone; the number of a contact is not that of his e-mail address."""
    reading = read_header(header)
    assert reading is not None
    assert reading.ordinal == ordinal


@pytest.mark.parametrize("header", ["Site", "Estado", "Nombre/Empresa", "Description"])
def test_two_meanings_are_said(header: str) -> None:
    """A word that can mean something else makes its header ambiguous."""
    reading = read_header(header)
    assert reading is not None
    assert reading.ambiguous


@pytest.mark.parametrize("meaning", TABLE)
def test_every_meaning_has_words_in_every_language(meaning: Concept | About | Aside) -> None:
    """The table knows each field, and each word about it, in all of its languages."""
    assert list(TABLE[meaning]) == list(LANGUAGES)
    assert all(TABLE[meaning].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_found(language: str) -> None:
    """A phrase of the table is read as what it stands for, whatever its case and signs."""
    phrases = [
        (phrase.removesuffix("?"), concept)
        for concept, languages in FIELDS.items()
        for phrase in languages[language].split(", ")
    ]
    readings = [(phrase, concept, read_header(f"{phrase.upper()}_")) for phrase, concept in phrases]
    assert [
        p for p, concept, reading in readings if not reading or reading.concept != concept
    ] == []


def test_a_phrase_stands_for_one_thing() -> None:
    """No phrase of the table has two meanings, nor is it sure in one language only."""
    known: dict[str, set[tuple[object, bool]]] = defaultdict(set)
    for meaning, languages in TABLE.items():
        for phrase in ", ".join(languages.values()).split(", "):
            known[folded(phrase)].add((meaning, phrase.endswith("?")))
    assert {phrase for phrase, meanings in known.items() if len(meanings) > 1} == set()


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    """No text is too odd for a header."""
    reading = read_header(header)
    assert reading is None or reading.concept or reading.about
