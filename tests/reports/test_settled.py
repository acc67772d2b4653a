from typing import Any

from customer_import.reports.settled import Settled, SettledRow, show_settled
from customer_import.states import RowState

RUN = "20261123-2342-k3f9"


def test_a_narrow_terminal_breaks_no_name(paper: Any) -> None:
    """The name of a run, and the number of a customer, can be copied from any width."""
    for number in ("C-1", "CUSTOMER-NUMBER-OF-MORE-THAN-TWENTY-LETTERS"):
        row = SettledRow(RUN, 2, number, RowState.SAVED, "saved; its note cannot be read")
        for run in ("", RUN):
            show_settled(console := paper(60), Settled(run, (row,)))
            text = console.file.getvalue()
            assert (RUN in text) == (not run)
            assert number in text
            assert "1 saved, 0 pending, 0 unknown" in text
