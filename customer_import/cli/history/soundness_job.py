"""What `history check` does: it reads all of every ledger, and says what is wrong."""

from pathlib import Path

from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import ledgers_in, state_folder
from customer_import.clock import Clock
from customer_import.errors import LedgerError
from customer_import.ledger.ledger import ledger_at
from customer_import.ledger.soundness import faults
from customer_import.reports.for_scripts import write_soundness
from customer_import.reports.wording import whole
from customer_import.result import ExitStatus


def check(state_dir: Path | None, *, as_json: bool) -> ExitStatus:
    """Check all ledgers; one that is damaged or in use is not sound."""
    screen, found = Screen(quiet=False), {}
    for path in ledgers_in(state_folder(state_dir)):
        found[str(path)] = _faults(path)
    if as_json:
        write_soundness(screen.out.file, found)
    else:
        _show(screen, found)
    return ExitStatus.SOME_FAILED if any(found.values()) else ExitStatus.OK


def _faults(path: Path) -> list[str]:
    try:
        with ledger_at(path, Clock().now()) as ledger:
            return faults(ledger.connection)
    except LedgerError as error:
        return [f"{error.message} {error.remedy}"]


def _show(screen: Screen, found: dict[str, list[str]]) -> None:
    if not found:
        screen.out.print("No ledgers yet.")
    for path, wrong in found.items():
        screen.out.print(whole(f"{path}: {'damaged' if wrong else 'sound'}"), soft_wrap=True)
        for fault in wrong:
            screen.out.print(whole(f"  {fault}"), soft_wrap=True)
    if any(found.values()):
        screen.say(
            "Restore a damaged ledger from a backup. If there is none, look at the server what "
            "was saved before you send anything."
        )
