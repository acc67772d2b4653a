"""`customer-import history` and `customer-import errors`: runs of the past."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.options import for_sending, for_server

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
            help="The name of a run, or `last`, to show it; or `purge`, `export` or `check`.",
            metavar="RUN|purge|export|check",
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
    page: Annotated[
        int | None,
        typer.Option(
            "--page", min=1, help="Without a run: which page; 1 is the latest runs.", metavar="N"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object; not with purge and export.")
    ] = False,
    yes: for_sending.YesOption = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """List past runs, show one in detail, export or forget them, check the ledgers.

    `history RUN --report PATH.html` writes the page that `run --report` writes, from what is still
    known of the run; `--results PATH` writes the CSV of every row.

    `history purge` forgets finished runs. What they saved stays known, so it is not sent again.

    `history export RUN` writes the evidence of a run into one zip: the mapping, each request, and
    what became of each row.

    `history check` reads the ledgers of all servers from end to end, and says what is damaged.

    Rows of a run are kept for 30 days, and those of the last ten runs longer; then its counts and
    its problems by cause.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.history import history_job  # noqa: PLC0415

    if (results or report) and what in (None, "purge", "export", "check"):
        raise typer.BadParameter("--results and --report need the name of a run.")
    if page is not None and what is not None:
        raise typer.BadParameter("--page goes with the list of runs.")
    if as_json and (what in ("purge", "export") or results or report):
        raise typer.BadParameter("--json goes with the list of runs, with one run, and with check.")
    if what is None:
        raise typer.Exit(history_job.show_all(page or 1, state_dir, as_json=as_json))
    if what == "check":
        raise typer.Exit(history_job.check(state_dir, as_json=as_json))
    if what == "purge":
        raise typer.Exit(history_job.purge(days, state_dir, yes=yes))
    if what == "export":
        raise typer.Exit(history_job.export(run or "last", out, state_dir, payloads=payloads))
    raise typer.Exit(history_job.show(what, state_dir, results, report, as_json=as_json))


def errors(
    run: RunArgument,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="The path of the report, a .csv or .xlsx.", metavar="PATH"
        ),
    ],
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Write the error report of a past run, as long as its rows are kept."""
    # Imported here so that --help answers at once.
    from customer_import.cli.history import history_job  # noqa: PLC0415

    raise typer.Exit(history_job.errors(run, out, state_dir))
