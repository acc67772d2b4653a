import os
from pathlib import Path
from typing import Any

import pytest

from customer_import.cli.next_command import NextCommand, quoted
from customer_import.mapping.load import AUTOMATIC

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows quotes in its own way")

URL = "https://shop.example.com"


def command(report: str, mapping: str = "list.yaml", target: str = URL, **given: Any) -> str:
    """Return the command that runs a report."""
    values = {"base_url": None, "state_dir": None, **given}
    return (
        NextCommand(mapping, target, **values)
        .run(Path(report))
        .removeprefix("customer-import run ")
    )


@pytest.mark.parametrize(
    ("report", "mapping", "said"),
    [
        ("list.errors.csv", "list.yaml", "list.errors.csv"),
        ("list.errors-2.csv", "list.yaml", "list.errors-2.csv"),
        ("tofix.xlsx", "list.yaml", "tofix.xlsx -m list.yaml"),
        ("to fix.csv", "my list.yaml", "'to fix.csv' -m 'my list.yaml'"),
        ("it's.csv", "list.yaml", "'it'\"'\"'s.csv' -m list.yaml"),
        ("-x.csv", "list.yaml", "./-x.csv -m list.yaml"),
        ("tofix.csv", "shopify", "tofix.csv -m shopify"),
        ("tofix.csv", AUTOMATIC, "tofix.csv"),
        ("list.errors.csv", AUTOMATIC, "list.errors.csv"),
        ("list.errors.csv", "other.yaml", "list.errors.csv -m other.yaml"),
    ],
)
def test_a_report_is_run_with_the_mapping_of_its_list(
    shell: Any, report: str, mapping: str, said: str
) -> None:
    """A mapping that the report's name does not lead to is named, and names are quoted."""
    shell.make()
    assert command(report, mapping) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"target": "sandbox (state/sandbox.sqlite)"}, " --sandbox"),
        ({"target": "sandbox (x)", "base_url": URL}, " --sandbox"),
        ({"base_url": URL}, f" --base-url {URL}"),
        ({"state_dir": Path("a b")}, " --state-dir 'a b'"),
    ],
)
def test_a_report_goes_where_its_list_went(shell: Any, given: dict[str, Any], said: str) -> None:
    """What was tried on the sandbox is not sent to the server by the next command."""
    shell.make()
    assert command("list.errors.csv", **given) == f"list.errors.csv{said}"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("list.csv", "list.csv"),
        (r"C:\lists\a.csv", r"C:\lists\a.csv"),
        (r"C:\my lists\a.csv", r'"C:\my lists\a.csv"'),
        ("a&b.csv", '"a&b.csv"'),
    ],
)
def test_windows_quotes_in_its_own_way(word: str, said: str) -> None:
    """Its shells take double quotes, and no backslash for an escape."""
    assert quoted(word, windows=True) == said


def test_a_server_that_is_set_is_not_named(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says need not be typed."""
    shell.make()
    monkeypatch.setenv("WASP_BASE_URL", URL)
    assert command("list.errors.csv", base_url=URL) == "list.errors.csv"


def test_the_report_of_a_run_is_written_again_from_its_state() -> None:
    """The command names the run, a place to choose, and the state directory it is found in."""
    again = NextCommand("list.yaml", URL, None, Path("state"))
    assert again.errors("20261123-0942-k3f9") == (
        "customer-import errors 20261123-0942-k3f9 -o PATH --state-dir state"
    )
