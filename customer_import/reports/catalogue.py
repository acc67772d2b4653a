"""The fields of the API, and the mappings that come with the program, to look them up."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from customer_import.customer import ApiField
from customer_import.mapping.explain import nearest
from customer_import.mapping.find import ReadyMapping
from customer_import.mapping.suggest.vocabulary import fields_for
from customer_import.reports.wording import print_prose
from customer_import.result import ExitStatus


def show_fields(console: Console, fields: Sequence[ApiField], word: str) -> ExitStatus:
    """Print the fields that have a word in their name or meaning, or that lists call by it."""
    found = fields_for(word, fields)
    if not found:
        near = nearest(word, [field.path for field in fields])
        hint = f"Did you mean {near}?" if near else "`customer-import fields` lists all."
        print_prose(console, f"No field has {word} in its name or meaning. {hint}")
        return ExitStatus.SOME_FAILED
    mappable, refused = ([f for f in found if bool(f.refused) == owned] for owned in (False, True))
    if mappable:
        console.print(Text("Fields to map", style="bold"))
    for field in mappable:
        example = f" Example: {field.example}" if field.example else ""
        head = Text.assemble((field.path, "cyan"), "  ", field.kind)
        _show(console, head, f"{_capital(field.meaning)}.{example}")
    if refused:
        console.print(Text("Fields that cannot be mapped", style="bold"))
    for field in refused:
        _show(console, Text(field.path, style="red"), f"{_capital(field.refused)}.")
    return ExitStatus.OK


def show_ready(console: Console, mappings: Iterable[ReadyMapping]) -> None:
    """Print the mappings that come with the program."""
    console.print(Text("Ready mappings, to be named with -m", style="bold"))
    for ready in mappings:
        _show(console, Text(ready.name, style="cyan"), f"For {ready.looks_like}.")


def _show(console: Console, head: Text, body: str) -> None:
    # A name is there to be copied, so only a window that is narrower breaks it.
    console.print(head, overflow="fold")
    console.print(Padding(Text(body, style="dim"), (0, 0, 0, 4), expand=False))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
