"""The six lists of `sample_data/`, record by record, with what is wrong in them on purpose.

Domains and phones are those set aside for fiction: 555-01xx, and the blocks that the German and
French regulators keep for films.
"""

from collections.abc import Iterator
from datetime import date

from sample_people import PLACES, STREETS, Dice, dice, mail, plain

Cell = str | int | float | bool | date | None
Record = dict[str, Cell]
Edits = dict[int, dict[str, Cell]]
"""Cells to replace, by the row a spreadsheet shows; the header is row 1."""

SHIPPING = "Ship To Street,Ship To City,Ship To Zip"
ADDRESSES = f"Street,City,State,Zip,{SHIPPING}"
CUSTOM = "Subscription Date,Credit Limit,Territory"
CRM_BLANKS = (
    *[f"Mobile,{SHIPPING}"] * 6,
    *["Mobile"] * 4,
    *[f"Website,Mobile,{SHIPPING}"] * 3,
    *[f"Company,Website,Phone 1,Credit Limit,{SHIPPING}"] * 5,
    *[f"Email,Website,Mobile,Territory,{SHIPPING}"] * 2,
    f"Company,Website,Phone 1,Mobile,{ADDRESSES},{CUSTOM}",
)
"""What a company, a private person, a record from the paper days and a mere lead leave blank."""
CRM_NOTES = (
    "Prefers delivery before 10 a.m., back door",
    "Don't call, e-mail only",
    'Ask for "Sam" at the gate; the café next door signs too',
    "Moved in 2019,\nold address returns mail",
)

PROBLEMS: Edits = {
    5: {"Email": "brendan.brandt.example.com"},
    9: {"Email": "wanda@@vance.example.com"},
    12: {"Email": "yusuf.haddad@example"},
    16: {"Email": "mei@tanaka.example.com; office@tanaka.example.com"},
    20: {"Subscription Date": "03/04/2021"},
    23: {"Credit Limit": "1.250.00"},
    27: {"Last Name": ""},
    31: {"Customer Id": "C-00128 "},  # the number of row 30
    34: {"Territory": "NW"},
    38: {"Company": "The Company Formerly Known as Abernathy, Quigley, Whitlock & Daughters, Inc."},
    42: {"Customer Id": ""},
    46: {"Phone 1 Type": "Pager"},
    57: {"Email": "grace quigley@example.com", "Credit Limit": "approx. 500", "Territory": "?"},
}
TOO_SHORT, TOO_LONG = 50, 54

FRENCH_BLANKS = (
    *["Portable"] * 6,
    *["Société,Téléphone"] * 5,
    *["Portable,Adresse e-mail"] * 2,
    "Téléphone,Portable,Société,Encours autorisé",
)
FRENCH_PROBLEMS: Edits = {
    41: {"Adresse e-mail": "contact(at)rouge.example.com"},
    118: {"Adresse e-mail": "zelie.garcon@"},
    203: {"Date de création": "31/11/2019"},
    287: {"Encours autorisé": "12,50,00"},
    365: {"Adresse e-mail": "herve..merignac@example.org"},
    452: {"Segment": "PRO/PART"},
    540: {"Nom": ""},
    633: {"Adresse e-mail": "aucune"},
    720: {"Date de création": "00/00/0000"},
    808: {"Encours autorisé": "voir dossier"},
    911: {"Portable": "06 39 98"},
    1004: {"Adresse e-mail": "theo@example.com,lea@example.com", "Nom": "n.c."},
    1126: {"Segment": "inconnu"},
    1290: {"Date de création": "2019"},
    1444: {"Adresse e-mail": "@thevenot.example.org"},
}


def without(record: Record, columns: str, blank: str = "") -> Record:
    """Return a record with some columns blank; their names are in one text, with commas."""
    return {**record, **dict.fromkeys(filter(None, columns.split(",")), blank)}


def edited(records: Iterator[Record], edits: Edits) -> Iterator[Record]:
    """Return the records with some cells replaced."""
    for row, record in enumerate(records, start=2):
        yield {**record, **edits.get(row, {})}


