"""`customer-import check`, `export` and `server`: look at a server, and give servers a name."""

from dataclasses import replace
from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.options.takes import takes
from customer_import.cli.plain_help import PlainCommand, PlainGroup
from customer_import.cli.servers.look_options import CheckOptions, ExportOptions


@takes(ExportOptions)
def export(context: typer.Context, options: ExportOptions) -> None:
    """Write the server's customers into a list that can be edited and run.

    A mapping is written beside it, so that `run` finds the types of the custom fields. Nothing is
    written if not all customers could be read; a file that exists is not overwritten.

    Phones, addresses, notes and attachments cannot be read: it is not a complete backup.
    """
    options = replace(options, server=options.server.chosen(context))
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import export_job  # noqa: PLC0415

    raise typer.Exit(export_job.run(options))


@takes(CheckOptions)
def check(context: typer.Context, options: CheckOptions) -> None:
    """Say what can be known of the server, the token and a mapping before anything is sent.

    ✓ is proven, ✗ is refuted, ? cannot be known. Nothing is changed; only --try-update sends
    something, and that can create nobody.
    """
    options = replace(options, server=options.server.chosen(context))
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import check_job  # noqa: PLC0415

    raise typer.Exit(check_job.check(options))


app = typer.Typer(cls=PlainGroup, no_args_is_help=True)
NameArgument = Annotated[
    str,
    typer.Argument(
        help="The name of the server.", metavar="NAME", autocompletion=completion.complete_servers
    ),
]


@app.callback()
def _group() -> None:
    """Give servers a name; --server takes it."""


@app.command("add", cls=PlainCommand)
def add(
    context: typer.Context,
    name: NameArgument,
    url: Annotated[
        str,
        typer.Argument(help="Its address: https://TENANT.waspinventorycloud.com", metavar="URL"),
    ],
) -> None:
    """Keep the address of a server, and its token in the key store of the system.

    The token is asked for, hidden; without a terminal it is read from standard input. Add the same
    server again to give it a new token.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import named_server_job  # noqa: PLC0415

    raise typer.Exit(named_server_job.add(context.find_root().obj, name, url))


@app.command("list", cls=PlainCommand)
def list_servers(context: typer.Context) -> None:
    """List the servers that were added, with their addresses."""
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import named_server_job  # noqa: PLC0415

    raise typer.Exit(named_server_job.show(context.find_root().obj))


@app.command("remove", cls=PlainCommand)
def remove(context: typer.Context, name: NameArgument) -> None:
    """Forget a server, and its token in the key store."""
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import named_server_job  # noqa: PLC0415

    raise typer.Exit(named_server_job.remove(context.find_root().obj, name))
