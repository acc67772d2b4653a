"""What `customer-import check` does: find out facts about a server, and print them."""

import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from customer_import.api.reading.assumed import MOST_CANDIDATES, ReadAssumptions
from customer_import.checking import Certainty, Fact, ServerCheck
from customer_import.cli.interrupts import interruptible
from customer_import.cli.lists.open_list import open_list
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.options.for_sending import PaceOptions
from customer_import.cli.screen import Screen
from customer_import.cli.servers.look_options import CheckOptions
from customer_import.cli.servers.server import Server, server_of, state_folder
from customer_import.cli.servers.server_reading import ReadingOptions, opened_reader
from customer_import.clock import Clock, Interrupted
from customer_import.errors import CustomerImportError, LedgerError, Stopped
from customer_import.events import nobody
from customer_import.ledger.known.known_numbers import known_numbers
from customer_import.ledger.ledger import ledger_at
from customer_import.mapping.find import find_mapping
from customer_import.mapping.model import CustomerMapping
from customer_import.reports.wording import print_prose
from customer_import.result import ExitStatus

SIGNS = {Certainty.PROVEN: "✓", Certainty.REFUTED: "✗", Certainty.UNKNOWN: "?"}
COLOURS = {Certainty.PROVEN: "green", Certainty.REFUTED: "red", Certainty.UNKNOWN: "yellow"}
"""How facts are printed."""


@dataclass(slots=True)
class _Found:
    """What was found out of a server.

    Attributes:
        target: the server; blank if it was not chosen yet.
        facts: about it.
        why: why they are not complete; blank if they are.
        ended: how the command ended, apart from the facts.
    """

    target: str = ""
    facts: list[Fact] = field(default_factory=list)
    why: str = ""
    ended: ExitStatus = ExitStatus.OK

    def cut_short(self, why: str, ended: ExitStatus) -> None:
        """Note that the facts end here, and why."""
        self.why, self.ended = why, ended

    @property
    def exit_status(self) -> ExitStatus:
        is_refuted = any(each.certainty == Certainty.REFUTED for each in self.facts)
        return ExitStatus.SOME_FAILED if is_refuted and self.ended == ExitStatus.OK else self.ended


def check(options: CheckOptions) -> ExitStatus:
    """Check a server; print each fact as soon as it is known."""
    screen, found = Screen(quiet=options.as_json), _Found()
    try:
        _find_out(options, screen, found)
    except (Interrupted, KeyboardInterrupt):
        found.cut_short("Interrupted.", ExitStatus.INTERRUPTED)
        screen.explain(found.why)
    except Stopped as error:
        found.cut_short(str(error), ExitStatus.STOPPED)
        screen.error(error)
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    if options.as_json:
        _write_json(found)
    return found.exit_status


def _find_out(options: CheckOptions, screen: Screen, found: _Found) -> None:
    """Add what is found out of the server, as long as nothing ends that."""
    mapping, named, clock = _mapping(options, screen), options.server, Clock()
    server = server_of(named.base_url, state_folder(options.state_dir), sandbox=named.sandbox)
    found.target = server.target
    if server.notice:
        screen.say(server.notice)
    reading = ReadingOptions(PaceOptions(timeout=options.timeout, patience=options.patience))
    if mapping is not None:
        reading = replace(reading, assume=ReadAssumptions.of(mapping.assume))
    with (
        interruptible(screen.say) as stopping,
        opened_reader(server, reading, clock, nobody, stopping) as reader,
    ):
        check = ServerCheck(
            reader,
            server.token,
            server.url.startswith("https"),
            clock.now,
            _known(server, clock),
            mapping,
            options.try_update,
        )
        for fact in check.facts():
            found.facts.append(fact)
            if not options.as_json:
                _show(screen, fact)


def _known(server: Server, clock: Clock) -> list[str]:
    """Return numbers that the ledger knows to exist; none if it is in use, or is not there."""
    with suppress(LedgerError):
        if server.ledger.exists():
            with ledger_at(server.ledger, clock.now()) as ledger:
                return known_numbers(ledger.connection, MOST_CANDIDATES)
    return []


def _mapping(options: CheckOptions, screen: Screen) -> CustomerMapping | None:
    """Return the mapping whose fields are looked for; it must fit the list, if one is named.

    Raises:
        MappingError: it is wrong, does not fit, or is not there.
        InputFileError: the list cannot be read.
    """
    with ExitStack() as stack:
        if options.file is not None:
            given = stack.enter_context(
                open_list(options.file, options.mapping, ReadOptions(), screen)
            )
            return given.loaded.mapping
    found = find_mapping(options.mapping, Path("-"), Path.cwd()) if options.mapping else None
    return found.mapping if found else None


def _show(screen: Screen, fact: Fact) -> None:
    sign = SIGNS[fact.certainty]
    text = f"{sign} {fact.name}: {fact.message}"
    print_prose(screen.out, text, COLOURS[fact.certainty], one_line=not screen.out.is_terminal)


def _write_json(found: _Found) -> None:
    listed = [
        {"fact": each.name, "certainty": each.certainty, "message": each.message}
        for each in found.facts
    ]
    told = {"target": found.target, "facts": listed, "stopped": found.why}
    sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
