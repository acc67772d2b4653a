"""`customer-import history` and `customer-import errors`: runs of the past."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import options

RunArgument = Annotated[
    str, typer.Argument(help="A run, by its name or the beginning of it; or `last`.")
]


def history(
    what: Annotated[
        str | None,
        typer.Argument(help="A run, by its name; `last`; `purge`; or `export`.", metavar="[RUN]"),
    ] = None,
    run: Annotated[
        str | None, typer.Argument(help="With export: the run.", metavar="[RUN]")
    ] = None,
    *,
    days: Annotated[
        float, typer.Option(min=0.0, help="With purge: keep the runs of the last N days.")
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="With export: where to.", metavar="PATH")
    ] = None,
    payloads: Annotated[
        bool, typer.Option("--payloads", help="With export: also the records still kept.")
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option("--results", help="Of a run: a CSV of every row.", metavar="PATH"),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Of a run: an HTML page.", metavar="PATH"),
    ] = None,
    yes: options.YesOption = False,
    state_dir: options.StateDirOption = None,
) -> None:
    """List the runs of the past, show one in detail, export or forget them.

    `history RUN --report PATH.html` writes the page that `run --report` writes, of what is still
    known of the run, and `--results PATH` the CSV of every row.

    `history purge` forgets runs that are finished; what they saved stays known, so nothing is
    sent twice for it. `history export RUN` writes the evidence of a run into one zip: what was
    imported, with which mapping, each request, and what became of each row.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import history_job  # noqa: PLC0415

    if (results or report) and what in (None, "purge", "export"):
        raise typer.BadParameter("Name the run that --results or --report is to tell of.")
    if what == "purge":
        raise typer.Exit(history_job.purge(days, state_dir, yes=yes))
    if what == "export":
        raise typer.Exit(history_job.export(run or "last", out, state_dir, payloads=payloads))
    raise typer.Exit(history_job.show(what, state_dir, results, report))


def errors(
    run: RunArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to.", metavar="PATH")],
    state_dir: options.StateDirOption = None,
) -> None:
    """Write the error report of a past run, as long as its rows are kept."""
    # Imported here so that --help answers at once.
    from customer_import.cli import history_job  # noqa: PLC0415

    raise typer.Exit(history_job.errors(run, out, state_dir))
