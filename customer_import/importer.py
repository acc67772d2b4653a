"""The order of things: stage every row, then send what is staged.

The one place that knows it. It takes its clock, its way to post and its listener, and returns
values; what a person sees of them is made elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from customer_import.clock import Clock, Interrupted
from customer_import.errors import NO_LONGER, LedgerError, LedgerStopped, Stopped
from customer_import.events import Listener, Staged
from customer_import.gc_pause import seldom_collected
from customer_import.ledger.known.already_saved import AlreadySaved
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.noted_problems import accept_warnings
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import NewRun, Run
from customer_import.ledger.staging.same_list import changed_auto, find_parent
from customer_import.ledger.staging.staging import Staging
from customer_import.ledger.whole_list.list_watch import ListWatch
from customer_import.ledger.whole_list.lost_zeros import (
    FilledColumn,
    KnownNumber,
    LostZeros,
    known_but_for_zeros,
)
from customer_import.ledger.whole_list.twins import refuse_twins, twins_left
from customer_import.records.row_builder import RowBuilder
from customer_import.states import RowState, RunState
from customer_import.table import Row

if TYPE_CHECKING:
    # A dry run does not need what sends, and it takes long to import.
    from customer_import.delivery.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can say of staging.

    Attributes:
        limit: the first so many rows are the whole file.
        resend: send again what is saved with the same content.
        resend_unknown: send again what nobody knows of.
        only_update: leave rows without a customer number out, since they would create one.
    """

    limit: int | None = None
    resend: bool = False
    resend_unknown: bool = False
    only_update: bool = False


@dataclass(frozen=True, slots=True)
class StagedRun:
    """A staged run: what would be sent.

    Attributes:
        run: the run.
        counts: rows by state.
        warned: valid rows with a warning.
        changed_auto: auto-numbered rows that look like changed ones of an earlier run.
        repeats: a run that was told to send the same again, and may have sent some of it.
        insists: an earlier attempt of the run had records refused, and it is run again.
        lost_zeros: numbers to be sent that were saved before, but for their leading zeros.
    """

    run: Run
    counts: dict[RowState, int]
    warned: int
    changed_auto: int = 0
    lost_zeros: tuple[KnownNumber, ...] = ()
    insists: bool = False
    repeats: str | None = None

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Ended:
    """How sending ended.

    Attributes:
        stopped: why the run stopped part-way, where it did.
        interrupted: the user asked to stop.
        notice: what a person has to know of how it went; blank if nothing.
    """

    stopped: Stopped | None = None
    interrupted: bool = False
    notice: str = ""

    @property
    def state(self) -> RunState:
        """The run's state."""
        if self.interrupted:
            return RunState.INTERRUPTED
        return RunState.STOPPED if self.stopped else RunState.DONE


