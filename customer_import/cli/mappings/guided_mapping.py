"""The guided mapping: a person answers, sees the first rows, and saves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from customer_import.cli.lists.fitted_table import fitted, opened_table, source_of
from customer_import.cli.lists.given_list import Input
from customer_import.cli.mappings.new_file import write_new
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.screen import Screen
from customer_import.errors import Declined, SettingError
from customer_import.mapping.find import ReadyMapping, mapping_paths, recognised
from customer_import.mapping.load import AUTOMATIC, LoadedMapping, load_mapping, parse_mapping
from customer_import.mapping.model import schema_line
from customer_import.mapping.suggest.draft import Draft
from customer_import.mapping.suggest.suggestion import Suggestion
from customer_import.mapping.suggest.write import suggestion_for, with_reading, written
from customer_import.reports.files import check_free
from customer_import.reports.preview_table import show_preview

FEW_ROWS = 5
"""Rows that are shown as they would be sent."""


@dataclass(frozen=True, slots=True)
class GuidedMapping:
    """Makes the mapping of a list with a person at the terminal.

    Attributes:
        given: the list.
        options: how it is read.
        screen: the terminal.
    """

    given: Input
    options: ReadOptions
    screen: Screen

    def text(self) -> str:
        """Ask for what is not certain, and return the mapping; blank if nothing has to be asked.

        Raises:
            Interrupted: the person went away; nothing is left behind.
        """
        with opened_table(self.given, None, self.options) as table:
            if table.is_report:
                # It is read as its list was.
                return ""
            suggestion = suggestion_for(table)
            notices = table.notices
        return "" if Draft(suggestion).needs_nobody else self._asked(suggestion, notices)

    def _asked(self, suggestion: Suggestion, notices: Iterable[str]) -> str:
        """Ask a person, and return the mapping; blank if the terminal cannot show questions."""
        # Imported here because most lists have a mapping, and these libraries are slow to import.
        from customer_import.cli.mappings.interview import Interview  # noqa: PLC0415
        from customer_import.cli.mappings.prompts import can_prompt, prompting  # noqa: PLC0415

        if not can_prompt():
            return ""

        for notice in notices:
            self.screen.say(notice)
        ready = recognised(suggestion.headers)
        if ready is not None and self._takes(ready):
            return with_reading(ready.load().text, source_of(None, self.options))
        self.screen.explain(
            f"{self.given.spoken} does not have a mapping yet. Say what its columns fill. Enter "
            "takes the first answer. Ctrl-C stops, and saves and sends nothing."
        )
        with self.screen.asking(), prompting(self.screen.err.width) as prompts:
            agreed = Interview(self.screen, prompts).hold(suggestion)
        name = self.given.path.name if self.given.piped is None else "standard input"
        return written(agreed, name, source_of(None, self.options))

    def _takes(self, ready: ReadyMapping) -> bool:
        self.screen.explain(f"This looks like {ready.looks_like}.")
        question = f"Use the ready mapping “{ready.name}” that comes with the program?"
        return self.screen.agreed(question, default=True)

    def show_first(self, loaded: LoadedMapping) -> None:
        """Show the first rows as they would be sent."""
        with opened_table(self.given, loaded, self.options) as table:
            builder = fitted(self.given, loaded, self.options, table)
            self.screen.explain("\nThe first rows as they would be sent:")
            show_preview(self.screen.err, builder, islice(builder.build(table.rows), FEW_ROWS))

    def saved(self, text: str, path: Path) -> LoadedMapping | None:
        """Save the mapping if the person agrees, there or elsewhere; None if it is not saved."""
        self.show_first(parse_mapping(text, AUTOMATIC))
        if not self.screen.agreed(f"Save as {path}?", default=True):
            path = Path(self.screen.answer("Save it as (nothing: do not save it):"))
        while path != Path():
            try:
                check_free(path)
                write_new(path, schema_line(path.parent) + text)
            except SettingError as error:
                self.screen.explain(error.message)
                path = Path(self.screen.answer("Save it as (nothing: do not save it):"))
            else:
                self.screen.explain(f"Saved {path}. You can change it with any text editor.")
                if path != usual_path(self.given):
                    self.screen.explain(f"The next command finds it only by its name: -m {path}")
                return load_mapping(path)
        return None


def usual_path(given: Input) -> Path:
    """Return where `run` looks for the mapping of a list first."""
    return next(mapping_paths(given.for_reports, Path.cwd()))


def guided(
    given: Input, options: ReadOptions, screen: Screen, *, dry_run: bool
) -> LoadedMapping | None:
    """Make the mapping of a list with a person; None if nothing has to be asked.

    Args:
        given: the list.
        options: how it is read.
        screen: the terminal.
        dry_run: nothing will be sent, so it need not be saved.

    Raises:
        Interrupted: the person went away; nothing is left behind.
        Declined: it is not saved, so no later command could go on.
    """
    guide = GuidedMapping(given, options, screen)
    if not (text := guide.text()):
        return None
    loaded = guide.saved(text, usual_path(given))
    if loaded is None and not dry_run:
        raise Declined(
            "Nothing was sent: the mapping is not saved, and the next command needs it.",
            "Run the same command to begin again.",
        )
    return loaded or parse_mapping(text, AUTOMATIC)
