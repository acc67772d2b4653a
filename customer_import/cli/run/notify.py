"""Tells a webhook how a run ended; whether that works never changes the exit status."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from customer_import.cli.screen import Screen
from customer_import.errors import SettingError
from customer_import.reports.for_scripts import summary
from customer_import.result import ExitStatus, RunResult

if TYPE_CHECKING:
    from customer_import.api.webhook import Webhook

_ENDS: Mapping[ExitStatus, str] = {
    ExitStatus.OK: "is done",
    ExitStatus.SOME_FAILED: "is done, and some rows need a look",
    ExitStatus.NOT_STARTED: "was not started",
    ExitStatus.STOPPED: "stopped part-way",
    ExitStatus.INTERRUPTED: "was interrupted",
}
_SHOWN = ("saved", "failed", "invalid", "unknown", "skipped", "held", "pending")


def check_notify(url: str | None) -> None:
    """Check the address of a webhook before anything is done.

    Raises:
        SettingError: it is not one.
    """
    if url:
        _webhook(url)


def notify(url: str | None, result: RunResult, screen: Screen) -> None:
    """Tell how a run ended: counts and names, and nothing of its rows."""
    if url:
        facts = {**summary(result), "exit_status": int(result.exit_status)}
        counts = ", ".join(f"{facts[name]} {name}" for name in _SHOWN if facts[name])
        kind = "dry run" if result.dry_run else "import"
        _post(url, _text(kind, result.file, result.exit_status, counts), facts, screen)


def notify_not_started(url: str | None, file: str, status: ExitStatus, screen: Screen) -> None:
    """Tell that a list was not sent at all."""
    if url:
        facts: dict[str, object] = {"file": file, "exit_status": int(status)}
        # A wrong address is why it was not started.
        with suppress(SettingError):
            _post(url, _text("import", file, status, ""), facts, screen)


def _text(kind: str, file: str, status: ExitStatus, counts: str) -> str:
    text = f"The {kind} of {file} {_ENDS[status]} (exit status {int(status)})"
    return f"{text}: {counts}." if counts else f"{text}."


def _webhook(url: str) -> "Webhook":
    # Imported here because few runs tell anybody.
    from customer_import.api.webhook import webhook  # noqa: PLC0415

    return webhook(url)


def _post(url: str, text: str, facts: Mapping[str, object], screen: Screen) -> None:
    from customer_import.api.webhook import NotNotified  # noqa: PLC0415 - as above

    hook = _webhook(url)
    try:
        hook.post(text, facts)
    except NotNotified as error:
        screen.explain(f"The notification to {hook.host} was not delivered: {error}.")
