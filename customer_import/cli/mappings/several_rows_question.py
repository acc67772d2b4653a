"""Asks whether a customer may have several rows, and what tells their addresses apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from customer_import.cli.mappings.prompts import OfferedAnswer, Prompts
from customer_import.cli.screen import Screen
from customer_import.mapping.suggest.column import Column
from customer_import.mapping.suggest.draft import Draft
from customer_import.mapping.suggest.several_rows import (
    SeveralRows,
    add_only_addresses,
    columns_of_types,
    several_rows,
)


@dataclass(frozen=True, slots=True)
class SeveralRowsQuestion:
    """Asks about customers that the list has in several rows.

    Attributes:
        screen: the terminal.
        prompts: asks with answers to choose from.
    """

    screen: Screen
    prompts: Prompts

    def ask(self, draft: Draft) -> Draft:
        """Ask, if there are such customers.

        Raises:
            Interrupted: the person went away.
        """
        given = draft.suggestion
        customers = several_rows(given)
        if not customers:
            return draft
        self.screen.explain(f"\nSome customers have several rows, such as {_named(customers[0])}.")
        columns = columns_of_types(given, customers) if draft.has_one_type else ()
        if draft.has_one_type and not columns:
            return self._left(draft)
        is_likely = add_only_addresses(given, customers)
        question = "Does each row add an address to its customer?"
        if not self.screen.agreed(question, default=is_likely):
            return draft
        if not draft.has_one_type:
            return draft.continued()
        column = self._column(columns)
        return draft.continued(column) if column else self._left(draft)

    def _column(self, columns: Sequence[Column]) -> Column | None:
        """Ask which column has the type of each address; None if none has it."""
        self.screen.explain("\nEach type must exist in your account, such as Billing or Shipping.")
        answers = [
            OfferedAnswer(each.name, f"{each.name} ({', '.join(each.evidence.samples)})")
            for each in columns
        ]
        nothing = OfferedAnswer("", "None")
        name = self.prompts.choose("Which column has the type?", [*answers, nothing])
        return next((each for each in columns if each.name == name), None)

    def _left(self, draft: Draft) -> Draft:
        """Say why the rows stay as they are."""
        self.screen.explain(
            "Two addresses of one type cannot be kept apart, so only rows with a number of their "
            "own can be sent."
        )
        return draft


def _named(customer: SeveralRows) -> str:
    """Name a customer and its rows: `K1 in rows 2 and 3`."""
    first, last = customer.rows[0].number, customer.rows[-1].number
    return f"{customer.number} in rows {first} {'and' if last == first + 1 else 'to'} {last}"
