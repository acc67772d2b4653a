"""What the command line of `customer-import run` asks for."""

from dataclasses import dataclass

from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.options.for_reports import ReportOptions
from customer_import.cli.options.for_sending import SendOptions
from customer_import.cli.options.for_server import ServerOptions


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line of `customer-import run` asks for, by topic."""

    file: str
    mapping: str | None
    reading: ReadOptions
    server: ServerOptions
    sending: SendOptions
    reports: ReportOptions
