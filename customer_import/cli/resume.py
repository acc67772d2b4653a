"""A list that is gone before its run ended: the ledger has all that is left of it to send."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from customer_import.cli.input import PIPED
from customer_import.cli.lot import Facts, absolute, identity
from customer_import.cli.request import Request
from customer_import.cli.server import ledger_named, state_folder
from customer_import.errors import CustomerImportError, InputFileError
from customer_import.ledger.history import History
from customer_import.ledger.ledger import Ledger, ledger_at
from customer_import.ledger.runs import LeftOver, Run
from customer_import.mapping.find import find_mapping


def may_go_on(request: Request, now: datetime) -> bool:
    """Tell whether the list is gone, and its run goes on by this command.

    No server is asked for anything, and no token: mostly a name was mistyped, and that is what the
    user has to hear.

    Raises:
        InputFileError: it is gone, and its run cannot go on without it.
    """
    if request.file == PIPED or Path(request.file).exists():
        return False
    found = None
    with suppress(CustomerImportError):
        found = _left_over(request, now)
    if found is None:
        return False
    why = _why_not(found, request)
    if why:
        raise InputFileError(
            f"{request.file} is gone, and run {found.name} of it did not end. It cannot go on "
            f"without the list, for {why}.",
            "Bring the list back, and run the same command.",
        )
    return True


def _left_over(request: Request, now: datetime) -> LeftOver | None:
    state = state_folder(request.state_dir)
    path = ledger_named(request.base_url, state, sandbox=request.sandbox)
    if path is None or not path.exists():
        return None
    with ledger_at(path, now) as ledger:
        return ledger.runs.left_over(absolute(Path(request.file)))


def _why_not(found: LeftOver, request: Request) -> str:
    if not found.is_latest:
        return "later runs may have sent the same customers"
    loaded = find_mapping(request.mapping, Path(request.file), Path.cwd())
    if loaded is None:
        return "there is no mapping to compare"
    if found.identity != identity(found.file_digest, loaded, request.reading, request.again):
        return "its mapping or its options were others"
    return ""


def facts_of(ledger: Ledger, request: Request) -> tuple[Run, Facts]:
    """The run that goes on, and what is known of its list.

    Raises:
        InputFileError: there is no such run any more.
    """
    found = ledger.runs.left_over(absolute(Path(request.file)))
    run = ledger.runs.unfinished(found.identity) if found else None
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
