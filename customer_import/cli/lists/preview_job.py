"""What `preview` does: it builds the first rows, and stages them in a ledger that is not kept."""

from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice

import orjson

from customer_import.cli.lists.open_list import OpenList, open_list
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.screen import Screen
from customer_import.clock import Clock
from customer_import.endpoints import MOST_BYTES, MOST_RECORDS, PATHS, STAGED
from customer_import.errors import CustomerImportError
from customer_import.events import nobody
from customer_import.importer import Importer, Options
from customer_import.ledger.ledger import ledger_for_a_dry_run
from customer_import.ledger.sending.outbox import Outbox
from customer_import.records.built.built_rows import Built
from customer_import.reports.preview_table import show_preview
from customer_import.result import ExitStatus


def preview(file: str, mapping: str | None, options: ReadOptions, *, as_json: bool) -> ExitStatus:
    """Show the first rows of a list, side by side or as requests."""
    screen = Screen(quiet=False)
    try:
        with open_list(file, mapping, options, screen) as opened:
            for problem in (*opened.table.problems, *opened.builder.of_list()):
                screen.say(problem.message)
            if as_json:
                screen.out.file.write(_requests(opened, options).decode() + "\n")
            elif not show_preview(screen.out, opened.builder, _first(opened, options)):
                screen.say(opened.given.has_no_rows)
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def _first(opened: OpenList, options: ReadOptions) -> Iterator[Built]:
    return islice(opened.builder.build(opened.table.rows), options.limit)


def _requests(opened: OpenList, options: ReadOptions) -> bytes:
    """Return the requests that the first rows take, as they would be sent."""
    clock = Clock()
    with ledger_for_a_dry_run() as ledger:
        importer = Importer(ledger, clock, nobody, lambda: False)
        new = opened.new_run("", options)
        staged = importer.stage(
            new, opened.builder, opened.table.rows, Options(limit=options.limit)
        )
        outbox = Outbox(ledger.connection, staged.run.id, staged.run.name, clock.now)
        bodies = []
        for call in STAGED:
            for batch in outbox.batches(call, MOST_RECORDS, MOST_BYTES):
                bodies.append({"path": PATHS[call], "body": orjson.Fragment(batch.body)})
                # Addresses follow their customers only once these are saved.
                with outbox.writing():
                    request = outbox.intend(batch, len(batch.body))
                    outbox.note_saved(request, [""] * len(batch), HTTPStatus.OK, "")
    return orjson.dumps({"requests": bodies}, option=orjson.OPT_INDENT_2)
