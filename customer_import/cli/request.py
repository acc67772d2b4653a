"""What the command line of `customer-import run` asks for."""

from dataclasses import dataclass
from pathlib import Path

from customer_import.cli.reading import Reading
from customer_import.reports.tables import Show


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    file: str
    mapping: str | None
    dry_run: bool
    sandbox: bool
    base_url: str | None
    yes: bool
    strict: bool
    errors: Path | None
    results: Path | None
    report: Path | None
    as_json: bool
    quiet: bool
    show: Show | None
    reading: Reading
    resend: bool
    resend_unknown: bool
    concurrency: int
    chunk_size: int
    timeout: float
    patience: float
    state_dir: Path | None

    @property
    def again(self) -> str:
        """What is to be sent again: a run that sends it is another one than a run that does not."""
        return f"resend={self.resend} unknown={self.resend_unknown}"
