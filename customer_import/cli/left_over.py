"""A list that is gone before its run ended: the ledger has all that is left of it to send."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from customer_import.cli.input import PIPED, as_text
from customer_import.cli.lot import Facts
from customer_import.cli.request import Request
from customer_import.cli.server import ledger_named, state_folder
from customer_import.errors import CustomerImportError, InputFileError
from customer_import.ledger import Ledger, ledger_at
from customer_import.ledger.history import History
from customer_import.ledger.runs import Run


def has_left_over(request: Request, now: datetime) -> bool:
    """Tell whether the list is gone and a run of it can go on.

    No server is asked for anything, and no token: mostly a name was mistyped, and that is what the
    user has to hear.
    """
    if request.file == PIPED or Path(request.file).exists():
        return False
    with suppress(CustomerImportError):
        state = state_folder(request.state_dir)
        path = ledger_named(request.base_url, state, sandbox=request.sandbox)
        if path is not None and path.exists():
            with ledger_at(path, now) as ledger:
                return ledger.runs.left_over(as_text(request.file)) is not None
    return False


def facts_of(ledger: Ledger, request: Request) -> tuple[Run, Facts]:
    """The run that goes on, and what is known of its list.

    Raises:
        InputFileError: there is no such run any more.
    """
    run = ledger.runs.left_over(as_text(request.file))
    past = History(ledger.connection).run(run.name) if run else None
    if run is None or past is None:
        raise InputFileError(f"{request.file} is gone.", "Name the list where it is now.")
    facts = Facts(
        past.file,
        Path(request.file),
        past.mapping,
        past.mapping_text,
        past.headers,
        past.delimiter,
    )
    return run, facts
