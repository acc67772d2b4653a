"""What `customer-import sandbox` does: serve, or empty the data."""

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import (
    ledger_of_sandbox,
    opened_sandbox,
    sandbox_file,
    state_folder,
)
from customer_import.errors import CustomerImportError, LedgerError, LedgerInUse, SettingError
from customer_import.ledger.file.database import open_ledger
from customer_import.reports.wording import whole
from customer_import.result import ExitStatus
from customer_import.sandbox import (
    CALL_HELP,
    KINDS,
    PERMISSIONS,
    SHAPE_HELP,
    VARIANTS,
    Settings,
    parse_fault,
)
from customer_import.sandbox import reset as reset_sandbox

CHOICES: Mapping[str, Mapping[str, str]] = {
    "Choices for --fault": {name: kind.help for name, kind in KINDS.items()},
    "Calls, as in --fault search:429@1": CALL_HELP,
    "Choices for --shape": SHAPE_HELP,
    "Choices for --variant": VARIANTS,
}
"""The choices for the options of bad days, each with what a client sees."""


def show_choices() -> None:
    """Print the choices for the options of bad days."""
    console = Console(highlight=False)
    for title, texts in CHOICES.items():
        _show(console, title, texts)


def _show(console: Console, title: str, texts: Mapping[str, str]) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for name, text in texts.items():
        table.add_row(Text(name), Text(text))
    console.print(Panel(table, title=title, title_align="left"))


def settings_of(
    *,
    shape: str,
    variants: list[str],
    faults: list[str],
    latency: float,
    without: list[str],
    seed: int | None,
    exact_numbers: bool,
) -> Settings | SettingError:
    """Return the sandbox's settings, or what is wrong with them."""
    lacking = {f"{name.title()} Customer" for name in without}
    try:
        return Settings(
            shape=shape,
            variants=frozenset(variants),
            permissions=PERMISSIONS - _known(lacking),
            faults=tuple(map(parse_fault, faults)),
            latency=latency,
            seed=seed,
            exact_numbers=exact_numbers,
        )
    except ValueError as error:
        return SettingError(str(error), "See customer-import sandbox --help.")


def _known(lacking: set[str]) -> set[str]:
    if unknown := lacking - PERMISSIONS:
        raise ValueError(
            f"The permission {min(unknown)} does not exist; take create, update or delete."
        )
    return lacking


def serve(
    data: Path | None, state_dir: Path | None, port: int, settings: Settings | SettingError
) -> ExitStatus:
    """Serve until Ctrl-C."""
    if isinstance(settings, SettingError):
        return _failed(settings)
    path = data or sandbox_file(state_folder(state_dir))
    try:
        with opened_sandbox(path, settings, port) as sandbox:
            _say(f"The sandbox listens at {sandbox.url} (data: {path}). Ctrl-C ends it.")
            _say(f"Try: WASP_API_TOKEN=any customer-import run FILE --base-url {sandbox.url}")
            sandbox.serve_forever()
    except KeyboardInterrupt:
        _say("The sandbox ended; its data is kept.")
    except SettingError as error:
        return _failed(error)
    return ExitStatus.OK


def reset_data(data: Path | None, state_dir: Path | None) -> ExitStatus:
    """Empty the sandbox's data, and what the ledger knows of it."""
    state = state_folder(state_dir)
    path = data or sandbox_file(state)
    ledger = ledger_of_sandbox(state, path)
    try:
        if ledger.exists():
            _check_unused(ledger)
            for suffix in ("", "-wal", "-shm"):
                ledger.with_name(ledger.name + suffix).unlink(missing_ok=True)
        reset_sandbox(path)
    except CustomerImportError as error:
        return _failed(error)
    except ValueError as error:
        return _failed(SettingError(str(error), ""))
    _say(f"The sandbox {path} is empty.")
    return ExitStatus.OK


def _check_unused(ledger: Path) -> None:
    """Check that no run holds a ledger that is about to be deleted; it may be damaged."""
    try:
        open_ledger(ledger).close()
    except LedgerInUse:
        raise
    except LedgerError:
        return


def _say(text: str) -> None:
    # On one line, whatever its length, so that an address can be copied.
    Console(highlight=False).print(whole(text), soft_wrap=True)


def _failed(error: CustomerImportError) -> ExitStatus:
    Screen(quiet=False).error(error)
    return ExitStatus.NOT_STARTED
