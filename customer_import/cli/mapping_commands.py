"""`customer-import mapping`: mappings written for you; and `fields`: what can be mapped."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import options

app = typer.Typer(no_args_is_help=True, help="Write mappings, and check them.")
MappingArgument = Annotated[
    str, typer.Argument(help="A mapping file, or the name of a ready one.", metavar="MAPPING")
]


@app.callback()
def _group() -> None:
    """Write mappings, and check them."""


@app.command("suggest")
def suggest(
    file: options.FileArgument,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Where the mapping goes; else to the screen.", metavar="OUT"
        ),
    ] = None,
    sheet: options.SheetOption = None,
    header_row: options.HeaderRowOption = None,
    encoding: options.EncodingOption = None,
    delimiter: options.DelimiterOption = None,
) -> None:
    """Write a mapping from a list's headers and values: what is sure, and what is a guess.

    Saved as the list's name with .yaml beside the list, `run` finds it.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import mapping_job  # noqa: PLC0415

    reading = options.ReadOptions(sheet, header_row, encoding, delimiter)
    raise typer.Exit(mapping_job.suggest(file, output, reading))


@app.command("check")
def check(
    mapping: MappingArgument,
    file: Annotated[
        str | None, typer.Argument(help="The list it is for.", metavar="[FILE]")
    ] = None,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="What is only doubtful is an error too.")
    ] = False,
    sheet: options.SheetOption = None,
    header_row: options.HeaderRowOption = None,
    encoding: options.EncodingOption = None,
    delimiter: options.DelimiterOption = None,
) -> None:
    """Say all that is wrong with a mapping, and whether it fits a list.

    The status is 0 where it is right, and 2 where it is not.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import mapping_job  # noqa: PLC0415

    reading = options.ReadOptions(sheet, header_row, encoding, delimiter)
    raise typer.Exit(mapping_job.check(mapping, file, reading, strict=strict))


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of mappings, with which an editor completes and checks them.

    Save it beside your mappings as customer-import.schema.json.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli import mapping_job  # noqa: PLC0415

    raise typer.Exit(mapping_job.schema())


def fields(
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
