"""The options that commands share, each said once."""

from pathlib import Path
from typing import Annotated

import typer

READING = "Reading the file"
SERVER = "Server"
REPORTS = "Reports"
SENDING = "Sending"

File = Annotated[
    str, typer.Argument(help="The list: CSV or XLSX; `-` reads standard input.", metavar="FILE")
]
MappingName = Annotated[
    str | None,
    typer.Option(
        "--mapping", "-m", help="A mapping file, or the name of a ready one.", metavar="MAPPING"
    ),
]
Sheet = Annotated[
    str | None,
    typer.Option(help="The sheet of a workbook, by name or position.", rich_help_panel=READING),
]
HeaderRow = Annotated[
    int | None,
    typer.Option(min=1, help="The row of the headers.", metavar="N", rich_help_panel=READING),
]
Encoding = Annotated[
    str | None, typer.Option(help="Such as utf-8 or cp1252.", rich_help_panel=READING)
]
Delimiter = Annotated[
    str | None,
    typer.Option(help="What stands between cells; `tab` works.", rich_help_panel=READING),
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, help="Only the first N rows.", metavar="N", rich_help_panel=READING),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        envvar="WASP_BASE_URL",
        help="The server: https://TENANT.waspinventorycloud.com",
        rich_help_panel=SERVER,
    ),
]
UseSandbox = Annotated[
    bool,
    typer.Option(
        "--sandbox",
        help="Send to a sandbox on this machine; no token is needed.",
        rich_help_panel=SERVER,
    ),
]
StateDir = Annotated[
    Path | None,
    typer.Option(
        help="Where ledgers and the sandbox keep their data.",
        file_okay=False,
        rich_help_panel=SERVER,
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.", rich_help_panel=SENDING)]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check everything, send nothing.", rich_help_panel=SENDING)
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Send nothing while any row is invalid or warned about.",
        rich_help_panel=SENDING,
    ),
]
Resend = Annotated[
    bool,
    typer.Option(
        "--resend",
        help="Send again what is saved with the same content.",
        rich_help_panel=SENDING,
    ),
]
ResendUnknown = Annotated[
    bool,
    typer.Option(
        "--resend-unknown",
        help="Send again what was sent and never answered for.",
        rich_help_panel=SENDING,
    ),
]
Concurrency = Annotated[
    int,
    typer.Option(min=1, max=16, help="Requests at a time.", metavar="N", rich_help_panel=SENDING),
]
ChunkSize = Annotated[
    int,
    typer.Option(
        min=1, max=500, help="Records a request, at the most.", metavar="N", rich_help_panel=SENDING
    ),
]
Timeout = Annotated[
    float,
    typer.Option(
        min=1.0, help="Seconds to wait for an answer.", metavar="S", rich_help_panel=SENDING
    ),
]
Patience = Annotated[
    float,
    typer.Option(
        min=0.0,
        help="Seconds of nothing but failure before giving up.",
        metavar="S",
        rich_help_panel=SENDING,
    ),
]
Errors = Annotated[
    Path | None,
    typer.Option(
        help="Where the error report goes, a .csv or a marked .xlsx; else beside the file.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ResultsPath = Annotated[
    Path | None,
    typer.Option(
        "--results",
        help="A CSV of every row and what became of it.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
HtmlReport = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="One HTML page of what happened, to read, search, print or pass on.",
        metavar="PATH.html",
        rich_help_panel=REPORTS,
    ),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="One JSON object in place of tables.", rich_help_panel=REPORTS),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="No progress, no notices.", rich_help_panel=REPORTS)
]