def customers() -> Iterator[Record]:
    """Make an old CRM's export in English whose every row can be imported."""
    at = dice("customers.csv")
    for number in range(300):
        blanks = at.pick(CRM_BLANKS)
        record = without(crm_record(at), blanks, at.pick(("", "", "", "N/A", "-")))
        note = at.pick(CRM_NOTES) if "Credit Limit" not in blanks and at.one_in(30) else ""
        yield {"Customer Id": f"{417 + number * 7:06}", **record, "Comments": note}


def crm_record(at: Dice) -> Record:
    """Make a record as a CRM exports it, with all columns filled."""
    first, last, company = at.person("en")
    zip_code, city, state = at.pick(PLACES["en"])
    ship_zip, ship_city, _ = at.pick(PLACES["en"])
    email = mail(first, last, at.pick(("com", "org")))
    return {
        "First Name": f"{first} " if at.one_in(25) else first,
        "Last Name": last,
        "Company": company.replace(" ", "  ") if at.one_in(20) else company,
        "Email": email.upper() if at.one_in(15) else email,
        "Website": f"{at.pick(('https://www.', 'http://', ''))}{plain(last)}.example.com",
        "Phone 1": at.us_phone(),
        "Mobile": f"208-555-01{at.upto(100):02}",
        "Street": f"{12 + at.upto(4800)} {at.pick(STREETS['en'])}",
        "City": city.upper() if at.one_in(8) else city,
        "State": state,
        "Zip": zip_code,
        "Ship To Street": f"{1 + at.upto(900)} {at.pick(STREETS['en'])}, Dock {1 + at.upto(9)}",
        "Ship To City": ship_city,
        "Ship To Zip": ship_zip,
        "Subscription Date": f"{at.day():%m/%d/%Y}",
        "Credit Limit": f"{(1 + at.upto(400)) * 25:,}.00" if at.one_in(2) else f"{at.upto(9000)}",
        "Territory": at.pick("NESW"),
    }


def customers_with_problems() -> Iterator[list[Cell]]:
    """Make the same export with rows that a person has to correct; the header comes first."""
    records = list(edited(problem_records(), PROBLEMS))
    yield list(records[0])
    for row, record in enumerate(records, start=2):
        cells = list(record.values())
        if row == TOO_SHORT:
            cells.remove(record["City"])
        if row == TOO_LONG:
            cells[3:4] = ["Castañeda", " Ritter & Co"]  # somebody took the quotes off
        yield cells


def problem_records() -> Iterator[Record]:
    """Make the records of that list before anything is wrong with them."""
    at = dice("customers-with-problems.csv")
    unused = ("Website", "Mobile", "State", *SHIPPING.split(","))
    for number in range(60):
        record = without(crm_record(at), at.pick(("", "", "Company", "Email")))
        record["Subscription Date"] = at.day().isoformat()
        record["Phone 1"] = f"505-555-01{at.upto(100):02}"
        record["Phone 1 Type"] = at.pick(("Business", "Main", "Work"))
        kept = {name: cell for name, cell in record.items() if name not in unused}
        yield {"Customer Id": f"C-{100 + number:05}", **kept}


def kunden() -> Iterator[Record]:
    """Make the export of a German merchandise system."""
    at = dice("kunden.csv")
    notes = ("Rabatt ab 500 € vereinbart", "Anlieferung nur werktags; Rampe 2", "„Stammkunde“")
    for number in range(120):
        first, last, company = at.person("de")
        code, town, _ = at.pick(PLACES["de"])
        turnover = f"{at.upto(9_000_000) / 100:,.2f}".translate({ord(","): ".", ord("."): ","})
        mobile = at.pick(("0171 39200{:02}", "+49 (0)171 / 39 200 {:02}")).format(at.upto(100))
        record: Record = {
            "Kundennr.": f"{10_042 + number * 3:07}",
            "Vorname": first,
            "Nachname": last,
            "Firma": company,
            "E-Mail": mail(first, last, "org"),
            "Telefon": f"030 23125-{at.upto(1000):03}",
            "Mobil": mobile,
            "Straße": f"{at.pick(STREETS['de'])} {1 + at.upto(120)}",
            "PLZ": code,
            "Ort": town,
            "Kunde seit": f"{at.day():%d.%m.%Y}",
            "Jahresumsatz": turnover,
            "Newsletter": at.pick("jnJ"),
            "Bemerkung": at.pick(notes) if at.one_in(12) else "",
        }
        blanks = at.pick(("", "Mobil", "Mobil,Firma,Jahresumsatz", "E-Mail,Newsletter"))
        yield without(record, blanks)


