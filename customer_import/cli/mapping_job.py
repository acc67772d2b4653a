"""What the commands of `mapping` do: suggest and check mappings, show ready ones and the schema."""

import sys
from pathlib import Path

import orjson

from customer_import.cli.open_list import fitted, open_input, opened_table, source_of
from customer_import.cli.options import ReadOptions
from customer_import.cli.screen import Screen
from customer_import.errors import CustomerImportError, MappingError, SettingError
from customer_import.mapping.doubtful import doubts
from customer_import.mapping.find import find_mapping
from customer_import.mapping.json_schema import mapping_schema
from customer_import.mapping.ready import (
    ReadyMapping,
    ready_mapping,
    ready_mappings,
    recognised,
)
from customer_import.mapping.suggest.write import suggested_mapping
from customer_import.records.row_builder import row_builder
from customer_import.reports.catalogue import show_ready
from customer_import.reports.wording import whole
from customer_import.result import ExitStatus


def suggest(file: str, output: Path | None, options: ReadOptions) -> ExitStatus:
    """Suggest a mapping for a list, on standard output or in a new file."""
    screen = Screen(quiet=False)
    try:
        output = None if output == Path("-") else output
        if output is not None:
            _check(output)
        text, ready = _suggested(file, options)
        if output is None:
            screen.out.file.write(text)
        else:
            _write(output, text)
            screen.say(
                f"Wrote {output}. Check the lines marked guess before you run the list with it."
            )
        if ready:
            screen.say(ready.advice)
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    return ExitStatus.OK


def check(mapping: str, file: str | None, options: ReadOptions, *, strict: bool) -> ExitStatus:
    """Say all that is wrong with a mapping, then what is doubtful."""
    screen = Screen(quiet=False)
    try:
        found = _doubts(mapping, file, options)
    except MappingError as error:
        for issue in error.issues:
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
        screen.out.file.write(ready_mapping(name).load().text)
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
        _check(path)
        _write(path, text)
    except CustomerImportError as error:
        screen.error(error)
        return ExitStatus.NOT_STARTED
    screen.say(f"Wrote {path}. Change it as you need, then run with -m {path}.")
    return ExitStatus.OK


def _suggested(file: str, options: ReadOptions) -> tuple[str, ReadyMapping | None]:
    source = source_of(None, options)
    with (
        open_input(file, sys.stdin.buffer) as given,
        opened_table(given, None, options) as table,
    ):
        name = given.path.name if given.piped is None else "standard input"
        loaded = suggested_mapping(table, name, source)
        # A suggestion fits its list; anything else would be a mistake of ours.
        row_builder(loaded, table.headers)
        return loaded.text, recognised(table.headers)


def _check(output: Path) -> None:
    """Refuse before the list is read what would be refused afterwards."""
    if output.exists():
        raise _exists(output)
    if not output.absolute().parent.is_dir():
        message = f"The folder of {output} does not exist."
        raise SettingError(message, "Make it, or name another path.")


def _write(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _exists(output) from None
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise SettingError(f"{output}: {reason}.", "Name another path with -o.") from error


def _exists(output: Path) -> SettingError:
    return SettingError(
        f"{output} exists already and is not overwritten.",
        "Name another path with -o, or move it away.",
    )
