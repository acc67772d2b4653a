"""A dry run: check every row, say what a real run would do, keep nothing."""

from dataclasses import dataclass, replace

from customer_import.api.server_url import server_url
from customer_import.cli.lists.open_list import OpenList, StagedList
from customer_import.cli.run.run_call import RunCall
from customer_import.cli.run.stage_list import StageList
from customer_import.estimate import ToSend, planned_requests, to_send, why
from customer_import.importer import Ended, StagedRun
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.results import Results
from customer_import.result import RunResult


@dataclass(frozen=True, slots=True)
class TryList:
    """Does a dry run of an open list.

    Attributes:
        call: what is run.
    """

    call: RunCall

    def run(self, opened: OpenList, ledger: Ledger) -> RunResult:
        """Check every row, and print what a real run would do."""
        call, facts, stage = self.call, opened.facts, StageList(self.call)
        staged, planned = stage.check(opened, ledger)
        stage.note_rows(staged, opened.given)
        results = Results(ledger.connection, staged.run.id)
        self._say_what_a_real_run_does(facts, planned)
        result = replace(
            self._result(facts, staged, results, planned, self._target()),
            held_back=call.is_held_back(staged, results, facts.guesses),
            is_guessed=bool(facts.guesses),
            left_out=results.left_out(),
        )
        return call.publish(facts, result, results)

    def show(self, facts: StagedList, staged: StagedRun, results: Results, target: str) -> None:
        """Show what a dry run would say, to a person who is about to be asked."""
        result = self._result(facts, staged, results, to_send(results), target)
        self.call.show(facts, result, results)

    def _say_what_a_real_run_does(self, facts: StagedList, planned: ToSend) -> None:
        screen, options = self.call.screen, self.call.options
        if planned.shapes:
            screen.say(why(planned, options.sending.chunk_size))
        if facts.guesses:
            screen.say("A real run sends guessed fields only with --yes, or if you agree.")
        if options.sending.looks_first:
            screen.say("A real run first reads which of these customers exist.")

    def _target(self) -> str:
        """Return the server of a dry run, which may name none and needs no token."""
        options = self.call.options
        if options.server.sandbox:
            return self.call.asked_server().target
        return server_url(options.server.base_url) if options.server.base_url else ""

    def _result(
        self,
        facts: StagedList,
        staged: StagedRun,
        results: Results,
        planned: ToSend,
        target: str,
    ) -> RunResult:
        return RunResult(
            run="",
            file=facts.file,
            mapping=facts.mapping,
            target=target,
            dry_run=True,
            counts=staged.counts,
            requests=planned_requests(planned, self.call.options.sending.chunk_size),
            seconds=self.call.seconds,
            ended=Ended(),
            warned=staged.warned,
            of_list=tuple(results.of_list()),
        )