def clientes() -> Iterator[Record]:
    """Make a Mexican list kept by hand: some dates and phones are numbers, others are texts."""
    at = dice("clientes.xlsx")
    for number in range(80):
        first, last, company = at.person("es")
        _, mother, _ = at.person("es")
        code, town, state = at.pick(PLACES["es"])
        line, day = f"01{at.upto(100):02}", at.day()
        yield {
            "Código": 137 + number * 11,
            "Nombre": first,
            "Apellidos": f"{last} {mother}",
            "Razón social": None if at.one_in(3) else company,
            "Correo electrónico": None if at.one_in(6) else mail(first, last, "com"),
            "Teléfono": f"(55) 5555 {line}" if at.one_in(9) else int(f"555555{line}"),
            "Ext.": 10 + at.upto(90) if at.one_in(3) else None,
            "Calle y número": f"{at.pick(STREETS['es'])} {1 + at.upto(900)}",
            "Ciudad": town,
            "Estado": state,
            "C.P.": int(code),
            "Fecha de alta": f"{day:%d/%m/%Y}" if at.one_in(10) else day,
            "Límite de crédito": at.upto(400) * 250 + at.pick((0, 0, 0.5)),
            "Activo": not at.one_in(5),
        }


def large() -> Iterator[Record]:
    """Make fifteen hundred French and Belgian customers, one in a hundred with a problem."""
    return edited(french_records(), FRENCH_PROBLEMS)


def french_records() -> Iterator[Record]:
    """Make the records of the large list before anything is wrong with them."""
    at = dice("large.csv")
    for number in range(1500):
        first, last, company = at.person("fr")
        code, town, _ = at.pick(PLACES["fr"])
        limit = f"{at.upto(4_000_000) / 100:,.2f}".translate({ord(","): "\u00a0", ord("."): ","})
        record: Record = {
            "N° client": f"{1 + number * 13:08}",
            "Prénom": first,
            "Nom": last.upper(),
            "Société": company,
            "Adresse e-mail": mail(first, last, at.pick(("com", "org"))),
            "Téléphone": f"01 99 00 {at.upto(100):02} {at.upto(100):02}",
            "Portable": f"06 39 98 {at.upto(100):02} {at.upto(100):02}",
            "Adresse": f"{1 + at.upto(180)}, {at.pick(STREETS['fr'])}",
            "Code postal": code,
            "Ville": town,
            "Pays": "FR",
            "Date de création": f"{at.day():%d/%m/%Y}",
            "Encours autorisé": limit,
            "Segment": at.pick(("PRO", "PART", "COLL", "")),
        }
        if at.one_in(12):
            record |= {"Code postal": "4000", "Ville": "Liège", "Pays": "BE"}
        yield without(record, at.pick(FRENCH_BLANKS), at.pick(("", "n.c.")))


def new_contacts() -> Iterator[Record]:
    """Make the business cards of a trade fair, of people who do not have numbers yet."""
    at = dice("new-contacts.xlsx")
    for _ in range(25):
        first, last, company = at.person(at.pick(("en", "de", "fr", "es")))
        yield {
            "First name": first,
            "Last name": last,
            "Organisation": company,
            "E-mail": None if at.one_in(6) else mail(first, last, "com"),
            "Phone": at.us_phone() if at.one_in(2) else None,
            "Met at": at.pick(("Booth 12", "Workshop", "Evening reception")),
            "Met on": date(2021, 9, 14 + at.upto(3)),
            "Newsletter": at.one_in(2),
        }
