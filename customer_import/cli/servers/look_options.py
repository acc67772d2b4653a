"""What the command lines of `check` and `export` ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli.options.for_reading import MappingOption
from customer_import.cli.options.for_reports import JsonOption, QuietOption
from customer_import.cli.options.for_sending import PatienceOption, TimeoutOption
from customer_import.cli.options.for_server import PageSizeOption, ServerOptions, StateDirOption


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What the command line of `customer-import check` asks for."""

    file: Annotated[
        str | None, typer.Argument(help="A list, to look for its fields.", metavar="FILE")
    ] = None
    mapping: MappingOption = None
    try_update: Annotated[
        bool,
        typer.Option(
            "--try-update",
            help="Send one update of a number that nobody has, to see whether it is allowed.",
        ),
    ] = False
    server: ServerOptions
    timeout: TimeoutOption = 120.0
    patience: PatienceOption = 120.0
    as_json: JsonOption = False
    state_dir: StateDirOption = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What the command line of `customer-import export` asks for."""

    out: Annotated[
        Path,
        typer.Option("--out", "-o", help="The list to write, a .csv or .xlsx.", metavar="PATH"),
    ]
    server: ServerOptions
    page_size: PageSizeOption = 500
    timeout: TimeoutOption = 120.0
    patience: PatienceOption = 120.0
    quiet: QuietOption = False
    state_dir: StateDirOption = None

    @property
    def mapping(self) -> Path:
        """Return the path of the mapping that is written beside the list."""
        return self.out.with_suffix(".yaml")
