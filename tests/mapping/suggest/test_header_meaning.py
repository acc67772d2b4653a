from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_import.mapping.suggest.header_meaning import HeaderMeaning, HeaderReader, reader_for
from customer_import.mapping.suggest.vocabulary import (
    Aside,
    Concept,
    Owner,
    Sense,
    folded,
    languages,
    phrases_of,
)

C, A = Concept, Owner
LACKING = {Concept.PARTICLE}
"""What is not said in every language."""


def read_header(header: str) -> HeaderMeaning | None:
    """Read a header as a list's only one."""
    return reader_for([header]).meaning(header)


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


@pytest.mark.parametrize(("header", "concept", "owners"), KNOWN)
def test_a_header_is_read_by_its_parts(
    header: str, concept: Concept | None, owners: set[Owner]
) -> None:
    """A header says what its column holds and whose it is, in any order, spelling and language."""
    meaning = read_header(header)
    assert meaning is not None
    assert (meaning.concept, set(meaning.owners)) == (concept, owners)


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
    assert read_header(header) is None


@pytest.mark.parametrize(
    ("header", "ordinal"),
    [("Phone 2", 2), ("Address1", 1), ("ORT01", 1), ("Contact1 Email 3", 3)],
)
def test_the_number_in_a_header_counts(header: str, ordinal: int) -> None:
    """`Phone 2` is the second phone; the number of a contact is not that of his e-mail address."""
    meaning = read_header(header)
    assert meaning is not None
    assert meaning.ordinal == ordinal


@pytest.mark.parametrize("header", ["Site", "Estado", "Nombre/Empresa", "Description"])
def test_two_meanings_are_said(header: str) -> None:
    """A word that can mean something else makes its header ambiguous."""
    meaning = read_header(header)
    assert meaning is not None
    assert meaning.ambiguous


@pytest.mark.parametrize("language", languages())
def test_every_language_has_words_for_every_meaning(language: str) -> None:
    """The words of a language name each field, and each owner of one."""
    senses: list[Sense] = [sense for kind in (Concept, Owner, Aside) for sense in kind]
    given = [sense for sense, _ in phrases_of(language)]
    wanted = [sense for sense in senses if sense in given or sense not in LACKING]
    assert list(dict.fromkeys(given)) == wanted
    assert all(phrase.removesuffix("?") for _, phrase in phrases_of(language))


@pytest.mark.parametrize("language", languages())
def test_every_phrase_is_found(language: str) -> None:
    """A phrase of a language is read as what it means, whatever its case and signs."""
    for sense, phrase in phrases_of(language):
        if isinstance(sense, Concept):
            meaning = HeaderReader(language).meaning(f"{phrase.removesuffix('?').upper()}_")
            assert meaning is not None, phrase
            assert meaning.concept is sense, phrase


@pytest.mark.parametrize("language", languages())
def test_a_phrase_means_one_thing_in_its_language(language: str) -> None:
    """No phrase has two meanings in one language, and none is sure in one place only."""
    known: dict[str, set[tuple[Sense, bool]]] = defaultdict(set)
    for sense, phrase in phrases_of(language):
        known[folded(phrase)].add((sense, phrase.endswith("?")))
    assert {phrase for phrase, senses in known.items() if len(senses) > 1} == set()


@pytest.mark.parametrize(
    ("headers", "language", "concept"),
    [
        (("Navn", "Postnr.", "By"), "da", C.CITY),
        (("Created", "By"), "en", None),
        (("Název", "Kraj"), "cs", C.STATE),
        (("Nazwa", "Kraj"), "pl", C.COUNTRY),
        (("Müşteri", "Cep"), "tr", C.MOBILE),
        (("Endereço", "Cep"), "pt", C.POSTCODE),
        (("顧客", "市"), "ja", C.CITY),
    ],
)
def test_a_word_means_what_it_does_in_the_lists_language(
    headers: tuple[str, ...], language: str, concept: Concept | None
) -> None:
    """The other headers show the language, where a word has a meaning in several."""
    reader = reader_for(headers)
    meaning = reader.meaning(headers[-1])
    assert reader.language == language
    assert (meaning.concept if meaning else None) is concept


@settings(deadline=None)  # The first header loads the words of all languages.
@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    """No text is too odd for a header."""
    meaning = read_header(header)
    assert meaning is None or meaning.concept or meaning.owners
