"""`customer-import fields`: what can be mapped, and what not."""

from typing import Annotated

import typer


def command(
    word: Annotated[
        str, typer.Argument(help="Only fields whose name or meaning has this.", metavar="[WORD]")
    ] = "",
) -> None:
    """List every field of the API with its type and meaning, and which cannot be mapped."""
    # Imported here so that --help answers at once.
    from rich.console import Console  # noqa: PLC0415

    from customer_import.customer import api_fields  # noqa: PLC0415
    from customer_import.reports.catalogue import show_fields  # noqa: PLC0415

    raise typer.Exit(show_fields(Console(highlight=False), api_fields(), word))
