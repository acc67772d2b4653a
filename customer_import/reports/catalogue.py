"""The fields of the API as a table."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from customer_import.customer import ApiField
from customer_import.mapping.explain import nearest
from customer_import.reports.wording import plain
from customer_import.result import ExitStatus

WIDE = 80
"""Columns from which on a name need not be broken."""


def show_fields(console: Console, fields: Sequence[ApiField], word: str) -> ExitStatus:
    """Print the fields that have a word in their name or meaning."""
    wanted = word.casefold()
    found = [f for f in fields if wanted in f"{f.path} {f.kind} {f.meaning}".casefold()]
    if not found:
        near = nearest(word, [field.path for field in fields])
        hint = f" Did you mean {near}?" if near else " `customer-import fields` lists all."
        console.print(Text(f"No field has {plain(word)} in its name or meaning.{hint}"))
        return ExitStatus.SOME_FAILED
    if mappable := [field for field in found if not field.refused]:
        console.print(_table(mappable, narrow=console.width < WIDE))
    if refused := [field for field in found if field.refused]:
        console.print(_refused(refused))
    return ExitStatus.OK


def _table(fields: Sequence[ApiField], *, narrow: bool) -> Table:
    table = _titled("Fields to map")
    # A name is there to be copied, so it is broken only if there is no room for anything else.
    table.add_column("Field", overflow="fold", style="cyan", no_wrap=not narrow)
    table.add_column("Type", overflow="fold")
    table.add_column("Meaning", overflow="fold")
    table.add_column("Example", overflow="fold", style="dim")
    for field in fields:
        table.add_row(field.path, field.kind, field.meaning, field.example)
    return table


def _refused(fields: Sequence[ApiField]) -> Table:
    table = _titled("\nFields that cannot be mapped")
    table.add_column("Field", overflow="fold", style="red")
    table.add_column("Why", overflow="fold")
    for field in fields:
        table.add_row(field.path, field.refused)
    return table


def _titled(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
