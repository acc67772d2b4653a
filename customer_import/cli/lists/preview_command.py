"""`customer-import preview`: the first rows, as they would be sent."""

from typing import Annotated

import typer

from customer_import.cli.options import for_reading


def preview(
    file: for_reading.FileArgument,
    *,
    mapping: for_reading.MappingOption = None,
    rows: Annotated[int, typer.Option(min=1, help="The number of rows.", metavar="N")] = 3,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the requests themselves, as JSON.")
    ] = False,
    sheet: for_reading.SheetOption = None,
    header_row: for_reading.HeaderRowOption = None,
    encoding: for_reading.EncodingOption = None,
    delimiter: for_reading.DelimiterOption = None,
) -> None:
    """Show the first rows side by side: the cell, the field, the value as it is sent.

    A star marks a value that is not sent as the cell has it.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.lists import preview_job  # noqa: PLC0415

    reading = for_reading.ReadOptions(sheet, header_row, encoding, delimiter, rows)
    raise typer.Exit(preview_job.preview(file, mapping, reading, as_json=as_json))
