"""Mappings suggested from a list itself: the names of its columns, and what their values show."""

from itertools import islice

from customer_import.errors import MappingError
from customer_import.mapping.load import AUTOMATIC, LoadedMapping, parse_mapping
from customer_import.mapping.suggest.suggestion import Suggestion, suggest
from customer_import.mapping.suggest.write import guesses, written
from customer_import.table import Source, Table

MOST_ROWS = 2000
"""Rows looked at: enough to prove a date's form, few enough to answer at once."""


def suggestion_for(table: Table) -> Suggestion | None:
    """What a list suggests; its first rows are read. None where none of its columns is known."""
    width = len(table.headers)
    # What an error report holds are the rows that were wrong: they show nothing of the list.
    rows = () if table.is_report else islice(table.rows, MOST_ROWS)
    return suggest(table.headers, [row.cells for row in rows if len(row.cells) == width])


def suggested_mapping(table: Table, name: str, source: Source) -> LoadedMapping:
    """The mapping a list suggests, as its commented text.

    Args:
        table: the list; its first rows are read.
        name: what a person calls it.
        source: how a person said it is read.

    Raises:
        MappingError: none of its columns is known.
    """
    suggestion = suggestion_for(table)
    if suggestion is None:
        raise MappingError(
            f"None of the columns of {name} is known, neither by its name nor by its values.",
            "Write the mapping by hand; `customer-import fields` lists what can be filled.",
        )
    text = written(suggestion, name, source, table.notices)
    return parse_mapping(text, AUTOMATIC, guesses(suggestion.claims))


def automatic_mapping(table: Table) -> LoadedMapping | None:
    """The mapping of a list nobody wrote one for; None where none of its columns is known.

    Only what the API's own names declare is no guess: the rest is for a person to agree to.
    """
    suggestion = suggestion_for(table)
    if suggestion is None:
        return None
    text = written(suggestion, "this list", Source())
    return parse_mapping(text, AUTOMATIC, guesses(suggestion.claims))
