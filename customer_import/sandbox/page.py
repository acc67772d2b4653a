"""The page that shows what arrived. All of it is data and escaped; nothing in it runs."""

import json
from collections.abc import Iterable, Sequence
from html import escape

from customer_import.sandbox.settings import Settings
from customer_import.sandbox.store import Request, Store
from customer_import.sandbox.writer import Customer

LATEST = 50
"""How many customers and requests the page shows."""

STYLE = """
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem }
th, td { text-align: left; vertical-align: top }
td { overflow-wrap: anywhere; white-space: pre-wrap }
"""


def render(store: Store, settings: Settings) -> bytes:
    """The page, as UTF-8."""
    parts = [
        f"<p>{escape(_counts(store.counts()))}. Data: {escape(str(store.path))}</p>",
        f"<p>{escape(_behaviour(settings))}</p>",
        "<h2>Customers written last</h2>",
        _table(("Number", "Id", "Fields", "Addresses", "Notes"), _customers(store)),
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
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _behaviour(settings: Settings) -> str:
    faults = ", ".join(fault.text for fault in settings.faults) or "none"
    return f"Answers: {settings.shape}. Faults: {faults}."


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _customers(store: Store) -> list[tuple[object, ...]]:
    return [
        (
            customer.number,
            customer.id,
            _lines(_all_fields(customer)),
            "\n".join(
                f"{each.type}: {_line(each.fields)}" for each in store.addresses(customer.number)
            ),
            "\n".join(note.text for note in store.notes(customer.number)),
        )
        for customer in store.customers(newest=LATEST)
    ]


def _all_fields(customer: Customer) -> dict[str, object]:
    attached = {"Attachments": customer.attachments} if customer.attachments else {}
    return {**customer.fields, **attached}


def _lines(fields: dict[str, object]) -> str:
    return "\n".join(f"{name}: {_shown(value)}" for name, value in fields.items())


def _line(fields: dict[str, object]) -> str:
    return ", ".join(_shown(value) for value in fields.values())


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _requests(store: Store) -> list[tuple[object, ...]]:
    return [_cells(request) for request in store.requests(newest=LATEST)]


def _cells(request: Request) -> tuple[object, ...]:
    records = "" if request.records is None else request.records
    status = request.status or "no answer"
    return request.id, request.path, records, request.fault, status, request.at
