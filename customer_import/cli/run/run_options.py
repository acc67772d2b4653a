"""What the command line of `customer-import run` asks for."""

from dataclasses import dataclass

from customer_import.cli.options.for_reading import FilesArgument, MappingOption, ReadOptions
from customer_import.cli.options.for_reports import ReportOptions
from customer_import.cli.options.for_sending import SendOptions
from customer_import.cli.options.for_server import ServerOptions, StateDirOption


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the command line of `customer-import run` asks for, by topic."""

    files: FilesArgument
    mapping: MappingOption = None
    sending: SendOptions
    server: ServerOptions
    state_dir: StateDirOption = None
    reports: ReportOptions
    reading: ReadOptions

    @property
    def file(self) -> str:
        """Return the list, where there is only one."""
        return self.files[0]
