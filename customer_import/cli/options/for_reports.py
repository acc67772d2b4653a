"""What is written and shown of what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

REPORTS = "Reports"


class ShownRows(StrEnum):
    """The rows that are shown."""

    ALL = "all"
    PROBLEMS = "problems"
    NONE = "none"


ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        help="The path of the error report, .csv or .xlsx; else beside the list, of its kind.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results",
        help="Write a CSV with a line for every row.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="Write an HTML page to read, search, print or send.",
        metavar="PATH.html",
        rich_help_panel=REPORTS,
    ),
]
OpenOption = Annotated[
    bool,
    typer.Option(
        "--open",
        help="Open the HTML page when the run is done; without --report it is beside the list.",
        rich_help_panel=REPORTS,
    ),
]
NotifyOption = Annotated[
    str | None,
    typer.Option(
        envvar="WASP_NOTIFY_URL",
        help="Tell a webhook how it ended, without any row; Slack and Teams too.",
        metavar="URL",
        rich_help_panel=REPORTS,
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option(
        "--json", help="Print one JSON object instead of tables.", rich_help_panel=REPORTS
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Show no progress, no notices and no suggested mapping.",
        rich_help_panel=REPORTS,
    ),
]
ShowOption = Annotated[
    ShownRows | None, typer.Option(help="The rows that are shown.", rich_help_panel=REPORTS)
]


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the command line says of reports, and of what is shown."""

    errors: ErrorsOption = None
    results: ResultsOption = None
    report: ReportOption = None
    open_page: OpenOption = False
    notify: NotifyOption = None
    as_json: JsonOption = False
    quiet: QuietOption = False
    show: ShowOption = None


def refuse_for_several(files: Sequence[str], reports: ReportOptions) -> None:
    """Refuse options that name one report for several lists.

    Raises:
        BadParameter: there are several lists, and such an option.
    """
    named = {
        "--errors": reports.errors,
        "--results": reports.results,
        "--report": reports.report,
        "--open": reports.open_page,
    }
    of_one = [option for option, is_given in named.items() if is_given]
    if len(files) > 1 and of_one:
        raise typer.BadParameter(
            f"{of_one[0]} names a report of one list, and there are {len(files)}. Leave it out, "
            "or run each list by itself."
        )
