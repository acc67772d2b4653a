"""`customer-import plan`, `apply` and `undo`: look before you write."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion, options
from customer_import.gc_pause import seldom_collected


def plan(
    context: typer.Context,
    file: options.FileArgument,
    *,
    mapping: options.MappingOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Write the plan to look through and approve, a .xlsx or .html.",
            metavar="PLAN",
            rich_help_panel=options.REPORTS,
        ),
    ] = None,
    sandbox: options.SandboxOption = False,
    base_url: options.BaseUrlOption = None,
    server: options.ServerOption = None,
    as_json: options.JsonOption = False,
    quiet: options.QuietOption = False,
    sheet: options.SheetOption = None,
    header_row: options.HeaderRowOption = None,
    encoding: options.EncodingOption = None,
    delimiter: options.DelimiterOption = None,
    limit: options.LimitOption = None,
    concurrency: options.ConcurrencyOption = 4,
    timeout: options.TimeoutOption = 120.0,
    patience: options.PatienceOption = 120.0,
    wait: options.WaitOption = 0.0,
    state_dir: options.StateDirOption = None,
) -> None:
    """Look every customer of a list up at the server, and show what a run would change.

    Nothing is sent. `customer-import apply RUN` sends the plan; rows whose customers have changed
    since are held back.

    Phones, addresses, notes and attachments cannot be read: they are sent, not compared.
    """
    base_url = options.chosen_server(context, server=server, base_url=base_url, sandbox=sandbox)
    # Imported here so that --help answers at once.
    from customer_import.cli import plan_job  # noqa: PLC0415

    with seldom_collected():
        raise typer.Exit(
            plan_job.plan(
                options.PlanOptions(
                    file=file,
                    mapping=mapping,
                    out=out,
                    sandbox=sandbox,
                    base_url=base_url,
                    as_json=as_json,
                    quiet=quiet,
                    reading=options.ReadOptions(sheet, header_row, encoding, delimiter, limit),
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
    yes: options.YesOption = False,
    limit: options.PilotOption = None,
    max_creates: options.MaxCreatesOption = None,
    max_updates: options.MaxUpdatesOption = None,
    concurrency: options.ConcurrencyOption = 4,
    timeout: options.TimeoutOption = 120.0,
    patience: options.PatienceOption = 120.0,
    as_json: options.JsonOption = False,
    quiet: options.QuietOption = False,
    state_dir: options.StateDirOption = None,
) -> None:
    """Send what a plan showed, and nothing else; neither the list nor the mapping is needed.

    Each customer is read again just before it is written. If it is not as the plan showed it, its
    row is held. A short time between reading and writing remains.

    A plan is applied once. If that is cut short, the same command goes on.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import apply_job  # noqa: PLC0415

    raise typer.Exit(
        apply_job.apply(
            options.ApplyOptions(
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
            rich_help_panel=options.SENDING,
        ),
    ] = False,
    delete_created: Annotated[
        bool,
        typer.Option(
            "--delete-created",
            help="Delete the customers that the plan created, if they are still as created.",
            rich_help_panel=options.SENDING,
        ),
    ] = False,
    yes: options.YesOption = False,
    concurrency: options.ConcurrencyOption = 4,
    timeout: options.TimeoutOption = 120.0,
    patience: options.PatienceOption = 120.0,
    as_json: options.JsonOption = False,
    quiet: options.QuietOption = False,
    state_dir: options.StateDirOption = None,
) -> None:
    """Put back the old values of what an applied plan updated.

    A field is put back only if the server still has what the plan wrote; everything else stays, and
    the command says so. Phones, addresses, notes and attachments cannot be undone.

    An undo is a run of its own, and can be undone. If it is cut short, the same command goes on.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import undo_job  # noqa: PLC0415

    raise typer.Exit(
        undo_job.undo(
            options.UndoOptions(
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
                servers=context.obj,
            )
        )
    )
