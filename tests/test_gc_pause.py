import gc

import pytest

from customer_import.gc_pause import THRESHOLDS, seldom_collected


def test_the_collector_is_left_as_it_was() -> None:
    """Garbage is collected as before, also where something went wrong during the pause."""
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > 1000
    with pytest.raises(ZeroDivisionError), seldom_collected():
        _ = 1 / 0
    assert gc.get_threshold() == before
