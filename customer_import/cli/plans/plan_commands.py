"""`customer-import plan`, `apply`, `undo` and `settle`: look before you write, or after it."""

from dataclasses import replace

import typer

from customer_import.cli.options.takes import takes
from customer_import.cli.plans.plan_options import (
    ApplyOptions,
    PlanOptions,
    SettleOptions,
    UndoOptions,
)
from customer_import.gc_pause import seldom_collected


@takes(PlanOptions)
def plan(context: typer.Context, options: PlanOptions) -> None:
    """Look every customer of a list up at the server, and show what a run would change.

    Nothing is sent. `customer-import apply RUN` sends the plan; rows whose customers have changed
    since are held back.

    Phones, addresses, notes and attachments cannot be read: they are sent, not compared.
    """
    options = replace(options, server=options.server.chosen(context))
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import plan_job  # noqa: PLC0415

    with seldom_collected():
        raise typer.Exit(plan_job.plan(options))


@takes(ApplyOptions)
def apply(context: typer.Context, options: ApplyOptions) -> None:
    """Send what a plan showed, and nothing else; neither the list nor the mapping is needed.

    Each customer is read again just before it is written. If it is not as the plan showed it, its
    row is held. A short time between reading and writing remains.

    A plan is applied once. If that is cut short, the same command goes on.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import apply_job  # noqa: PLC0415

    raise typer.Exit(apply_job.apply(options, context.find_root().obj))


@takes(UndoOptions)
def undo(context: typer.Context, options: UndoOptions) -> None:
    """Put back the old values of what an applied plan updated.

    A field is put back only if the server still has what the plan wrote; everything else stays, and
    the command says so. Phones, addresses, notes and attachments cannot be undone.

    An undo is a run of its own, and can be undone. If it is cut short, the same command goes on.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import undo_job  # noqa: PLC0415

    raise typer.Exit(undo_job.undo(options, context.find_root().obj))


@takes(SettleOptions)
def settle(context: typer.Context, options: SettleOptions) -> None:
    """Look the customers of unknown rows up, to learn what became of the rows.

    Nothing is sent. A row whose customer does not exist is pending, and the next run of its list
    sends it. A row is saved if the customer has what was sent, and was new. What cannot be proven
    stays unknown, and it is said why.
    """
    options = replace(options, server=options.server.chosen(context))
    # Imported here so that --help answers at once.
    from customer_import.cli.plans import settle_job  # noqa: PLC0415

    raise typer.Exit(settle_job.settle(options))
