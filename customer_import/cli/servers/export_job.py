"""What `customer-import export` does: read all customers, write them and a mapping."""

from collections.abc import Iterator, Sequence

from customer_import.api.reading.assumed import ReadAssumptions
from customer_import.api.reading.seen import SeenCustomer
from customer_import.cli.command_call import CommandCall, carry_out
from customer_import.cli.next_command import NextCommand
from customer_import.cli.options.for_sending import PaceOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.look_options import ExportOptions
from customer_import.cli.servers.server_reading import ReadingOptions, opened_reader
from customer_import.errors import SettingError
from customer_import.exporting import ExportColumn, Survey, export, headers, mapping_text
from customer_import.reports.export_file import KINDS, write_export
from customer_import.reports.files import check_free, check_path, written
from customer_import.result import ExitStatus

NOT_IN_IT = (
    "Phones, addresses, notes and attachments are not in it, because no call is known that reads "
    "them: it is not a complete backup."
)


def run(options: ExportOptions) -> ExitStatus:
    """Export, and say what went wrong."""
    return carry_out(options, _export, "Interrupted; nothing was written.")


def _export(call: CommandCall[ExportOptions]) -> ExitStatus:
    check_paths(call.options)
    _tell(call.options, _exported(call), call.screen)
    return ExitStatus.OK


def check_paths(options: ExportOptions) -> None:
    """Check that both files can be written, and that nothing is there.

    Raises:
        SettingError: one cannot.
    """
    check_path(options.out)
    if options.out.suffix.lower() not in KINDS:
        message = f"{options.out} ends neither in .csv nor in .xlsx."
        raise SettingError(message, "Name a file that does.")
    for path in (options.out, options.mapping):
        check_free(path)


def _exported(call: CommandCall[ExportOptions]) -> Survey:
    options, server = call.options, call.server(call.options.server, call.options.state_dir)
    pace = PaceOptions(timeout=options.timeout, patience=options.patience)
    reading = ReadingOptions(pace, ReadAssumptions(page_size=options.page_size))
    with (
        call.screen.progress("Reading the server") as listener,
        opened_reader(server, reading, call.clock, listener, call.stopping) as reader,
    ):
        reader.calibrate()

        def write(columns: Sequence[ExportColumn], customers: Iterator[SeenCustomer]) -> None:
            _write(options, columns, customers)

        return export(reader.everybody(), write)


def _write(
    options: ExportOptions, columns: Sequence[ExportColumn], customers: Iterator[SeenCustomer]
) -> None:
    """Write both files, or none."""
    rows = _rows(options, columns, customers)
    with written(options.mapping, is_marked=False) as file:
        file.write(mapping_text(columns, options.out.name))
        write_export(options.out, headers(columns), rows)


def _rows(
    options: ExportOptions, columns: Sequence[ExportColumn], customers: Iterator[SeenCustomer]
) -> Iterator[list[str]]:
    """Yield the cells of each customer; fail at the end if somebody took a file's name by then."""
    for customer in customers:
        yield [column.text(customer) for column in columns]
    check_paths(options)


def _tell(options: ExportOptions, survey: Survey, screen: Screen) -> None:
    count = survey.customers
    screen.out.print(
        f"{count:,} {'customer' if count == 1 else 'customers'} in {options.out}, "
        f"with the mapping {options.mapping}.",
        soft_wrap=True,
    )
    screen.explain(NOT_IN_IT)
    if survey.unread:
        screen.explain(f"The server did not show: {', '.join(survey.unread)}.")
    following = NextCommand("", _target(options), options.server.base_url, options.state_dir)
    screen.say("Edit the list, and see what would be sent:", following.dry_run(options.out))


def _target(options: ExportOptions) -> str:
    return "sandbox (" if options.server.sandbox else ""
