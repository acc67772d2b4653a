"""`customer-import plan`, `apply`, `undo` and `settle`: look before you write, or after it."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.options import for_reading, for_reports, for_sending, for_server
from customer_import.gc_pause import seldom_collected


def plan(
    context: typer.Context,
    file: for_reading.FileArgument,
    *,
    mapping: for_reading.MappingOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Write the plan to look through and approve, a .xlsx or .html.",
            metavar="PLAN",
            rich_help_panel=for_reports.REPORTS,
        ),
    ] = None,
    sandbox: for_server.SandboxOption = False,
    base_url: for_server.BaseUrlOption = None,
    server: for_server.ServerOption = None,
    as_json: for_reports.JsonOption = False,
    quiet: for_reports.QuietOption = False,
    sheet: for_reading.SheetOption = None,
    header_row: for_reading.HeaderRowOption = None,
    encoding: for_reading.EncodingOption = None,
    delimiter: for_reading.DelimiterOption = None,
    limit: for_reading.LimitOption = None,
    concurrency: for_sending.ConcurrencyOption = 4,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    wait: for_sending.WaitOption = 0.0,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Look every customer of a list up at the server, and show what a run would change.

    Nothing is sent. `customer-import apply RUN` sends the plan; rows whose customers have changed
    since are held back.

    Phones, addresses, notes and attachments cannot be read: they are sent, not compared.
    """
    base_url = for_server.chosen_server(context, server=server, base_url=base_url, sandbox=sandbox)
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import plan_job  # noqa: PLC0415

    with seldom_collected():
        raise typer.Exit(
            plan_job.plan(
                plan_job.PlanOptions(
                    file=file,
                    mapping=mapping,
                    out=out,
                    sandbox=sandbox,
                    base_url=base_url,
                    as_json=as_json,
                    quiet=quiet,
                    reading=for_reading.ReadOptions(sheet, header_row, encoding, delimiter, limit),
                    concurrency=concurrency,
                    timeout=timeout,
                    patience=patience,
                    wait=wait,
                    state_dir=state_dir,
                )
            )
        )


PlanArgument = Annotated[
    str,
    typer.Argument(
        help="The name of the plan's run, or its beginning; or `last`.",
        metavar="RUN",
        autocompletion=completion.complete_runs,
    ),
]


def apply(
    context: typer.Context,
    run: PlanArgument,
    *,
    yes: for_sending.YesOption = False,
    limit: for_sending.PilotOption = None,
    max_creates: for_sending.MaxCreatesOption = None,
    max_updates: for_sending.MaxUpdatesOption = None,
    concurrency: for_sending.ConcurrencyOption = 4,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    as_json: for_reports.JsonOption = False,
    quiet: for_reports.QuietOption = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Send what a plan showed, and nothing else; neither the list nor the mapping is needed.

    Each customer is read again just before it is written. If it is not as the plan showed it, its
    row is held. A short time between reading and writing remains.

    A plan is applied once. If that is cut short, the same command goes on.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import apply_job  # noqa: PLC0415

    raise typer.Exit(
        apply_job.apply(
            apply_job.ApplyOptions(
                run=run,
                yes=yes,
                limit=limit,
                max_creates=max_creates,
                max_updates=max_updates,
                as_json=as_json,
                quiet=quiet,
                concurrency=concurrency,
                timeout=timeout,
                patience=patience,
                state_dir=state_dir,
                servers=context.find_root().obj,
            )
        )
    )


def undo(
    context: typer.Context,
    run: PlanArgument,
    *,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Look, and show what would be put back.",
            rich_help_panel=for_sending.SENDING,
        ),
    ] = False,
    delete_created: Annotated[
        bool,
        typer.Option(
            "--delete-created",
            help="Delete the customers that the plan created, if they are still as created.",
            rich_help_panel=for_sending.SENDING,
        ),
    ] = False,
    yes: for_sending.YesOption = False,
    concurrency: for_sending.ConcurrencyOption = 4,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    as_json: for_reports.JsonOption = False,
    quiet: for_reports.QuietOption = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Put back the old values of what an applied plan updated.

    A field is put back only if the server still has what the plan wrote; everything else stays, and
    the command says so. Phones, addresses, notes and attachments cannot be undone.

    An undo is a run of its own, and can be undone. If it is cut short, the same command goes on.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import undo_job  # noqa: PLC0415

    raise typer.Exit(
        undo_job.undo(
            undo_job.UndoOptions(
                run=run,
                dry_run=dry_run,
                delete_created=delete_created,
                yes=yes,
                as_json=as_json,
                quiet=quiet,
                concurrency=concurrency,
                timeout=timeout,
                patience=patience,
                state_dir=state_dir,
                servers=context.find_root().obj,
            )
        )
    )


def settle(
    context: typer.Context,
    run: Annotated[
        str | None,
        typer.Argument(
            help="The name of a run, or its beginning; or `last`. Else all runs of the server.",
            metavar="RUN",
            autocompletion=completion.complete_runs,
        ),
    ] = None,
    *,
    sandbox: for_server.SandboxOption = False,
    base_url: for_server.BaseUrlOption = None,
    server: for_server.ServerOption = None,
    concurrency: for_sending.ConcurrencyOption = 4,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    as_json: for_reports.JsonOption = False,
    quiet: for_reports.QuietOption = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Look the customers of unknown rows up, to learn what became of the rows.

    Nothing is sent. A row whose customer does not exist is pending, and the next run of its list
    sends it. A row is saved if the customer has what was sent, and was new. What cannot be proven
    stays unknown, and it is said why.
    """
    base_url = for_server.chosen_server(context, server=server, base_url=base_url, sandbox=sandbox)
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import settle_job  # noqa: PLC0415

    raise typer.Exit(
        settle_job.settle(
            settle_job.SettleOptions(
                run,
                sandbox,
                base_url,
                concurrency,
                timeout,
                patience,
                as_json,
                quiet,
                state_dir,
            )
        )
    )
