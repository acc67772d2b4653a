"""The options that commands share, each stated once, and what those of `run` ask for."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class ShownRows(StrEnum):
    """Which rows the table shows."""

    ALL = "all"
    PROBLEMS = "problems"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the command line says of reading the file."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    limit: int | None = None


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
    concurrency: int
    chunk_size: int
    timeout: float
    patience: float
    state_dir: Path | None

    @property
    def again(self) -> str:
        """Return what is to be sent again: a run that sends it is not the run that does not."""
        return f"resend={self.resend} unknown={self.resend_unknown}"


READING = "Reading the file"
SERVER = "Server"
REPORTS = "Reports"
SENDING = "Sending"

FileArgument = Annotated[
    str, typer.Argument(help="The list: CSV or XLSX; `-` reads standard input.", metavar="FILE")
]
MappingOption = Annotated[
    str | None,
    typer.Option(
        "--mapping", "-m", help="A mapping file, or the name of a ready one.", metavar="MAPPING"
    ),
]
SheetOption = Annotated[
    str | None,
    typer.Option(help="The sheet of a workbook, by name or position.", rich_help_panel=READING),
]
HeaderRowOption = Annotated[
    int | None,
    typer.Option(min=1, help="The row of the headers.", metavar="N", rich_help_panel=READING),
]
EncodingOption = Annotated[
    str | None, typer.Option(help="Such as utf-8 or cp1252.", rich_help_panel=READING)
]
DelimiterOption = Annotated[
    str | None,
    typer.Option(help="What stands between cells; `tab` works.", rich_help_panel=READING),
]
LimitOption = Annotated[
    int | None,
    typer.Option(min=1, help="Only the first N rows.", metavar="N", rich_help_panel=READING),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        envvar="WASP_BASE_URL",
        help="The server: https://TENANT.waspinventorycloud.com",
        rich_help_panel=SERVER,
    ),
]
SandboxOption = Annotated[
    bool,
    typer.Option(
        "--sandbox",
        help="Send to a sandbox on this machine; no token is needed.",
        rich_help_panel=SERVER,
    ),
]
StateDirOption = Annotated[
    Path | None,
    typer.Option(
        help="Where ledgers and the sandbox keep their data.",
        file_okay=False,
        rich_help_panel=SERVER,
    ),
]
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask.", rich_help_panel=SENDING)
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Check everything, send nothing.", rich_help_panel=SENDING)
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Send nothing while any row is invalid or warned about.",
        rich_help_panel=SENDING,
    ),
]
ResendOption = Annotated[
    bool,
    typer.Option(
        "--resend",
        help="Send again what is saved with the same content.",
        rich_help_panel=SENDING,
    ),
]
ResendUnknownOption = Annotated[
    bool,
    typer.Option(
        "--resend-unknown",
        help="Send again what was sent and never answered for.",
        rich_help_panel=SENDING,
    ),
]
ConcurrencyOption = Annotated[
    int,
    typer.Option(min=1, max=16, help="Requests at a time.", metavar="N", rich_help_panel=SENDING),
]
ChunkSizeOption = Annotated[
    int,
    typer.Option(
        min=1, max=500, help="Records a request, at the most.", metavar="N", rich_help_panel=SENDING
    ),
]
TimeoutOption = Annotated[
    float,
    typer.Option(
        min=1.0, help="Seconds to wait for an answer.", metavar="S", rich_help_panel=SENDING
    ),
]
PatienceOption = Annotated[
    float,
    typer.Option(
        min=0.0,
        help="Seconds of nothing but failure before giving up.",
        metavar="S",
        rich_help_panel=SENDING,
    ),
]
ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        help="Where the error report goes, a .csv or a marked .xlsx; else beside the file.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results",
        help="A CSV of every row and what became of it.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="One HTML page of what happened, to read, search, print or pass on.",
        metavar="PATH.html",
        rich_help_panel=REPORTS,
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", help="One JSON object in place of tables.", rich_help_panel=REPORTS),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress, no notices.", rich_help_panel=REPORTS)
]
ShowOption = Annotated[
    ShownRows | None, typer.Option(help="Which rows the table shows.", rich_help_panel=REPORTS)
]
