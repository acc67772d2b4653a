"""`customer-import sandbox`: the API on this machine, to try things on."""

from pathlib import Path
from typing import Annotated, Any

import typer

from customer_import.cli.options import for_server
from customer_import.cli.plain_help import PlainCommand

BAD_DAYS = "Bad days"


class SandboxCommand(PlainCommand):
    """The command, whose help ends with the faults, shapes and variants that there are."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, then the choices for its options.

        Both arguments are click's, which some versions of typer carry under a private name.
        """
        super().format_help(ctx, formatter)
        # Imported here because only the help needs it.
        from customer_import.cli.servers.sandbox_job import show_choices  # noqa: PLC0415

        show_choices()


def sandbox(
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 chooses a free one.", metavar="P")
    ] = 8765,
    data: Annotated[
        Path | None,
        typer.Option(
            help="The file with its data; else in the state folder.",
            metavar="PATH",
            callback=for_server.file_given,
        ),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Delete its data and what is known of it, and end.")
    ] = False,
    shape: Annotated[
        str,
        typer.Option(
            help="The shape of its answers, one of those listed below.",
            metavar="SHAPE",
            rich_help_panel=BAD_DAYS,
        ),
    ] = "list",
    variant: Annotated[
        list[str] | None,
        typer.Option(
            help="What else differs from the usual, one of those listed below.",
            metavar="VARIANT",
            rich_help_panel=BAD_DAYS,
        ),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="What goes wrong (listed below), and when: 429@3, drop-after@2,5, 400-token@5-, "
            "500-before@10%, slow:0.2@*; addresses:429@1 counts the requests of that call.",
            metavar="FAULT",
            rich_help_panel=BAD_DAYS,
        ),
    ] = None,
    latency: Annotated[
        float,
        typer.Option(
            min=0.0, help="Seconds that each answer takes.", metavar="S", rich_help_panel=BAD_DAYS
        ),
    ] = 0.0,
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="A right that the token does not have: create, update or delete.",
            metavar="RIGHT",
            rich_help_panel=BAD_DAYS,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="Makes random faults repeatable.", metavar="N", rich_help_panel=BAD_DAYS),
    ] = None,
    exact_numbers: Annotated[
        bool,
        typer.Option(
            "--exact-numbers",
            help="C-1 and c-1 are two customers; else case and outer blanks do not count.",
        ),
    ] = False,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Serve the API's customer calls on this machine until Ctrl-C; any token works.

    Import into it with --base-url and the address that it prints. Open that address in a browser
    to see what arrived. `customer-import run --sandbox` starts a sandbox of its own.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.servers import sandbox_job  # noqa: PLC0415

    if reset:
        raise typer.Exit(sandbox_job.reset_data(data, state_dir))
    raise typer.Exit(
        sandbox_job.serve(
            data,
            state_dir,
            port,
            sandbox_job.settings_of(
                shape=shape,
                variants=variant or [],
                faults=fault or [],
                latency=latency,
                without=without or [],
                seed=seed,
                exact_numbers=exact_numbers,
            ),
        )
    )
