"""What `customer-import settle` does: look up the rows that got no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from customer_import.api.reading.assumed import MOST_CANDIDATES, ReadAssumptions
from customer_import.api.reading.server_reader import ServerReader
from customer_import.cli.command_call import CommandCall, carry_out
from customer_import.cli.history.find_run import not_one_run
from customer_import.cli.plans.plan_options import SettleOptions
from customer_import.cli.servers.server import Server
from customer_import.cli.servers.server_reading import ReadingOptions, opened_reader
from customer_import.customer import folded
from customer_import.errors import CannotRead
from customer_import.ledger.known.known_numbers import known_numbers
from customer_import.ledger.ledger import Ledger, ledger_at
from customer_import.ledger.runs.history import History
from customer_import.ledger.sending.unknown_rows import Outcome, UnknownRow, UnknownRows
from customer_import.mapping.load import assumptions_of
from customer_import.planning.settling import Settler, same_names
from customer_import.reports.settled import Settled, SettledRow, show_settled, write_settled_json
from customer_import.result import ExitStatus


def settle(options: SettleOptions) -> ExitStatus:
    """Settle, and say what went wrong."""
    return carry_out(options, _settle, "Interrupted; every row is as it was.")


def _settle(call: CommandCall[SettleOptions]) -> ExitStatus:
    settled = _SettleJob(call).run()
    if call.options.as_json:
        write_settled_json(call.screen.out.file, settled)
    else:
        show_settled(call.screen.out, settled)
    return ExitStatus.SOME_FAILED if settled.is_open else ExitStatus.OK


@dataclass(frozen=True, slots=True)
class _SettleJob:
    """One call of the command.

    Attributes:
        call: what is asked for, and what it is done with.
    """

    call: CommandCall[SettleOptions]

    def run(self) -> Settled:
        options = self.call.options
        server = self.call.server(options.server, options.state_dir)
        with ledger_at(server.ledger, self.call.clock.now()) as ledger:
            run, name = _run_of(ledger, options.run)
            rows = UnknownRows(ledger.connection).of(run)
            return self._settled(name, rows, server, ledger) if rows else Settled(name, ())

    def _settled(
        self, name: str, rows: Sequence[UnknownRow], server: Server, ledger: Ledger
    ) -> Settled:
        options, unknown = self.call.options, UnknownRows(ledger.connection)
        (text, *_) = unknown.assumed_by([rows[-1].run])
        assume = ReadAssumptions.of(assumptions_of(text))
        reading = ReadingOptions(options.pace, assume)
        with (
            self.call.screen.progress("Looking up") as listener,
            opened_reader(server, reading, self.call.clock, listener, self.call.stopping) as reader,
        ):
            found = reader.calibrate(known_numbers(ledger.connection, MOST_CANDIDATES))
            outcomes = Settler(ledger, self.call.clock).settle(rows, reader, found.sample)
            hints = self._hints(outcomes, unknown, reader)
        return Settled(
            name,
            tuple(
                SettledRow(
                    each.row.name,
                    each.row.row,
                    each.row.number,
                    unknown.state(each.row),
                    f"{each.message}{hints.get(each.row.item, '')}",
                )
                for each in outcomes
            ),
        )

    def _hints(
        self, outcomes: Sequence[Outcome], unknown: UnknownRows, reader: ServerReader
    ) -> Mapping[int, str]:
        """Return which customers have the names of rows without a number, by record."""
        names = {
            each.row.item: _name_in(unknown.payload(each.row.item))
            for each in outcomes
            if each.row.number is None
        }
        try:
            found = same_names(names.values(), reader.everybody())
        except CannotRead:
            return {}
        return {item: _hint(found.get(folded(name), ())) for item, name in names.items() if name}


def _name_in(payload: bytes) -> str:
    return str(orjson.loads(payload).get("CustomerName") or "") if payload else ""


def _hint(numbers: Sequence[str]) -> str:
    if not numbers:
        return " The server has no customer of this name."
    return f" Customers of this name: {', '.join(numbers)}."


def _run_of(ledger: Ledger, given: str | None) -> tuple[int | None, str]:
    """Return the id and the name of the run that is meant; None and blank for all.

    Raises:
        SettingError: none is meant, or several.
    """
    if given is None:
        return None, ""
    runs = History(ledger.connection).runs()
    meant = runs[:1] if given == "last" else [run for run in runs if run.name.startswith(given)]
    if len(meant) != 1:
        raise not_one_run(given, len(meant))
    return meant[0].id, meant[0].name
