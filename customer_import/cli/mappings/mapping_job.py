"""What the commands of `mapping` do: suggest and check mappings, show ready ones and the schema."""

import sys
from pathlib import Path

import orjson

from customer_import.cli.lists.fitted_table import check_split, fitted, opened_table, source_of
from customer_import.cli.lists.given_list import Input, open_input
from customer_import.cli.lists.open_list import suggest_command
from customer_import.cli.mappings.new_file import write_new
from customer_import.cli.next_command import typed
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.cli.screen import Screen
from customer_import.clock import Interrupted
from customer_import.errors import CustomerImportError, MappingError, SettingError
from customer_import.mapping.doubtful import doubts
from customer_import.mapping.find import (
    ReadyMapping,
    find_mapping,
    ready_mapping,
    ready_mappings,
    recognised,
)
from customer_import.mapping.load import load_what_is_right
from customer_import.mapping.model import mapping_schema, schema_line
from customer_import.mapping.suggest.write import suggested_mapping
from customer_import.records.columns.column_lookup import OF_FILE
from customer_import.records.row_builder import row_builder
from customer_import.reports.catalogue import show_ready
from customer_import.reports.files import check_free
from customer_import.reports.wording import whole
from customer_import.result import ExitStatus

STDOUT = Path("-")


def suggest(file: str, output: Path | None, options: ReadOptions, *, asks: bool) -> ExitStatus:
    """Suggest a mapping for a list, on standard output or in a new file.

    Args:
        file: the list.
        output: the new file; a dash or None for standard output.
        options: how the list is read.
        asks: a person is asked for what is not certain.
    """
    screen = Screen(quiet=False)
    try:
        with open_input(file, sys.stdin.buffer) as given:
            if asks and _ask(given, output, options, screen):
                return ExitStatus.OK
            _suggest(given, None if output == STDOUT else output, options, screen)
    except Interrupted:
        screen.explain("Interrupted; nothing was saved. Run the same command to begin again.")
        return ExitStatus.INTERRUPTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def _ask(given: Input, output: Path | None, options: ReadOptions, screen: Screen) -> bool:
    """Make the mapping with a person; False if nothing has to be asked."""
    # Imported here because only a person at a terminal is asked.
    from customer_import.cli.mappings.guided_mapping import GuidedMapping, usual_path  # noqa: PLC0415
    from customer_import.cli.mappings.prompts import can_prompt  # noqa: PLC0415

    if not (screen.can_ask and can_prompt()):
        raise SettingError(
            "--ask needs a terminal, to show its questions there.",
            "Leave it out, and check the lines marked guess.",
        )
    path = output or usual_path(given)
    if path != STDOUT:
        check_free(path)
    guide = GuidedMapping(given, options, screen)
    text = guide.text()
    if not text:
        screen.say("Nothing has to be asked.")
    elif path == STDOUT:
        screen.out.file.write(text)
    elif guide.saved(text, path):
        screen.say("Now run the list:", typed("run", given.name))
    return bool(text)


def _suggest(given: Input, output: Path | None, options: ReadOptions, screen: Screen) -> None:
    """Write what the list suggests."""
    if output is not None:
        check_free(output)
    text, ready = _suggested(given, options)
    if output is None:
        screen.give_lines(text, suggest_command(given))
    else:
        write_new(output, schema_line(output.parent) + text)
        screen.say(f"Wrote {output}. Check the lines marked guess before you run the list with it.")
    if ready:
        screen.say(ready.advice)


def check(mapping: str, file: str | None, options: ReadOptions, *, strict: bool) -> ExitStatus:
    """Say all that is wrong with a mapping, then what is doubtful."""
    screen = Screen(quiet=False)
    try:
        found = _doubts(mapping, file, options)
    except MappingError as error:
        for issue in _all_issues(error, mapping, file, options):
            screen.explain(issue)
        if error.message in error.issues:
            # The mapping has no place to fix.
            screen.explain(error.remedy)
        return ExitStatus.NOT_STARTED
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    for doubt in found:
        screen.explain(doubt)
    fits = f" and fits {file}" if file else ""
    if not (found and strict):
        screen.out.print(whole(f"{mapping} is right{fits}."))
    return ExitStatus.NOT_STARTED if found and strict else ExitStatus.OK


def _doubts(mapping: str, file: str | None, options: ReadOptions) -> list[str]:
    loaded = find_mapping(mapping, Path(), Path())
    if loaded is None or file is None:
        return [issue.located(mapping) for issue in (doubts(loaded) if loaded else ())]
    with (
        open_input(file, sys.stdin.buffer) as given,
        opened_table(given, loaded, options) as table,
    ):
        builder = fitted(given, loaded, options, table)
        return [issue.located(mapping) for issue in doubts(loaded, table.headers, builder.unused)]


def _all_issues(
    error: MappingError, mapping: str, file: str | None, options: ReadOptions
) -> list[str]:
    """Return all that is wrong: the columns that a list lacks too, though a key is wrong."""
    found = list(error.issues)
    partial = load_what_is_right(Path(mapping)) if file else None
    if file and partial:
        try:
            with (
                open_input(file, sys.stdin.buffer) as given,
                opened_table(given, partial, options) as table,
            ):
                row_builder(partial, table.headers)
        except MappingError as misfit:
            found += (issue for issue in misfit.issues if f" {OF_FILE}" in issue)
        except CustomerImportError as unread:
            found.append(f"{unread.message} {unread.remedy}")
    return sorted(dict.fromkeys(found), key=lambda issue: _place(issue, mapping))


def _place(issue: str, mapping: str) -> tuple[int, ...]:
    """Return the line and the column that an issue names; none go first."""
    numbers = issue.removeprefix(f"{mapping}:").split(":")[:2]
    return tuple(int(each) for each in numbers if each.isdecimal())


def schema() -> ExitStatus:
    """Print the JSON Schema of mappings."""
    found = orjson.dumps(mapping_schema(), option=orjson.OPT_INDENT_2)
    Screen(quiet=False).out.file.write(found.decode() + "\n")
    return ExitStatus.OK


def show_list() -> ExitStatus:
    """List the mappings that come with the program."""
    show_ready(Screen(quiet=False).out, ready_mappings().values())
    return ExitStatus.OK


def show(name: str) -> ExitStatus:
    """Print a mapping that comes with the program."""
    screen = Screen(quiet=False)
    try:
        text = ready_mapping(name).load().text
        screen.give_lines(text, typed("mapping", "copy", name))
    except MappingError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def copy(name: str, output: Path | None) -> ExitStatus:
    """Write a copy of a mapping that comes with the program."""
    screen = Screen(quiet=False)
    try:
        text = ready_mapping(name).load().text
        path = output or Path(f"{name}.yaml")
        check_free(path)
        write_new(path, text)
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    screen.say(f"Wrote {path}. Change it as you need, then run with -m {path}.")
    return ExitStatus.OK


def _suggested(given: Input, options: ReadOptions) -> tuple[str, ReadyMapping | None]:
    source = source_of(None, options)
    with opened_table(given, None, options) as table:
        name = given.path.name if given.piped is None else "standard input"
        loaded = suggested_mapping(table, name, source)
        if len(table.headers) == 1:
            check_split(given, None, options)
        if loaded.mapping.fields.model_fields_set != {"IsAutogeneratedCustomerNumber"}:
            # A suggestion fits its list; anything else would be a mistake of ours.
            row_builder(loaded, table.headers)
        return loaded.text, recognised(table.headers)
