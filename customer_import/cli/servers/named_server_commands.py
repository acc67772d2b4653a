"""`customer-import server`: give servers a name, and keep their tokens in the key store."""

from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.plain_help import PlainCommand, PlainGroup

app = typer.Typer(
    cls=PlainGroup, no_args_is_help=True, help="Give servers a name; --server takes it."
)
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
