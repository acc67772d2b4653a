"""`customer-import history` and `customer-import errors`: runs of the past."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion, options

RunArgument = Annotated[
    str,
    typer.Argument(
        help="The name of a run, or its beginning; or `last`.",
        metavar="RUN",
        autocompletion=completion.complete_runs,
    ),
]


def history(
    what: Annotated[
        str | None,
        typer.Argument(
            help="The name of a run, or `last`, to show it; or `purge` or `export`.",
            metavar="RUN|purge|export",
            autocompletion=completion.complete_runs,
        ),
    ] = None,
    run: Annotated[
        str | None,
        typer.Argument(
            help="With export: the run; else the last.",
            metavar="RUN",
            autocompletion=completion.complete_runs,
        ),
    ] = None,
    *,
    days: Annotated[
        float,
        typer.Option(min=0.0, help="With purge: keep the runs of the last N days.", metavar="N"),
    ] = 0.0,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="With export: the path of the zip.", metavar="PATH"),
    ] = None,
    payloads: Annotated[
        bool, typer.Option("--payloads", help="With export: add the records that are still kept.")
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results", help="With a run: write a CSV with a line for every row.", metavar="PATH"
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="With a run: write an HTML page.", metavar="PATH"),
    ] = None,
    yes: options.YesOption = False,
    state_dir: options.StateDirOption = None,
) -> None:
    """List past runs, show one in detail, export or forget them.

    `history RUN --report PATH.html` writes the page that `run --report` writes, from what is still
    known of the run; `--results PATH` writes the CSV of every row.

    `history purge` forgets finished runs. What they saved stays known, so it is not sent again.

    `history export RUN` writes the evidence of a run into one zip: the mapping, each request, and
    what became of each row.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import history_job  # noqa: PLC0415

    if (results or report) and what in (None, "purge", "export"):
        raise typer.BadParameter("--results and --report need the name of a run.")
    if what == "purge":
        raise typer.Exit(history_job.purge(days, state_dir, yes=yes))
    if what == "export":
        raise typer.Exit(history_job.export(run or "last", out, state_dir, payloads=payloads))
    raise typer.Exit(history_job.show(what, state_dir, results, report))


def errors(
    run: RunArgument,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="The path of the report, a .csv or .xlsx.", metavar="PATH"
        ),
    ],
    state_dir: options.StateDirOption = None,
) -> None:
    """Write the error report of a past run, as long as its rows are kept."""
    # Imported here so that --help answers at once.
    from customer_import.cli import history_job  # noqa: PLC0415

    raise typer.Exit(history_job.errors(run, out, state_dir))
