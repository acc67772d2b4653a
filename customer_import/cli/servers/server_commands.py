"""`customer-import check`, `export` and `server`: look at a server, and give servers a name."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.options import for_reading, for_reports, for_sending, for_server
from customer_import.cli.plain_help import PlainCommand, PlainGroup


def export(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", help="The list to write, a .csv or .xlsx.", metavar="PATH"),
    ],
    *,
    sandbox: for_server.SandboxOption = False,
    base_url: for_server.BaseUrlOption = None,
    server: for_server.ServerOption = None,
    page_size: for_server.PageSizeOption = 500,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    quiet: for_reports.QuietOption = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Write the server's customers into a list that can be edited and run.

    A mapping is written beside it, so that `run` finds the types of the custom fields. Nothing is
    written if not all customers could be read; a file that exists is not overwritten.

    Phones, addresses, notes and attachments cannot be read: it is not a complete backup.
    """
    base_url = for_server.chosen_server(context, server=server, base_url=base_url, sandbox=sandbox)
    # Imported here so that --help answers at once.
    from customer_import.api.reading.assumed import ReadAssumptions  # noqa: PLC0415
    from customer_import.cli.servers import export_job  # noqa: PLC0415
    from customer_import.cli.servers.server_reading import ReadingOptions  # noqa: PLC0415

    reading = ReadingOptions(
        timeout=timeout, patience=patience, assume=ReadAssumptions(page_size=page_size)
    )
    raise typer.Exit(
        export_job.run(export_job.ExportOptions(out, sandbox, base_url, reading, quiet, state_dir))
    )


def check(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(help="A list, to look for its fields.", metavar="FILE")
    ] = None,
    *,
    mapping: for_reading.MappingOption = None,
    try_update: Annotated[
        bool,
        typer.Option(
            "--try-update",
            help="Send one update of a number that nobody has, to see whether it is allowed.",
        ),
    ] = False,
    sandbox: for_server.SandboxOption = False,
    base_url: for_server.BaseUrlOption = None,
    server: for_server.ServerOption = None,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    as_json: for_reports.JsonOption = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Say what can be known of the server, the token and a mapping before anything is sent.

    ✓ is proven, ✗ is refuted, ? cannot be known. Nothing is changed; only --try-update sends
    something, and that can create nobody.
    """
    base_url = for_server.chosen_server(context, server=server, base_url=base_url, sandbox=sandbox)
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import check_job  # noqa: PLC0415
    from customer_import.cli.servers.server_reading import ReadingOptions  # noqa: PLC0415

    reading = ReadingOptions(timeout=timeout, patience=patience)
    raise typer.Exit(
        check_job.check(
            check_job.CheckOptions(
                file, mapping, try_update, sandbox, base_url, reading, as_json, state_dir
            )
        )
    )


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
