"""What `customer-import sandbox` does: serve, or empty the data."""

from pathlib import Path

from rich.console import Console

from customer_import.cli.server import ledger_of_sandbox, sandbox_file, state_folder
from customer_import.errors import CustomerImportError, SettingError
from customer_import.ledger.database import open_ledger
from customer_import.reports.text import shown
from customer_import.result import ExitStatus
from customer_import.sandbox import PERMISSIONS, Sandbox, Settings, parse_fault
from customer_import.sandbox import reset as reset_sandbox


def settings_of(
    *, shape: str, faults: list[str], latency: float, without: list[str], seed: int | None
) -> Settings | SettingError:
    """The sandbox's settings, or what is wrong with them."""
    lacking = {f"{name.title()} Customer" for name in without}
    try:
        return Settings(
            shape=shape,
            permissions=PERMISSIONS - _known(lacking),
            faults=tuple(map(parse_fault, faults)),
            latency=latency,
            seed=seed,
        )
    except ValueError as error:
        return SettingError(str(error), "See customer-import sandbox --help.")


def _known(lacking: set[str]) -> set[str]:
    if unknown := lacking - PERMISSIONS:
        raise ValueError(f"There is no permission {min(unknown)}; take create or update.")
    return lacking


def serve(
    data: Path | None, state_dir: Path | None, port: int, settings: Settings | SettingError
) -> ExitStatus:
    """Serve until Ctrl-C."""
    screen = Console(highlight=False, markup=False)
    if isinstance(settings, SettingError):
        return _said(settings)
    path = data or sandbox_file(state_folder(state_dir))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with Sandbox(path, settings, port=port) as sandbox:
            screen.print(f"The sandbox listens at {sandbox.url} (data: {path}); Ctrl-C ends it.")
            command = f"customer-import run FILE --base-url {sandbox.url}"
            screen.print(f"Try: WASP_API_TOKEN=any {command}")
            sandbox.serve_forever()
    except KeyboardInterrupt:
        screen.print("The sandbox ended; its data is kept.")
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"The sandbox cannot listen at port {port}: {reason}."
        return _said(SettingError(message, "Name another with --port."))
    return ExitStatus.OK


def reset_data(data: Path | None, state_dir: Path | None) -> ExitStatus:
    """Empty the sandbox's data, and what the ledger knows of it."""
    state = state_folder(state_dir)
    path = data or sandbox_file(state)
    ledger = ledger_of_sandbox(state, path)
    try:
        if ledger.exists():
            # Opened first, so that it is not taken away from a run that is under way.
            open_ledger(ledger).close()
            for suffix in ("", "-wal", "-shm"):
                ledger.with_name(ledger.name + suffix).unlink(missing_ok=True)
        reset_sandbox(path)
    except CustomerImportError as error:
        return _said(error)
    Console(highlight=False, markup=False).print(f"The sandbox {path} is empty.")
    return ExitStatus.OK


def _said(error: CustomerImportError) -> ExitStatus:
    Console(stderr=True, highlight=False, markup=False).print(shown(f"Error: {error}"))
    return ExitStatus.NOT_STARTED