@dataclass(frozen=True, slots=True)
class Importer:
    """Imports one list into one server.

    Attributes:
        ledger: of that server; of a dry run, one that leaves nothing behind.
        clock: time and chance.
        listener: hears how it goes.
        stopping: whether the user asked to stop.
    """

    ledger: Ledger
    clock: Clock
    listener: Listener
    stopping: Callable[[], bool]

    def results(self, run: Run) -> Results:
        """What became of a run."""
        return Results(self.ledger.connection, run.id)

    def go_on(self, run: Run) -> StagedRun:
        """Prepare an unfinished run for another attempt."""
        with self.ledger.writing():
            refused = self.ledger.runs.go_on(run)
        insists = refused > 0 or self.ledger.runs.why_stopped(run).startswith(NO_LONGER)
        return replace(self._plan(run), insists=insists)

    def _plan(self, run: Run) -> StagedRun:
        results = self.results(run)
        connection = self.ledger.connection
        changed, zeros = changed_auto(connection, run.id), known_but_for_zeros(connection, run.id)
        return StagedRun(run, results.counts(), results.warned(), changed, zeros)

    def stage(
        self, new: NewRun, builder: RowBuilder, rows: Iterable[Row], options: Options
    ) -> StagedRun:
        """Read, map and check every row, and write it to the ledger.

        Raises:
            Interrupted: the user asked to stop; nothing is left of the run.
        """
        with seldom_collected(), self.ledger.writing():
            run = self.ledger.runs.begin(new, self.clock.now(), is_whole=options.limit is None)
            staging = Staging(
                self.ledger.connection,
                run.id,
                builder.number_column,
                options.resend_unknown,
                options.only_update,
                builder.as_known,
                skips_saved=not options.resend,
            )
            watch = self._read(staging, builder, iter(rows), options)
            if new.is_report:
                find_parent(self.ledger.connection, run.id)
            self._judge(staging, builder, watch, options)
            self.ledger.runs.mark(run, RunState.STAGED, self.clock.now(), 0.0)
        return self._plan(run)

    def _read(
        self, staging: Staging, builder: RowBuilder, rows: Iterator[Row], options: Options
    ) -> ListWatch:
        """Stage every row by itself; refuse those whose numbers are there twice."""
        cells = KeptCells(self.ledger.connection, staging.run)
        watch = ListWatch(builder, options.only_update)
        some = builder.batches(islice(rows, options.limit))
        for batch in told(some, self.listener, self.stopping):
            cells.put(batch)
            built = builder.build_batch(batch)
            staging.add(built)
            watch.add(built)
        watch.say_of_list(staging, next(rows, None))
        staging.bring_back(watch.suspects())
        staging.refuse_duplicates()
        return watch

    def _judge(
        self, staging: Staging, builder: RowBuilder, watch: ListWatch, options: Options
    ) -> None:
        """Compare the staged rows with each other, and with what is known from earlier runs."""
        zeros = LostZeros(self.ledger.connection, staging.run, builder.number_column)
        zeros.refuse_resaved(staging, _places(builder))
        staging.finish()
        zeros.warn_of_shorter_than(watch.numbers.full_length)
        already = AlreadySaved(self.ledger.connection, staging.run)
        already.settle(resend=options.resend, resend_unknown=options.resend_unknown)
        zeros.warn_of_known(watch.numbers)
        if builder.refuses_twins:
            refuse_twins(staging, twins_left(self.ledger.connection, staging.run))
        watch.warn(staging)
        accept_warnings(self.ledger.connection, staging.run, builder.accepted)

    def send(
        self,
        run: Run,
        delivery: "Callable[[Run], Delivery] | None",
        state_of: Callable[[Ended], RunState] = lambda ended: ended.state,
    ) -> Ended:
        """Send what is staged, and note how it ended.

        Args:
            run: a staged run.
            delivery: makes what sends a run; None if nothing is to be sent.
            state_of: returns the state that the run comes to.
        """
        started = self.clock.monotonic()
        try:
            ended = self._deliver(delivery, run) if delivery else Ended()
            self.note_end(run, ended, self.clock.monotonic() - started, state_of(ended))
        except LedgerError as error:
            remedy = f"{error.remedy} Then run the same command: it settles what was under way."
            return Ended(stopped=LedgerStopped(error.message, remedy))
        return ended

    def note_end(
        self, run: Run, ended: Ended, seconds: float, state: RunState | None = None
    ) -> None:
        """Note how a run ended.

        Args:
            run: the run.
            ended: how.
            seconds: it sent.
            state: that it comes to; None for the usual one.
        """
        why = ended.stopped.message if ended.stopped else ""
        with self.ledger.writing():
            self.ledger.runs.mark(run, state or ended.state, self.clock.now(), seconds, why)

    def _deliver(self, delivery: "Callable[[Run], Delivery]", run: Run) -> Ended:
        stopped, interrupted, notice = None, False, ""
        try:
            with self.ledger.translated():
                sends = delivery(run)
                try:
                    sends.run()
                finally:
                    notice = sends.notice
        except Stopped as why:
            stopped = why
        except Interrupted:
            interrupted = True
        return Ended(stopped, interrupted, notice)

    def discard(self, run: Run) -> None:
        """Forget a staged run nobody agreed to send; one begun earlier waits as it did."""
        if run.resumed:
            return
        with self.ledger.writing():
            self.ledger.runs.mark(run, RunState.STAGING, self.clock.now(), 0.0)
            self.ledger.runs.recover()


def told(
    batches: Iterable[list[Row]], listener: Listener, stopping: Callable[[], bool]
) -> Iterator[list[Row]]:
    """Yield the batches of rows; the listener hears how many rows it were so far.

    Raises:
        Interrupted: the user asked to stop.
    """
    count = 0
    for batch in batches:
        if count and stopping():
            raise Interrupted
        yield batch
        count += len(batch)
        listener(Staged(count))


def _places(builder: RowBuilder) -> dict[int, FilledColumn]:
    return {
        position: FilledColumn(field, builder.headers[position])
        for position, field in builder.texts
    }
