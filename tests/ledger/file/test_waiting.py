from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from customer_import.clock import Interrupted
from customer_import.errors import LedgerInUse
from customer_import.ledger.ledger import PAUSE, Patience, ledger_at, ledger_once_free


def test_a_command_waits_until_another_run_has_ended(bench: Any) -> None:
    """The ledger is its own then; the user hears that it waits."""
    said: list[str] = []
    with ExitStack() as other:
        other.enter_context(ledger_at(bench.path, bench.time.now()))

        def sleep(seconds: float) -> None:
            bench.time.sleep(seconds)
            if len(bench.time.slept) == 3:
                other.close()

        clock = replace(bench.time.clock, sleep=sleep)
        patience = Patience(60, lambda: said.append("waits"))
        with ledger_once_free(bench.path, clock, patience) as ledger:
            assert ledger.connection.execute("SELECT count(*) FROM runs").fetchone() == (0,)
    assert (bench.time.slept, said) == ([PAUSE] * 3, ["waits"] * 3)


@pytest.mark.parametrize("seconds", [0.0, 2.0])
def test_it_stops_once_its_patience_is_at_an_end(bench: Any, seconds: float) -> None:
    """Without --wait it stops at once."""
    with (
        ledger_at(bench.path, bench.time.now()),
        pytest.raises(LedgerInUse, match="Another run on this server is under way"),
        ledger_once_free(bench.path, bench.time.clock, Patience(seconds)),
    ):
        pass
    assert sum(bench.time.slept) == seconds


def test_waiting_can_be_interrupted(bench: Any) -> None:
    """Whoever is tired of waiting ends the command, which has begun nothing."""

    def waits() -> None:
        raise Interrupted

    with (
        ledger_at(bench.path, bench.time.now()),
        pytest.raises(Interrupted),
        ledger_once_free(bench.path, bench.time.clock, Patience(60, waits)),
    ):
        pass
