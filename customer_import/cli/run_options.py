"""What the command line of `customer-import run` asks for."""

from dataclasses import dataclass
from pathlib import Path

from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.options.for_reports import ShownRows
from customer_import.cli.options.for_sending import Only


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line of `customer-import run` asks for."""

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
    show: ShownRows | None
    reading: ReadOptions
    resend: bool
    resend_unknown: bool
    only: Only | None
    max_creates: int | None
    max_updates: int | None
    concurrency: int
    chunk_size: int
    timeout: float
    patience: float
    wait: float
    state_dir: Path | None
    open_page: bool = False
    notify: str | None = None

    @property
    def looks_first(self) -> bool:
        """Return whether the server is read before anything is sent."""
        limits = (self.max_creates, self.max_updates)
        return self.only == Only.CREATE or any(limit is not None for limit in limits)

    @property
    def again(self) -> str:
        """Return what makes another run of the same list: what is sent again, or left out."""
        only = f" only={self.only}" if self.only else ""
        return f"resend={self.resend} unknown={self.resend_unknown}{only}"
