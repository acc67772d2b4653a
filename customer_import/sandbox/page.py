"""The page that shows what arrived. All of it is data and escaped; nothing in it runs."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from customer_import.sandbox.session import Customer, Note
from customer_import.sandbox.settings import Settings
from customer_import.sandbox.store import Request, Store

LATEST = 50
"""How many customers and requests the page shows."""
WHOLE = ("Number", "Id", "No.", "Records", "Status", "Time")
"""The columns whose cells stay on one line."""

STYLE = """
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem }
th, td { text-align: left; vertical-align: top }
td { overflow-wrap: anywhere; white-space: pre-wrap }
.whole { overflow-wrap: normal; white-space: nowrap }
.wide { min-width: 24rem }
"""


def render(store: Store, settings: Settings) -> bytes:
    """Return the page, as UTF-8."""
    parts = [
        f"<p>{escape(_counts(store.counts()))}. Data: {escape(str(store.path))}</p>",
        f"<p>{escape(_behaviour(settings))}</p>",
        "<h2>Customers written last</h2>",
        _table(("Number", "Id", "Fields", "Addresses and phones", "Notes"), _customers(store)),
        "<h2>Requests</h2>",
        _table(("No.", "Path", "Records", "Fault", "Status", "Time"), _requests(store)),
    ]
    body = "\n".join(parts)
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Sandbox</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>Sandbox</h1>\n{body}\n</body></html>\n"
    )
    return page.encode()


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name}: {count:,}" for name, count in counts.items()).capitalize()


def _behaviour(settings: Settings) -> str:
    faults = ", ".join(fault.text for fault in settings.faults) or "none"
    variants = ", ".join(sorted(settings.variants)) or "none"
    return f"Answers: {settings.shape}. Variants: {variants}. Faults: {faults}."


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "\n".join("<tr>" + "".join(map(_cell, headers, row)) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _cell(header: str, value: object) -> str:
    # Ids, numbers and times are never broken over lines, so that they can be read and compared.
    kind = ' class="whole"' if header in WHOLE else ' class="wide"' if header == "Fields" else ""
    return f"<td{kind}>{escape(str(value))}</td>"


def _customers(store: Store) -> list[tuple[object, ...]]:
    return [_customer(store, customer) for customer in store.customers(newest=LATEST)]


def _customer(store: Store, customer: Customer) -> tuple[object, ...]:
    parts = (*store.addresses(customer.number), *store.phones(customer.number))
    notes = store.notes(customer.number)
    return (
        customer.number,
        customer.id,
        _lines(_all_fields(customer)),
        "\n".join(f"{part.type}: {', '.join(part.fields.values())}" for part in parts),
        "\n".join(map(_note, notes)),
    )


def _all_fields(customer: Customer) -> dict[str, object]:
    custom = customer.fields.get("CustomFields", {})
    fields = {name: value for name, value in customer.fields.items() if name != "CustomFields"}
    attached = {"Attachments": ", ".join(customer.attachments)} if customer.attachments else {}
    return {**fields, **custom, **attached}


def _lines(fields: Mapping[str, object]) -> str:
    return "\n".join(f"{name}: {_shown(value)}" for name, value in fields.items())


def _shown(value: object) -> str:
    """Return a value as people write it; a phone is its number, extension and type."""
    if not isinstance(value, dict):
        return str(value)
    extension, kind = value.get("PhoneExtension"), value.get("PhoneTypeName")
    parts = (
        value.get("PhoneNumber", ""),
        f"ext. {extension}" if extension else "",
        f"({kind})" if kind else "",
    )
    return " ".join(filter(None, parts))


def _note(note: Note) -> str:
    about = ", ".join(filter(None, (note.date, note.user)))
    return f"{note.text} ({about})" if about else note.text


def _requests(store: Store) -> list[tuple[object, ...]]:
    return [_cells(request) for request in store.requests(newest=LATEST)]


def _cells(request: Request) -> tuple[object, ...]:
    records = "" if request.records is None else request.records
    status = request.status or "no answer"
    return request.id, request.path, records, request.fault, status, request.at
