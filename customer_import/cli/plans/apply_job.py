"""What `customer-import apply` does: send what a plan showed, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from customer_import.cli.command_call import CommandCall, carry_out
from customer_import.cli.history.find_run import found_run
from customer_import.cli.lists.open_list import StagedList
from customer_import.cli.next_command import SANDBOX, NextCommand, undoing
from customer_import.cli.options.for_reports import ReportOptions
from customer_import.cli.plans.plan_options import ApplyOptions
from customer_import.cli.plans.plan_sending import PlanSending
from customer_import.cli.publish import Publisher
from customer_import.cli.servers.named_servers import NamedServers, servers_of
from customer_import.cli.servers.server import Server, server_of, state_folder, tell_about
from customer_import.comparing.change import Action, ChangedFields
from customer_import.errors import Declined, NobodyAgreed, SettingError
from customer_import.importer import Ended
from customer_import.ledger.ledger import Ledger
from customer_import.ledger.runs.history import PastRun
from customer_import.ledger.runs.plans import PlanFacts, Plans
from customer_import.ledger.runs.results import Results
from customer_import.ledger.runs.runs import Run
from customer_import.planning.look_first import MostChanged, Outlook
from customer_import.reports.wording import about_guesses, customers
from customer_import.result import ExitStatus, RunResult
from customer_import.states import RunState


def apply(options: ApplyOptions, given: object = None) -> ExitStatus:
    """Apply a plan, and say what went wrong if nothing could be started.

    Args:
        options: of the command line.
        given: the servers that the caller of the program gives it; the command line gives none.
    """
    return carry_out(
        options,
        lambda call: _ApplyJob(call, servers_of(given)).run(),
        "Interrupted; nothing was sent.",
    )


@dataclass(frozen=True, slots=True)
class _ApplyJob:
    """One call of the command.

    Attributes:
        call: what is asked for, and what it is done with.
        servers: those that have a name.
    """

    call: CommandCall[ApplyOptions]
    servers: NamedServers

    def run(self) -> ExitStatus:
        state = state_folder(self.call.options.state_dir)
        with found_run(self.call.screen, self.call.options.run, state) as (ledger, past):
            facts = check_plan(ledger, past, self.call.clock.now())
            server = server_of_run(past, state, self.servers)
            tell_about(server, self.call.screen, self.call.clock)
            return self._apply(ledger, past, server, facts)

    def _apply(self, ledger: Ledger, past: PastRun, server: Server, facts: PlanFacts) -> ExitStatus:
        run = Run(past.id, past.name, past.started, resumed=True)
        plans, results = Plans(ledger.connection, past.id), Results(ledger.connection, past.id)
        with ledger.writing():
            plans.go_on()
        limit = self.call.options.limit
        last_row = plans.first_rows(limit) if limit else None
        ended = Ended()
        before = results.requests()
        over_limit = self._over_limit(plans, last_row)
        if not over_limit:
            self._confirm(plans, past, facts, last_row)
            ended = self._send(PlanSending.of_past(self.call, server, ledger, past), run, last_row)
        result = RunResult(
            run=past.name,
            file=past.file,
            mapping=past.mapping,
            target=past.target,
            dry_run=False,
            counts=results.counts(),
            requests=results.requests() - before,
            seconds=self.call.seconds,
            ended=ended,
            of_list=tuple(results.of_list()),
            over_limit=over_limit,
        )
        return self._publish(past, result, results, plans)

    def _send(self, sending: PlanSending, run: Run, last_row: int | None) -> Ended:
        """Send what waits; where nothing does, say so and leave the server alone."""
        if sending.has_waiting(run, last_row):
            return sending.send(run, last_row)
        self.call.screen.say(f"Plan {run.name} does not have a row to send.")
        return sending.end(run)

    def _over_limit(self, plans: Plans, last_row: int | None) -> str:
        """Say which limit the plan exceeds; blank if none."""
        waiting = plans.waiting(last_row)
        outlook = Outlook(waiting[Action.CREATE], waiting[Action.UPDATE], 0)
        options = self.call.options
        return outlook.over(MostChanged(options.max_creates, options.max_updates))

    def _confirm(self, plans: Plans, past: PastRun, facts: PlanFacts, last_row: int | None) -> None:
        """Ask once, if a person is there; without one, what was guessed is not sent.

        Raises:
            Declined: the answer was no.
            NobodyAgreed: nobody is there to agree to a guess.
        """
        if self.call.options.yes or not any(plans.waiting(last_row).values()):
            return
        if facts.guesses:
            self.call.screen.explain(about_guesses(facts.guesses))
        if not self.call.screen.can_ask:
            if facts.guesses:
                raise NobodyAgreed
            return
        if past.target.startswith(SANDBOX) and not facts.guesses:
            return
        for sentence in self._consequences(plans, past, last_row):
            self.call.screen.explain(sentence)
        if not self.call.screen.agreed("Apply?"):
            raise Declined("Nothing was sent.", "The plan is kept; apply it when you agree.")

    def _consequences(self, plans: Plans, past: PastRun, last_row: int | None) -> Iterator[str]:
        waiting = plans.waiting(last_row)
        made = age(self.call.clock.now() - past.started)
        yield f"Plan {past.name} of {past.file} was made {made}. It goes to {past.target}:"
        fields = ChangedFields()
        for plan in plans.rows(Action.UPDATE):
            fields.add(plan)
        if count := waiting[Action.CREATE]:
            yield f"- create {customers(count)};"
        if count := waiting[Action.UPDATE]:
            told = f" in: {', '.join(fields.names)}" if fields.names else ""
            yield f"- update {customers(count)}{told}."
        yield (
            "Rows whose customers changed since the plan are held. "
            f"`customer-import undo {past.name}` puts old values back afterwards."
        )

    def _publish(
        self, past: PastRun, result: RunResult, results: Results, plans: Plans
    ) -> ExitStatus:
        call, options = self.call, self.call.options
        facts = StagedList(
            past.file,
            Path(past.file),
            past.mapping,
            past.mapping_text,
            past.headers,
            past.delimiter,
        )
        following = NextCommand(
            past.mapping, past.target, past.target, options.state_dir, verb="plan"
        )
        reports = ReportOptions(as_json=options.as_json, quiet=options.quiet)
        is_part = options.limit is not None
        publisher = Publisher(reports, facts, following, call.screen, options.state_dir, is_part)
        status = publisher.publish(result, results, call.began).exit_status
        self._say_next(past, plans, result)
        return status

    def _say_next(self, past: PastRun, plans: Plans, result: RunResult) -> None:
        if any(plans.waiting().values()):
            if not result.ended.stopped and not result.ended.interrupted:
                self.call.screen.say("The same command without a limit sends the rest of the plan.")
        elif result.requests:
            undo = undoing(past.name, self.call.options.state_dir)
            self.call.screen.say("To put the old values back:", undo)


def check_plan(ledger: Ledger, past: PastRun, now: datetime) -> PlanFacts:
    """Check that a run is a plan that can be applied, or go on.

    Raises:
        SettingError: it is not.
    """
    plans = Plans(ledger.connection, past.id)
    facts = plans.facts()
    again = "Make a new plan:\ncustomer-import plan " + (past.file or "LIST")
    if facts is None or (facts.undoes and past.state == RunState.DONE):
        what = "is not a plan" if facts is None else f"is the undo of {facts.undoes}, not a plan"
        by_name = "A plan that was made earlier needs its name, from `customer-import history`. "
        raise SettingError(f"Run {past.name} {what}.", by_name + again)
    if past.state == RunState.DONE:
        raise SettingError(f"Plan {past.name} was applied already, to its end.", again)
    if past.state != RunState.PLANNED:
        made = age(now - past.started)
        message = f"Plan {past.name} was made {made}; old values are kept for 30 days."
        raise SettingError(message, again)
    return facts


def server_of_run(past: PastRun, state: Path, servers: NamedServers) -> Server:
    """Return the server of a past run.

    Args:
        past: the run.
        state: the state folder.
        servers: one of these may have its address, and a token in the key store.

    Raises:
        SettingError: its token is missing, or it was another sandbox.
    """
    sandbox = past.target.startswith(SANDBOX)
    url = servers.named(past.target) or past.target
    server = server_of(None if sandbox else url, state, sandbox=sandbox)
    if server.target != past.target:
        raise SettingError(
            f"Run {past.name} belongs to another server: {past.target}.",
            "Call this where the run was made, with the same --state-dir.",
        )
    return server


def age(passed: timedelta) -> str:
    """Return how long ago something was, in words."""
    minutes = int(passed.total_seconds() // 60)
    for size, name in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if count := minutes // size:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"
