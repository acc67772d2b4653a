"""The options that commands share, each stated once, and what those of `run` ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from customer_import.cli import completion


class PlainCommand(TyperCommand):
    """A command whose help wraps at words, without a type beside an option that takes no value."""

    def __init__(self, *args: Any, help: str | None = None, **options: Any) -> None:  # noqa: A002 - typer's name
        # Typer keeps the line breaks of all paragraphs but the first.
        paragraphs = (help or "").split("\n\n")
        flowing = "\n\n".join(" ".join(each.split()) for each in paragraphs)
        super().__init__(*args, help=flowing, **options)

    def get_params(self, ctx: Any) -> Any:
        """Return the options, of which typer would call those without a value `<bool>`.

        The context is click's, which some versions of typer carry under a private name.
        """
        return _plainly(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands with the same help."""

    def get_params(self, ctx: Any) -> Any:
        """Return the options, as a command does."""
        return _plainly(super().get_params(ctx))


def _plainly(params: list[Any]) -> list[Any]:
    """Take off the types of what takes no value, and of arguments: these are all texts."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
        if param.param_type_name == "argument":
            param.display_type_rich = lambda **_: None
    return params


class ShownRows(StrEnum):
    """The rows that are shown."""

    ALL = "all"
    PROBLEMS = "problems"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the command line says of reading the file."""

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    limit: int | None = None


class Only(StrEnum):
    """Which rows are sent."""

    UPDATE = "update"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line of `customer-import run` asks for."""

    file: str
    mapping: str | None
    dry_run: bool
    sandbox: bool
    base_url: str | None
    yes: bool
    strict: bool
    errors: Path | None
    results: Path | None
    report: Path | None
    as_json: bool
    quiet: bool
    show: ShownRows | None
    reading: ReadOptions
    resend: bool
    resend_unknown: bool
    only: Only | None
    max_creates: int | None
    max_updates: int | None
    concurrency: int
    chunk_size: int
    timeout: float
    patience: float
    wait: float
    state_dir: Path | None
    open_page: bool = False
    notify: str | None = None

    @property
    def looks_first(self) -> bool:
        """Return whether the server is read before anything is sent."""
        limits = (self.max_creates, self.max_updates)
        return self.only == Only.CREATE or any(limit is not None for limit in limits)

    @property
    def again(self) -> str:
        """Return what makes another run of the same list: what is sent again, or left out."""
        only = f" only={self.only}" if self.only else ""
        return f"resend={self.resend} unknown={self.resend_unknown}{only}"


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the command line of `customer-import plan` asks for."""

    file: str
    mapping: str | None
    out: Path | None
    sandbox: bool
    base_url: str | None
    as_json: bool
    quiet: bool
    reading: ReadOptions
    concurrency: int
    timeout: float
    patience: float
    wait: float
    state_dir: Path | None


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """What the command line of `customer-import apply` asks for."""

    run: str
    yes: bool
    limit: int | None
    max_creates: int | None
    max_updates: int | None
    as_json: bool
    quiet: bool
    concurrency: int
    timeout: float
    patience: float
    state_dir: Path | None
    servers: object = None
    """The servers that the caller of the program gives it; the command line gives none."""

    def as_run_options(self) -> RunOptions:
        """Return the same as options of a run, for its reports."""
        return RunOptions(
            file="",
            mapping=None,
            dry_run=False,
            sandbox=False,
            base_url=None,
            yes=self.yes,
            strict=False,
            errors=None,
            results=None,
            report=None,
            as_json=self.as_json,
            quiet=self.quiet,
            show=None,
            reading=ReadOptions(limit=self.limit),
            resend=False,
            resend_unknown=False,
            only=None,
            concurrency=self.concurrency,
            chunk_size=500,
            timeout=self.timeout,
            patience=self.patience,
            wait=0.0,
            state_dir=self.state_dir,
            max_creates=self.max_creates,
            max_updates=self.max_updates,
        )


@dataclass(frozen=True, slots=True)
class UndoOptions:
    """What the command line of `customer-import undo` asks for."""

    run: str
    dry_run: bool
    delete_created: bool
    yes: bool
    as_json: bool
    quiet: bool
    concurrency: int
    timeout: float
    patience: float
    state_dir: Path | None
    servers: object = None
    """The servers that the caller of the program gives it; the command line gives none."""


def refuse_for_several(files: Sequence[str], reports: Sequence[str]) -> None:
    """Refuse options that name one report for several lists.

    Raises:
        BadParameter: there are several lists, and such an option.
    """
    if len(files) > 1 and reports:
        raise typer.BadParameter(
            f"{reports[0]} names a report of one list, and there are {len(files)}. Leave it out, "
            "or run each list by itself."
        )


def chosen_server(
    context: typer.Context, *, server: str | None, base_url: str | None, sandbox: bool
) -> str | None:
    """Return the address of the one server that a command line names; None if it names none.

    Raises:
        BadParameter: it names two.
        Exit: it names one that was not added, which is said.
    """
    given = context.get_parameter_source("base_url")
    on_the_line = given is not None and given.name == "COMMANDLINE"
    named = {"--sandbox": sandbox, "--server": server, "--base-url": on_the_line}
    two = [option for option, is_given in named.items() if is_given]
    if len(two) > 1:
        raise typer.BadParameter(f"{two[0]} and {two[1]} name two servers; use one of them.")
    return _address_of(context, server, base_url) if server else base_url


