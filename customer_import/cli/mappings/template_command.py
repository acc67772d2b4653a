"""`customer-import template`: an empty list to fill in."""

from pathlib import Path
from typing import Annotated

import typer


def template(
    fields: Annotated[
        list[str] | None,
        typer.Argument(
            help="The fields to fill in, as `fields` lists them; by default the usual ones.",
            metavar="FIELD",
        ),
    ] = None,
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The path of the workbook.", metavar="PATH.xlsx"),
    ],
) -> None:
    """Write an empty workbook to fill in; its columns are named so that no mapping is needed.

    A field of an address names its type: Addresses.Billing.AddressCity. All cells are text, so
    zeros stay. The note of each header says what the field means.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import template_job  # noqa: PLC0415

    raise typer.Exit(template_job.template(output, fields or []))
