"""What `customer-import settle` does: look up the rows that got no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from customer_import.api.reading.assumed import MOST_CANDIDATES, ReadAssumptions
from customer_import.api.reading.server_reader import ServerReader
from customer_import.cli.carry_out import carry_out
from customer_import.cli.history.find_run import not_one_run
from customer_import.cli.interrupts import Stopping, interruptible
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server, server_of, state_folder, tell_about
from customer_import.cli.servers.server_reading import ReadingOptions, opened_reader
from customer_import.clock import Clock
from customer_import.customer import folded
from customer_import.errors import CannotRead
from customer_import.ledger.history import History
from customer_import.ledger.known_numbers import known_numbers
from customer_import.ledger.ledger import Ledger, ledger_at
from customer_import.ledger.unknown_rows import Outcome, UnknownRow, UnknownRows
from customer_import.mapping.load import assumptions_of
from customer_import.planning.settling import Settler, same_names
from customer_import.reports.settled import Settled, SettledRow, show_settled, write_settled_json
from customer_import.result import ExitStatus


@dataclass(frozen=True, slots=True)
class SettleOptions:
    """What the command line of `customer-import settle` asks for."""

    run: str | None
    sandbox: bool
    base_url: str | None
    concurrency: int
    timeout: float
    patience: float
    as_json: bool
    quiet: bool
    state_dir: Path | None


def settle(options: SettleOptions) -> ExitStatus:
    """Settle, and say what went wrong."""
    screen, clock = Screen(quiet=options.quiet), Clock()

    def work() -> ExitStatus:
        with interruptible(screen.say) as stopping:
            settled = _SettleJob(options, screen, stopping, clock).run()
        if options.as_json:
            write_settled_json(screen.out.file, settled)
        else:
            show_settled(screen.out, settled)
        return ExitStatus.SOME_FAILED if settled.is_open else ExitStatus.OK

    return carry_out(screen, work, "Interrupted; every row is as it was.")


@dataclass(frozen=True, slots=True)
class _SettleJob:
    """One call of the command.

    Attributes:
        options: of the command line.
        screen: the terminal.
        stopping: whether the user asked to stop.
        clock: time and chance.
    """

    options: SettleOptions
    screen: Screen
    stopping: Stopping
    clock: Clock

    def run(self) -> Settled:
        state = state_folder(self.options.state_dir)
        server = server_of(self.options.base_url, state, sandbox=self.options.sandbox)
        tell_about(server, self.screen, self.clock)
        with ledger_at(server.ledger, self.clock.now()) as ledger:
            run, name = _run_of(ledger, self.options.run)
            rows = UnknownRows(ledger.connection).of(run)
            return self._settled(name, rows, server, ledger) if rows else Settled(name, ())

    def _settled(
        self, name: str, rows: Sequence[UnknownRow], server: Server, ledger: Ledger
    ) -> Settled:
        options, unknown = self.options, UnknownRows(ledger.connection)
        (text, *_) = unknown.assumed_by([rows[-1].run])
        assume = ReadAssumptions.of(assumptions_of(text))
        reading = ReadingOptions(options.concurrency, options.timeout, options.patience, assume)
        with (
            self.screen.progress("Looking up") as listener,
            opened_reader(server, reading, self.clock, listener, self.stopping) as reader,
        ):
            found = reader.calibrate(known_numbers(ledger.connection, MOST_CANDIDATES))
            outcomes = Settler(ledger, self.clock).settle(rows, reader, found.sample)
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
