"""A list that is gone before its run ended: the ledger has all rows that are not sent yet."""

from contextlib import suppress
from pathlib import Path

from customer_import.cli.lists.given_list import PIPED, absolute
from customer_import.cli.lists.open_list import StagedList, identity
from customer_import.cli.run.run_options import RunOptions
from customer_import.cli.servers.server import ledger_named, state_folder
from customer_import.clock import Clock
from customer_import.errors import CustomerImportError, InputFileError
from customer_import.ledger.ledger import Ledger, Patience, ledger_once_free
from customer_import.ledger.runs.history import History
from customer_import.ledger.runs.runs import LeftOver, Run
from customer_import.mapping.find import find_mapping
from customer_import.readers.kind import is_named_as_workbook


def may_go_on(options: RunOptions, clock: Clock) -> bool:
    """Tell whether the list is gone, and its run goes on by this command.

    This asks neither a server nor for a token: mostly a name was mistyped, and the user has to be
    told so.

    Raises:
        InputFileError: it is gone, and its run cannot go on without it.
    """
    if options.file == PIPED or Path(options.file).exists():
        return False
    found = None
    with suppress(CustomerImportError):
        found = _left_over(options, clock)
    if found is None:
        return False
    why = _why_not(found, options)
    if why:
        raise InputFileError(
            f"{options.file} is gone, and run {found.name} of it did not end. It cannot go on "
            f"without the list, because {why}.",
            "Bring the list back, and run the same command.",
        )
    return True


def _left_over(options: RunOptions, clock: Clock) -> LeftOver | None:
    server = options.server
    state = state_folder(options.state_dir)
    path = ledger_named(server.base_url, state, sandbox=server.sandbox)
    if path is None or not path.exists():
        return None
    with ledger_once_free(path, clock, Patience(options.sending.wait)) as ledger:
        return ledger.runs.left_over(absolute(Path(options.file)))


def _why_not(found: LeftOver, options: RunOptions) -> str:
    if not found.is_latest:
        return "later runs may have sent the same customers"
    loaded = find_mapping(options.mapping, Path(options.file), Path.cwd())
    if loaded is None:
        return "its mapping is gone too"
    again = options.sending.again
    if found.identity != identity(found.file_digest, loaded, options.reading, again):
        return "its mapping or its options have changed"
    return ""


def facts_of(ledger: Ledger, options: RunOptions) -> tuple[Run, StagedList]:
    """Return the run that goes on, and what is known of its list.

    Raises:
        InputFileError: its run is gone too.
    """
    found = ledger.runs.left_over(absolute(Path(options.file)))
    run = ledger.runs.unfinished(found.identity) if found else None
    past = History(ledger.connection).run(run.name) if run else None
    if run is None or past is None:
        raise InputFileError(f"{options.file} is gone.", "Name the list where it is now.")
    facts = StagedList(
        past.file,
        Path(options.file),
        past.mapping,
        past.mapping_text,
        past.headers,
        past.delimiter,
        is_workbook=is_named_as_workbook(options.file),
    )
    return run, facts
