"""Several lists in one command: all are checked before the first is sent, and each is a run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from customer_import.cli.interrupts import Stopping, interruptible
from customer_import.cli.lists.given_list import PIPED
from customer_import.cli.run.notify import check_notify, notify, notify_not_started
from customer_import.cli.run.run_call import AmongOthers, RunCall
from customer_import.cli.run.run_job import CheckedList, RunJob, not_begun
from customer_import.cli.run.run_options import RunOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.server import Server
from customer_import.clock import Clock, Interrupted
from customer_import.errors import CustomerImportError, SettingError, Stopped
from customer_import.readers.content import is_stream
from customer_import.reports.for_scripts import write_json
from customer_import.result import ExitStatus

_WORST_FIRST = (ExitStatus.INTERRUPTED, ExitStatus.STOPPED, ExitStatus.SOME_FAILED, ExitStatus.OK)


def run_several(options: RunOptions) -> ExitStatus:
    """Run several lists, and say what went wrong if nothing could be started."""
    screen, clock = Screen(quiet=options.reports.quiet), Clock()
    runs = None
    try:
        check_notify(options.reports.notify)
        with interruptible(screen.say) as stopping:
            runs = SeveralRuns(options, screen, stopping, clock)
            return runs.run()
    except (Interrupted, KeyboardInterrupt):
        screen.explain("Interrupted; nothing was sent. Run the same command to begin again.")
        if options.reports.as_json and runs is not None:
            runs.finish_json()
        status = ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        if runs is None or not runs.are_checked:
            screen.explain(f"Nothing was sent of the {len(options.files)} lists.")
        status = ExitStatus.after(error)
    notify_not_started(options.reports.notify, ", ".join(options.files), status, screen)
    return status


@dataclass(slots=True)
class SeveralRuns:
    """The runs of one command.

    Attributes:
        options: of the command line.
        screen: the terminal.
        stopping: whether the user asked to stop.
        clock: time and chance.
        shown: the results that were printed so far.
        checked: what is known of the lists that were read and checked.
        are_checked: all lists can be sent.
    """

    options: RunOptions
    screen: Screen
    stopping: Stopping
    clock: Clock
    shown: int = 0
    checked: dict[str, CheckedList] = field(default_factory=dict)
    are_checked: bool = False

    def run(self) -> ExitStatus:
        """Check all lists, then run one after the other.

        Raises:
            CustomerImportError: one of them cannot be sent; none was.
            Interrupted: the user asked to stop before the first was sent.
        """
        files, is_dry = self.options.files, self.options.sending.dry_run
        _refuse_pipes(files)
        server = None if is_dry else self._call(files[0]).asked_server()
        for file in files:
            self.checked[file] = self._check(file, server)
        self.are_checked = True
        statuses = list(self._statuses(server))
        if self.options.reports.as_json:
            self.finish_json(server)
        return next(status for status in _WORST_FIRST if status in statuses)

    def finish_json(self, server: Server | None = None) -> None:
        """Print the lists that are not in the JSON object yet, with all their rows pending."""
        out = self.screen.out.file
        for file in self.options.files[self.shown :]:
            self._show_not_begun(file, server)
        out.write("]}\n")

    def _show_not_begun(self, file: str, server: Server | None) -> None:
        checked, target = self.checked.get(file, CheckedList()), server.target if server else ""
        out = self.screen.out.file
        out.write(self._lead)
        write_json(out, not_begun(self._call(file).options, checked, target), ())
        self.shown += 1

    @property
    def _lead(self) -> str:
        return ", " if self.shown else '{"runs": ['

    def _check(self, file: str, server: Server | None) -> CheckedList:
        """Check one list.

        Raises:
            CustomerImportError: it cannot be sent, so none is.
        """
        self.screen.say(f"Checking {file}")
        return RunJob(self._call(file)).check(server)

    def _statuses(self, server: Server | None) -> Iterator[ExitStatus]:
        """Run the lists until one is cut short, and yield how each ended."""
        for position, file in enumerate(self.options.files, 1):
            status = self._one(file, server)
            yield status
            if status in (ExitStatus.INTERRUPTED, ExitStatus.STOPPED):
                left = ", ".join(self.options.files[position:])
                if left:
                    self.screen.explain(f"Not begun: {left}. Run the same command to go on.")
                return

    def _one(self, file: str, server: Server | None) -> ExitStatus:
        agreed = self.checked[file].agreed
        job = RunJob(self._call(file, AmongOthers(server, agreed, self._lead)))
        try:
            result = job.run()
        except (Interrupted, KeyboardInterrupt):
            if not self.shown:
                raise
            return ExitStatus.INTERRUPTED
        except CustomerImportError as error:
            if not self.shown:
                raise
            self.screen.error(error)
            if self.options.reports.as_json:
                self._show_not_begun(file, server)
            # What was sent of the lists before it is sent, so this is not "nothing was started".
            return ExitStatus.STOPPED if isinstance(error, Stopped) else ExitStatus.SOME_FAILED
        self.shown += 1
        notify(self.options.reports.notify, result, self.screen)
        return result.exit_status

    def _call(self, file: str, among: AmongOthers | None = None) -> RunCall:
        options = replace(self.options, files=[file])
        return RunCall(
            options, self.screen, self.stopping, self.clock, self.clock.monotonic(), among
        )


def _refuse_pipes(files: Sequence[str]) -> None:
    """Refuse what can be read only once, because each list is read twice.

    Raises:
        SettingError: one of them is standard input or a pipe.
    """
    for file in files:
        if file == PIPED or is_stream(Path(file)):
            spoken = "Standard input" if file == PIPED else file
            message = f"{spoken} cannot be one of several lists, because each is read twice."
            raise SettingError(message, "Run it by itself, or save it as a file.")
