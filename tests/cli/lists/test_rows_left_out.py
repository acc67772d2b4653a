from typing import Any

import pytest

MAPPING = """\
version: 1
rows:
  skip: {Status: [I, closed]}
fields:
  CustomerNumber: Id
  CustomerName: Name
"""
HEADER = "Id,Name,Status"
ROWS = ("1,Ada,A", "2,Bo,closed", "2,Bo,A", ",Cy,i", "4,Dee,A")


def test_rows_that_the_mapping_leaves_out_are_skipped(shell: Any, serve: Any) -> None:
    """They are not sent, have their message in the results, and leave a good run good."""
    server = serve()
    shell.make(*ROWS, header=HEADER, mapping=MAPPING)
    done = shell.run("list.csv", "--json", "--strict", "--results", "r.csv")
    assert (done.status, done.states) == (0, {"saved": 3, "skipped": 2})
    assert len(server.store.customers()) == 3
    told = (shell.folder / "r.csv").read_text()
    assert "because Status is closed" in told
    assert "because Status is i" in told
    again = shell.run("list.csv", "--json")
    assert (again.status, again.states) == (0, {"skipped": 5})


@pytest.mark.parametrize("show", ["all", "none"])
def test_a_dry_run_counts_rows_left_out(shell: Any, show: str) -> None:
    """Valid, invalid and skipped rows add up, whether their rows are shown or only counted."""
    rows = [f"{i},Ada {i},{'I' if i % 4 else 'A'}" for i in range(1, 400)]
    shell.make(*rows, header=HEADER, mapping=MAPPING)
    done = shell.run("list.csv", "--dry-run", "--json", "--show", show)
    counts = [done.json[name] for name in ("rows", "valid", "invalid", "skipped", "requests")]
    assert counts == [399, 99, 0, 300, 2]
    assert done.status == 0


def test_preview_says_which_rows_are_left_out(shell: Any) -> None:
    """The title of such a row says so; its request is not among those shown."""
    shell.make(*ROWS, header=HEADER, mapping=MAPPING)
    shown = " ".join(shell.call("preview", "list.csv").out.split())
    assert "Row 3, not sent: left out by `rows:` in the mapping, because Status is closed" in shown
    assert "Row 2 " in shown
    requests = shell.call("preview", "list.csv", "--json").json["requests"]
    numbers = [each["CustomerNumber"] for call in requests for each in call["body"]["Data"]]
    assert numbers == ["1", "2"]
