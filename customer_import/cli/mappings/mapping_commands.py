"""`customer-import mapping`, `fields` and `template`: what can be mapped, written for you."""

from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.options import for_reading
from customer_import.cli.plain_help import PlainCommand, PlainGroup

app = typer.Typer(cls=PlainGroup, no_args_is_help=True)
MappingArgument = Annotated[
    str,
    typer.Argument(
        help="A mapping file, or the name of a ready one.",
        metavar="MAPPING",
        autocompletion=completion.complete_mappings,
    ),
]
ReadyArgument = Annotated[
    str,
    typer.Argument(
        help="The name of a ready mapping; `mapping list` has them.",
        metavar="NAME",
        autocompletion=completion.complete_ready,
    ),
]


@app.callback()
def _group() -> None:
    """Write mappings and check them."""


@app.command("suggest", cls=PlainCommand)
def suggest(
    file: for_reading.FileArgument,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The path of the mapping; `-` or nothing prints it.",
            metavar="OUT",
        ),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask, column by column, for what is not certain.")
    ] = False,
    sheet: for_reading.SheetOption = None,
    header_row: for_reading.HeaderRowOption = None,
    encoding: for_reading.EncodingOption = None,
    delimiter: for_reading.DelimiterOption = None,
) -> None:
    """Write a mapping from a list's column names and values; guesses are marked.

    With --ask, a person at the terminal answers for them, sees the first rows, and saves it. If it
    is saved beside the list under the list's name with .yaml, `run` finds it.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import mapping_job  # noqa: PLC0415

    reading = for_reading.ReadOptions(sheet, header_row, encoding, delimiter)
    raise typer.Exit(mapping_job.suggest(file, output, reading, asks=ask))


@app.command("check", cls=PlainCommand)
def check(
    mapping: MappingArgument,
    file: Annotated[
        str | None, typer.Argument(help="A list to check the mapping with.", metavar="FILE")
    ] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Treat doubts as errors.")] = False,
    sheet: for_reading.SheetOption = None,
    header_row: for_reading.HeaderRowOption = None,
    encoding: for_reading.EncodingOption = None,
    delimiter: for_reading.DelimiterOption = None,
) -> None:
    """List all mistakes in a mapping, and check whether it fits a list.

    The exit status is 0 if it is right, and 2 if it is not.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import mapping_job  # noqa: PLC0415

    reading = for_reading.ReadOptions(sheet, header_row, encoding, delimiter)
    raise typer.Exit(mapping_job.check(mapping, file, reading, strict=strict))


@app.command("list", cls=PlainCommand)
def list_ready() -> None:
    """List the mappings that come with the program: -m takes their names."""
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import mapping_job  # noqa: PLC0415

    raise typer.Exit(mapping_job.show_list())


@app.command("show", cls=PlainCommand)
def show(name: ReadyArgument) -> None:
    """Print a mapping that comes with the program, with what it says of the export."""
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import mapping_job  # noqa: PLC0415

    raise typer.Exit(mapping_job.show(name))


@app.command("copy", cls=PlainCommand)
def copy(
    name: ReadyArgument,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Where the copy goes; else NAME.yaml here.", metavar="PATH"
        ),
    ] = None,
) -> None:
    """Copy a mapping that comes with the program, for you to change."""
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import mapping_job  # noqa: PLC0415

    raise typer.Exit(mapping_job.copy(name, output))


@app.command("schema", cls=PlainCommand)
def schema() -> None:
    """Print the JSON Schema of mappings, for an editor that completes and checks them.

    Save it beside your mappings as customer-import.schema.json.
    """
    # Imported here so that --help answers at once.
    from customer_import.cli.mappings import mapping_job  # noqa: PLC0415

    raise typer.Exit(mapping_job.schema())


def fields(
    word: Annotated[
        str,
        typer.Argument(help="Show only fields with this word in name or meaning.", metavar="WORD"),
    ] = "",
) -> None:
    """List every field of the API with its type and meaning, and which cannot be mapped."""
    # Imported here so that --help answers at once.
    from rich.console import Console  # noqa: PLC0415

    from customer_import.customer import api_fields  # noqa: PLC0415
    from customer_import.reports.catalogue import show_fields  # noqa: PLC0415

    raise typer.Exit(show_fields(Console(highlight=False), api_fields(), word))


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
