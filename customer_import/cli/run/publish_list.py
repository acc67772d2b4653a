"""The last step of a run: its reports, and the commands that go on from it."""

from dataclasses import dataclass
from datetime import timedelta

from customer_import.cli.lists.open_list import StagedList
from customer_import.cli.next_command import NextCommand
from customer_import.cli.publish import Publisher
from customer_import.cli.run.run_call import RunCall
from customer_import.ledger.results import Results
from customer_import.result import RunResult


@dataclass(frozen=True, slots=True)
class PublishList:
    """Publishes what became of a list.

    Attributes:
        call: what is run.
        facts: of the list.
    """

    call: RunCall
    facts: StagedList

    def publish(self, result: RunResult, results: Results) -> RunResult:
        """Write the reports, print the result, and return it with what was written."""
        started = self.call.clock.now() - timedelta(seconds=result.seconds)
        return self._publisher(result).publish(result, results, started)

    def show(self, result: RunResult, results: Results) -> None:
        """Show a result beside a question; write nothing."""
        self._publisher(result).show(self.call.screen.err, result, results)

    def _publisher(self, result: RunResult) -> Publisher:
        options, server, screen = self.call.options, self.call.options.server, self.call.screen
        only, is_part = options.sending.only, options.reading.limit is not None
        next_command = NextCommand(
            self.facts.mapping, result.target, server.base_url, options.state_dir, only
        )
        lead = self.call.among.json_lead if self.call.among else ""
        return Publisher(
            options.reports, self.facts, next_command, screen, options.state_dir, is_part, lead
        )
