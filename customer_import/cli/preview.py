"""`customer-import preview`: the first rows as they would be sent."""

from typing import Annotated

import typer

from customer_import.cli import options


def command(
    file: options.File,
    *,
    mapping: options.MappingName = None,
    rows: Annotated[int, typer.Option(min=1, help="How many rows.", metavar="N")] = 3,
    as_json: Annotated[
        bool, typer.Option("--json", help="The requests themselves, as JSON.")
    ] = False,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
) -> None:
    """Show the first rows side by side: the cell, the field, the value as it is sent.

    A value that is sent otherwise than the cell has it is marked with a star.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import preview_job  # noqa: PLC0415
    from customer_import.cli.reading import Reading  # noqa: PLC0415

    reading = Reading(sheet, header_row, encoding, delimiter, rows)
    raise typer.Exit(preview_job.preview(file, mapping, reading, as_json=as_json))
