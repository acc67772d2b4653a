"""What `preview` does: it builds the first rows, and stages them where nothing is kept."""

from collections.abc import Iterator
from itertools import islice

import orjson

from customer_import.cli.lot import Lot, open_lot
from customer_import.cli.reading import Reading
from customer_import.cli.screen import Screen
from customer_import.delivery.delivery import Clock
from customer_import.endpoints import MOST_BYTES, MOST_RECORDS, PATHS, Call
from customer_import.errors import CustomerImportError
from customer_import.events import nobody
from customer_import.importer import Importer, Options
from customer_import.ledger.ledger import ledger_for_a_dry_run
from customer_import.ledger.outbox import Outbox
from customer_import.records.row_builder import Built
from customer_import.reports.preview import show_preview
from customer_import.result import ExitStatus


def preview(file: str, mapping: str | None, reading: Reading, *, as_json: bool) -> ExitStatus:
    """Show the first rows of a list, side by side or as requests."""
    screen = Screen(quiet=False)
    try:
        with open_lot(file, mapping, reading, screen) as lot:
            if as_json:
                screen.out.file.write(_requests(lot, reading).decode() + "\n")
            elif not show_preview(screen.out, lot.builder, _first(lot, reading)):
                screen.say("The list has headers, but no rows.")
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def _first(lot: Lot, reading: Reading) -> Iterator[Built]:
    return islice(lot.builder.build(lot.table.rows), reading.limit)


def _requests(lot: Lot, reading: Reading) -> bytes:
    """The requests that the first rows take, as they would be sent."""
    clock = Clock()
    with ledger_for_a_dry_run() as ledger:
        importer = Importer(ledger, clock, nobody, lambda: False)
        new = lot.new_run("", reading)
        plan = importer.stage(new, lot.builder, lot.table.rows, Options(limit=reading.limit))
        outbox = Outbox(ledger.connection, plan.run.id, plan.run.name, clock.now)
        bodies = [
            {"path": PATHS[call], "body": orjson.Fragment(batch.body)}
            for call in Call
            for batch in outbox.batches(call, MOST_RECORDS, MOST_BYTES)
        ]
    return orjson.dumps({"requests": bodies}, option=orjson.OPT_INDENT_2)
