"""Whom a row is about, so that a person finds the customer in the list or at the server."""

from itertools import islice

from customer_import.ledger.results import RowResult

MOST_CELLS = 3
MOST_CHARACTERS = 40


def who(row: RowResult) -> str:
    """The customer's number; of a row without one its first filled cells, as long as they are kept.

    Args:
        row: of any state.
    """
    if row.key:
        return row.key
    filled = islice(filter(None, (cell.strip() for cell in row.cells)), MOST_CELLS)
    text = ", ".join(filled)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
