"""A ledger gets the tables of plans with its first plan, and is sound with and without them."""

from typing import Any

from customer_import.ledger.plan_tables import has_plans, make_plan_tables


def test_a_ledger_is_sound_with_and_without_plans(bench: Any) -> None:
    """The tables of plans come when they are needed, and opening finds no damage."""
    with bench.opened() as (ledger, _):
        assert not has_plans(ledger.connection)
        with ledger.writing():
            make_plan_tables(ledger.connection)
            make_plan_tables(ledger.connection)
    with bench.opened() as (ledger, _):
        assert has_plans(ledger.connection)
