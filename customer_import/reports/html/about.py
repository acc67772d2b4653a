"""What the HTML report is told of a run, beside its rows."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from customer_import import __version__
from customer_import.result import RunResult


@dataclass(frozen=True, slots=True)
class About:
    """A run.

    Attributes:
        result: what became of it.
        mapping_text: the mapping it used.
        started: when this attempt began, in a zone.
        version: of the program that ran it.
        notes: what else a reader has to know, a sentence or two each.
    """

    result: RunResult
    mapping_text: str
    started: datetime
    version: str = __version__
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the page is called."""
        name = "standard input" if self.result.file == "-" else PurePath(self.result.file).name
        return f"{'Dry run' if self.result.dry_run else 'Import'} of {name}"
