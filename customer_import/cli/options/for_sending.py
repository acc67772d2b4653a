"""What is sent, after which question, and how fast."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

SENDING = "Sending"


class Only(StrEnum):
    """Which rows are sent."""

    UPDATE = "update"
    CREATE = "create"


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
        help="Send nothing if more customers would be created; `run` reads the server first.",
        metavar="N",
        rich_help_panel=SENDING,
    ),
]
MaxUpdatesOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Send nothing if more customers would be updated; `run` reads the server first.",
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


@dataclass(frozen=True, slots=True)
class PaceOptions:
    """How fast a command asks a server, and how long it waits for it."""

    concurrency: ConcurrencyOption = 4
    timeout: TimeoutOption = 120.0
    patience: PatienceOption = 120.0


@dataclass(frozen=True, slots=True)
class SendOptions:
    """What the command line says of sending."""

    dry_run: DryRunOption = False
    yes: YesOption = False
    strict: StrictOption = False
    resend: ResendOption = False
    resend_unknown: ResendUnknownOption = False
    only: OnlyOption = None
    max_creates: MaxCreatesOption = None
    max_updates: MaxUpdatesOption = None
    concurrency: ConcurrencyOption = 4
    chunk_size: ChunkSizeOption = 500
    timeout: TimeoutOption = 120.0
    patience: PatienceOption = 120.0
    wait: WaitOption = 0.0

    @property
    def pace(self) -> PaceOptions:
        """Return the pace alone."""
        return PaceOptions(self.concurrency, self.timeout, self.patience)

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
