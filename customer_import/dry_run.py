"""A dry run: every row is read, mapped and checked, and nothing is kept of those that are right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from customer_import.clock import Clock
from customer_import.estimate import ToSend
from customer_import.events import Listener
from customer_import.gc_pause import seldom_collected
from customer_import.importer import Options, StagedRun, told
from customer_import.ledger.counting.tally import Tally
from customer_import.ledger.known.already_saved import AlreadySaved
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.rows.noted_problems import accept_warnings
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import NewRun
from customer_import.ledger.staging.staging import Staging
from customer_import.records.row_builder import RowBuilder
from customer_import.states import RowState
from customer_import.table import Row


@dataclass(frozen=True, slots=True)
class DryRun:
    """Checks one list.

    Attributes:
        ledger: one that leaves nothing behind.
        clock: time and chance.
        listener: hears how it goes.
        stopping: whether the user asked to stop.
        kept: so many rows from the first can be shown though they are right.
    """

    ledger: Ledger
    clock: Clock
    listener: Listener
    stopping: Callable[[], bool]
    kept: int

    def check(
        self, new: NewRun, builder: RowBuilder, rows: Iterable[Row], options: Options
    ) -> tuple[StagedRun, ToSend]:
        """Check every row.

        Args:
            new: the run.
            builder: the mapping, fitted to the headers.
            rows: of the list.
            options: what a user can say of staging; nothing is known to be saved.

        Returns:
            the staged run, and what would be sent.

        Raises:
            Interrupted: the user asked to stop.
        """
        connection = self.ledger.connection
        with seldom_collected(), self.ledger.writing():
            run = self.ledger.runs.begin(new, self.clock.now(), is_whole=options.limit is None)
            staging = Staging(
                connection,
                run.id,
                builder.number_column,
                options.resend_unknown,
                options.only_update,
                builder.as_known,
            )
            tally = Tally(connection, staging, builder, self.kept)
            rows = iter(rows)
            some = builder.batches(islice(rows, options.limit))
            for batch in told(some, self.listener, self.stopping):
                tally.add(batch)
            tally.finish(next(rows, None))
            accept_warnings(connection, run.id, builder.accepted)
            AlreadySaved(connection, run.id).tell()
        results = Results(connection, run.id)
        counts = results.counts()
        counts[RowState.PENDING] += tally.rows
        planned = ToSend(tally.shapes(results.shapes()), tally.addresses(results.addresses()))
        return StagedRun(run, counts, results.warned()), planned
