"""Sends what a run has staged, once a person has agreed."""

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from customer_import.api.client import Client
from customer_import.api.pace import Pace
from customer_import.api.reading.assumed import ReadAssumptions
from customer_import.api.reading.calibrate import Calibration
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.proof import Manner
from customer_import.api.reading.server_reader import ServerReader
from customer_import.api.reply import Post
from customer_import.cli.options.for_sending import Only
from customer_import.cli.run.run_call import RunCall
from customer_import.cli.servers.server import Server, reached
from customer_import.delivery.delivery import Delivery, Limits
from customer_import.delivery.guard import ReadBack
from customer_import.delivery.resolve import Custom
from customer_import.events import Listener
from customer_import.importer import Ended, Importer, StagedRun
from customer_import.ledger.runs.runs import Run
from customer_import.ledger.sending.outbox import Outbox
from customer_import.mapping.assumptions import Assumptions
from customer_import.planning.look_first import Outlook
from customer_import.states import RowState


@dataclass(frozen=True, slots=True)
class Sending:
    """Sends to a server what is staged.

    Attributes:
        call: what is run.
        server: where it goes.
        importer: which staged it.
        staged: what is staged.
        outlook: what would be done, if the server was read first.
    """

    call: RunCall
    server: Server
    importer: Importer
    staged: StagedRun
    outlook: Outlook | None = None

    def send(self, assume: Assumptions) -> Ended:
        """Send it, and say how that ended.

        Args:
            assume: what is assumed of the server.
        """
        options, server = self.call.options.sending, self.server
        if server.sandbox:
            self.call.screen.say("Sending to the sandbox: nothing leaves this machine.")
        total = sum(shape.records for shape in self.importer.results(self.staged.run).shapes())
        rows = self.staged.counts[RowState.PENDING]
        with reached(server) as url, self.call.screen.progress("Sending", total, rows) as listener:
            client = Client(
                url, server.token, timeout=options.timeout, connections=options.concurrency
            )
            with client, ThreadPoolExecutor(options.concurrency) as executor:
                delivery = partial(self._delivery, client.post, executor, listener, assume)
                return self.importer.send(self.staged.run, delivery)

    def _delivery(
        self, post: Post, executor: Executor, listener: Listener, assume: Assumptions, run: Run
    ) -> Delivery:
        call, options = self.call, self.call.options.sending
        ledger = self.importer.ledger
        limits = Limits(
            options.concurrency,
            options.chunk_size,
            patience=options.patience,
            custom=Custom(empty_is_saved=assume.empty_answer_is_saved),
            only_update=options.only == Only.UPDATE,
        )
        outbox = Outbox(
            ledger.connection,
            run.id,
            run.name,
            call.clock.now,
            resend_unknown=options.resend_unknown,
            noted=ledger.noted,
        )
        guard = None
        if self.outlook is not None and self.outlook.is_empty:
            pace = Pace(1, options.patience, call.clock.chance)
            courier = Courier(post, executor, pace, call.clock, listener, call.stopping)
            empty = Calibration(Manner(), is_empty=True)
            guard = ReadBack(ServerReader(courier, ReadAssumptions.of(assume), empty), outbox)
        insists = self.staged.insists
        return Delivery(
            outbox, post, executor, limits, call.clock, listener, call.stopping, insists, guard
        )