def _address_of(context: typer.Context, server: str, other: str | None) -> str:
    # Imported here so that --help answers at once.
    from customer_import.api.server_url import server_url  # noqa: PLC0415
    from customer_import.cli.named_servers import servers_of  # noqa: PLC0415
    from customer_import.cli.screen import Screen  # noqa: PLC0415
    from customer_import.errors import SettingError  # noqa: PLC0415

    try:
        address = servers_of(context.find_root().obj).address(server)
        is_another = other is not None and server_url(other) != address
    except SettingError as error:
        Screen(quiet=False).error(error)
        raise typer.Exit(2) from None
    if is_another:
        raise typer.BadParameter(
            f"WASP_BASE_URL names another server than --server {server}, {other}. Use one of them."
        )
    return address


READING = "Reading the file"
SERVER = "Server"
REPORTS = "Reports"
SENDING = "Sending"

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
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        envvar="WASP_BASE_URL",
        help="The server: https://TENANT.waspinventorycloud.com",
        metavar="URL",
        rich_help_panel=SERVER,
    ),
]
ServerOption = Annotated[
    str | None,
    typer.Option(
        "--server",
        help="A server that was added by `server add`; its token is in the key store.",
        metavar="NAME",
        autocompletion=completion.complete_servers,
        rich_help_panel=SERVER,
    ),
]
SandboxOption = Annotated[
    bool,
    typer.Option(
        "--sandbox",
        help="Send to a sandbox on this machine; no token is needed.",
        rich_help_panel=SERVER,
    ),
]
StateDirOption = Annotated[
    Path | None,
    typer.Option(
        help="The folder for the data of ledgers and sandbox.",
        metavar="DIR",
        file_okay=False,
        rich_help_panel=SERVER,
    ),
]
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask.", rich_help_panel=SENDING)
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Check everything, send nothing.", rich_help_panel=SENDING)
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Send nothing if any row is invalid or has a warning.",
        rich_help_panel=SENDING,
    ),
]
ResendOption = Annotated[
    bool,
    typer.Option(
        "--resend",
        help="Send saved rows again.",
        rich_help_panel=SENDING,
    ),
]
ResendUnknownOption = Annotated[
    bool,
    typer.Option(
        "--resend-unknown",
        help="Send rows again that the server did not confirm.",
        rich_help_panel=SENDING,
    ),
]
OnlyOption = Annotated[
    Only | None,
    typer.Option(
        help="Only update customers, or only create them; other rows are skipped.",
        rich_help_panel=SENDING,
    ),
]
MaxCreatesOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Read first, and send nothing if more customers would be created.",
        metavar="N",
        rich_help_panel=SENDING,
    ),
]
MaxUpdatesOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Read first, and send nothing if more customers would be updated.",
        metavar="N",
        rich_help_panel=SENDING,
    ),
]
PilotOption = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        help="Send only the first N rows that the plan changes, as a pilot.",
        metavar="N",
        rich_help_panel=SENDING,
    ),
]
ConcurrencyOption = Annotated[
    int,
    typer.Option(
        min=1, max=16, help="Requests at the same time.", metavar="N", rich_help_panel=SENDING
    ),
]
ChunkSizeOption = Annotated[
    int,
    typer.Option(
        min=1, max=500, help="Most records in a request.", metavar="N", rich_help_panel=SENDING
    ),
]
TimeoutOption = Annotated[
    float,
    typer.Option(
        min=1.0, help="Seconds to wait for an answer.", metavar="S", rich_help_panel=SENDING
    ),
]
PageSizeOption = Annotated[
    int,
    typer.Option(
        min=1,
        max=500,
        help="Customers that one request reads; less if the server fails at more.",
        metavar="N",
        rich_help_panel=SERVER,
    ),
]
PatienceOption = Annotated[
    float,
    typer.Option(
        min=0.0,
        help="Seconds without any success before giving up.",
        metavar="S",
        rich_help_panel=SENDING,
    ),
]
WaitOption = Annotated[
    float,
    typer.Option(
        min=0.0,
        help="Seconds to wait for another run on this server to end, instead of stopping.",
        metavar="S",
        rich_help_panel=SENDING,
    ),
]
ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        help="The path of the error report, .csv or .xlsx; else beside the list, of its kind.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results",
        help="Write a CSV with a line for every row.",
        metavar="PATH",
        rich_help_panel=REPORTS,
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        "--report",
        help="Write an HTML page to read, search, print or send.",
        metavar="PATH.html",
        rich_help_panel=REPORTS,
    ),
]
OpenOption = Annotated[
    bool,
    typer.Option(
        "--open",
        help="Open the HTML page when the run is done; without --report it is beside the list.",
        rich_help_panel=REPORTS,
    ),
]
NotifyOption = Annotated[
    str | None,
    typer.Option(
        envvar="WASP_NOTIFY_URL",
        help="Tell a webhook how it ended, without any row; Slack and Teams too.",
        metavar="URL",
        rich_help_panel=REPORTS,
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option(
        "--json", help="Print one JSON object instead of tables.", rich_help_panel=REPORTS
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet",
        "-q",
        help="Show no progress, no notices and no suggested mapping.",
        rich_help_panel=REPORTS,
    ),
]
ShowOption = Annotated[
    ShownRows | None, typer.Option(help="The rows that are shown.", rich_help_panel=REPORTS)
]
