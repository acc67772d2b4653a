"""The command line: parse, wire, call one function, print, exit.

The modules of the commands import only typer at the top, and the rest when a command is called,
so that `--help` answers at once.
"""

import gc
import sys
import traceback
from typing import Annotated

import typer

from customer_import import __version__
from customer_import.cli.history import history_commands
from customer_import.cli.lists import preview_command
from customer_import.cli.mappings import mapping_commands
from customer_import.cli.plain_help import PlainCommand, PlainGroup
from customer_import.cli.plans import plan_commands
from customer_import.cli.run import run_command
from customer_import.cli.servers import sandbox_command, server_commands
from customer_import.cli.streams import OutputLost, prepare_streams

app = typer.Typer(
    name="customer-import",
    cls=PlainGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run", cls=PlainCommand)(run_command.run)
app.command("preview", cls=PlainCommand)(preview_command.preview)
app.command("plan", cls=PlainCommand)(plan_commands.plan)
app.command("apply", cls=PlainCommand)(plan_commands.apply)
app.command("undo", cls=PlainCommand)(plan_commands.undo)
app.command("history", cls=PlainCommand)(history_commands.history)
app.command("errors", cls=PlainCommand)(history_commands.errors)
app.command("fields", cls=PlainCommand)(mapping_commands.fields)
app.command("check", cls=PlainCommand)(server_commands.check)
app.command("settle", cls=PlainCommand)(plan_commands.settle)
app.command("export", cls=PlainCommand)(server_commands.export)
app.command("template", cls=PlainCommand)(mapping_commands.template)
app.add_typer(mapping_commands.app, name="mapping")
app.add_typer(server_commands.app, name="server")
app.command("sandbox", cls=sandbox_command.SandboxCommand)(sandbox_command.sandbox)


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        typer.echo(f"customer-import {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Import customer lists (CSV, Excel, OpenDocument) into Wasp InventoryCloud.

    Nothing is lost, nothing is doubled, and every row is accounted for.
    """


def main() -> None:
    """Run the program; the entry point."""
    prepare_streams()
    try:
        try:
            app()
        finally:
            # Else Python looks at all there is once more before it ends, which takes 50 ms.
            gc.freeze()
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except OutputLost as error:
        typer.echo(f"Error: {error} Free some space, or print elsewhere.", err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last resort; a traceback helps no user
        _report_mistake(error)
        sys.exit(3)


def _report_mistake(error: Exception) -> None:
    """Say where the program went wrong, without any of the user's data."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    typer.echo(
        f"This is a mistake in customer-import: {type(error).__name__} at {place.name}, "
        f"line {place.lineno} of {place.filename}.\n"
        "Nothing is lost: what was sent is recorded. Please report this, and run the same command "
        "again.",
        err=True,
    )
