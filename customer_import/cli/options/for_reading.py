"""Which list, with which mapping, and how to read it."""

from dataclasses import dataclass
from typing import Annotated

import typer

from customer_import.cli import completion

READING = "Reading the file"


FileArgument = Annotated[
    str,
    typer.Argument(help="The list: CSV or a workbook; `-` reads standard input.", metavar="FILE"),
]
FilesArgument = Annotated[
    list[str],
    typer.Argument(
        help="The lists: CSV or workbooks; `-` alone reads standard input.", metavar="FILE"
    ),
]
MappingOption = Annotated[
    str | None,
    typer.Option(
        "--mapping",
        "-m",
        help="A mapping file, or the name of a ready one.",
        metavar="MAPPING",
        autocompletion=completion.complete_mappings,
    ),
]
SheetOption = Annotated[
    str | None,
    typer.Option(
        help="The sheet of a workbook: its name or position.",
        metavar="SHEET",
        rich_help_panel=READING,
    ),
]
HeaderRowOption = Annotated[
    int | None,
    typer.Option(
        min=1, help="The row with the column names.", metavar="N", rich_help_panel=READING
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        help="The encoding, such as utf-8 or cp1252.", metavar="NAME", rich_help_panel=READING
    ),
]
DelimiterOption = Annotated[
    str | None,
    typer.Option(
        help="The character between cells, or `tab`.", metavar="CHAR", rich_help_panel=READING
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(min=1, help="Read only the first N rows.", metavar="N", rich_help_panel=READING),
]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the command line says of reading the file."""

    sheet: SheetOption = None
    header_row: HeaderRowOption = None
    encoding: EncodingOption = None
    delimiter: DelimiterOption = None
    limit: LimitOption = None
