"""What the command lines of `plan`, `apply`, `undo` and `settle` ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion
from customer_import.cli.options.for_reading import FileArgument, MappingOption, ReadOptions
from customer_import.cli.options.for_reports import REPORTS, JsonOption, QuietOption
from customer_import.cli.options.for_sending import (
    SENDING,
    MaxCreatesOption,
    MaxUpdatesOption,
    PaceOptions,
    PilotOption,
    WaitOption,
    YesOption,
)
from customer_import.cli.options.for_server import ServerOptions, StateDirOption

RunArgument = Annotated[
    str,
    typer.Argument(
        help="The name of the plan's run, or its beginning; or `last`.",
        metavar="RUN",
        autocompletion=completion.complete_runs,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What the command line of `customer-import plan` asks for."""

    file: FileArgument
    mapping: MappingOption = None
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Write the plan to look through and approve, a .xlsx or .html.",
            metavar="PLAN",
            rich_help_panel=REPORTS,
        ),
    ] = None
    server: ServerOptions
    as_json: JsonOption = False
    quiet: QuietOption = False
    reading: ReadOptions
    pace: PaceOptions
    wait: WaitOption = 0.0
    state_dir: StateDirOption = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """What the command line of `customer-import apply` asks for."""

    run: RunArgument
    yes: YesOption = False
    limit: PilotOption = None
    max_creates: MaxCreatesOption = None
    max_updates: MaxUpdatesOption = None
    pace: PaceOptions
    as_json: JsonOption = False
    quiet: QuietOption = False
    state_dir: StateDirOption = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOptions:
    """What the command line of `customer-import undo` asks for."""

    run: RunArgument
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Look, and show what would be put back.",
            rich_help_panel=SENDING,
        ),
    ] = False
    delete_created: Annotated[
        bool,
        typer.Option(
            "--delete-created",
            help="Delete the customers that the plan created, if they are still as created.",
            rich_help_panel=SENDING,
        ),
    ] = False
    yes: YesOption = False
    pace: PaceOptions
    as_json: JsonOption = False
    quiet: QuietOption = False
    state_dir: StateDirOption = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleOptions:
    """What the command line of `customer-import settle` asks for."""

    run: Annotated[
        str | None,
        typer.Argument(
            help="The name of a run, or its beginning; or `last`. Else all runs of the server.",
            metavar="RUN",
            autocompletion=completion.complete_runs,
        ),
    ] = None
    server: ServerOptions
    pace: PaceOptions
    as_json: JsonOption = False
    quiet: QuietOption = False
    state_dir: StateDirOption = None
