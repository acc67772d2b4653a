from pathlib import Path
from typing import Any

import pytest

LIST = (
    "Customer ID,First name,E-Mail,City\n1,Ada,ada@shop.example.com,Leeds\n2,Bo,bo@b.example.com,\n"
)


def test_mapping_goes_to_standard_output(shell: Any) -> None:
    """Without `-o` the mapping is all of standard output."""
    shell.file("new.csv", LIST)
    done = shell.call("mapping", "suggest", "new.csv")
    assert (done.status, done.err) == (0, "")
    first, *_ = done.out.splitlines()
    assert first == "# Suggested for new.csv; columns: 4, rows looked at: 2."
    assert "\n  CustomerNumber: Customer ID\n" in done.out


def test_only_a_schema_that_is_there_is_named(shell: Any) -> None:
    """An editor complains of a schema that it cannot find; one beside the mapping is used."""
    shell.file("new.csv", LIST)
    shell.call("mapping", "suggest", "new.csv", "-o", "before.yaml")
    shell.file("customer-import.schema.json", shell.call("mapping", "schema").out)
    shell.call("mapping", "suggest", "new.csv", "-o", "after.yaml")
    line = "# yaml-language-server: $schema=customer-import.schema.json\n"
    before, after = ((shell.folder / name).read_text() for name in ("before.yaml", "after.yaml"))
    assert (line in before, after) == (False, line + before)


def test_written_mapping_is_the_one_that_run_finds(shell: Any) -> None:
    """Saved beside the list under its name, the suggestion is what `run` takes, unasked."""
    shell.file("new.csv", LIST)
    done = shell.call("mapping", "suggest", "new.csv", "-o", "new.yaml")
    assert (done.status, done.out) == (0, "")
    assert "Wrote new.yaml" in done.err
    ran = shell.run("new.csv", "--sandbox", "--json")
    assert (ran.json["mapping"], ran.states) == ("new.yaml", {"saved": 2})


def test_what_is_there_is_not_overwritten(shell: Any) -> None:
    """A file that exists is kept as it is: exit 2, and it is said."""
    shell.file("new.csv", LIST)
    kept = shell.file("new.yaml", "mine\n")
    done = shell.call("mapping", "suggest", "new.csv", "-o", "new.yaml")
    assert (done.status, done.out) == (2, "")
    assert "new.yaml exists already and is not overwritten." in done.err
    assert kept.read_text() == "mine\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("gone.csv",), "gone.csv does not exist."),
        (("new.csv", "-o", "gone/new.yaml"), "The folder of gone/new.yaml does not exist."),
        (("new.csv", "-o", "."), ". is a folder."),
    ],
)
def test_what_cannot_be_done_is_said(shell: Any, args: tuple[str, ...], said: str) -> None:
    """A list that is missing, and a place that is not one, are exit 2 and write nothing."""
    shell.file("new.csv", LIST)
    before = sorted(shell.folder.rglob("*"))
    done = shell.call("mapping", "suggest", *args)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert sorted(shell.folder.rglob("*")) == before


def test_a_list_of_unknown_columns_gets_a_skeleton(shell: Any) -> None:
    """Where no column is known, each waits behind a # for a person to say what it is."""
    shell.file("odd.csv", "Qqq,Xyz\n1,2\n")
    done = shell.call("mapping", "suggest", "odd.csv")
    assert done.status == 0
    assert "# No column is known by its header or its values" in done.out
    assert "#   Qqq: {column: Qqq, type: number}  # numbers, whole\n" in done.out


def test_list_can_be_piped_in(shell: Any) -> None:
    """`-` reads the list from standard input."""
    done = shell.call("mapping", "suggest", "-", stdin=LIST.encode())
    assert done.status == 0
    assert "  CustomerEmail: E-Mail\n" in done.out


def test_options_of_reading_are_kept(shell: Any) -> None:
    """What must be said to read the list is written down, and the next run needs no option."""
    shell.file("new.csv", "a list\n" + LIST.replace(",", "*"))
    options = ("--delimiter", "*", "--header-row", "2")
    done = shell.call("mapping", "suggest", "new.csv", *options, "-o", "new.yaml")
    assert done.status == 0
    text = Path("new.yaml").read_text(encoding="utf-8")
    assert 'source:\n  header_row: 2\n  delimiter: "*"\n' in text
    assert shell.run("new.csv", "--dry-run", "--json").json["valid"] == 2


def test_run_without_a_mapping_uses_the_same_one(shell: Any) -> None:
    """What `run` makes of a list that has no mapping is what `suggest` writes for it."""
    shell.file("new.csv", LIST)
    suggested = shell.call("mapping", "suggest", "new.csv").out
    shown = shell.run("new.csv", "--dry-run").err.splitlines()
    fields = suggested[suggested.index("fields:") :].splitlines()
    assert [line for line in fields if line not in shown] == []


def test_piped_list_needs_no_mapping(shell: Any) -> None:
    """A list that is piped in is looked at for its mapping, and then read from its start."""
    done = shell.run("-", "--sandbox", "--yes", "--json", stdin=LIST.encode())
    assert done.states == {"saved": 2}


def test_group_explains_itself(shell: Any) -> None:
    """`mapping --help` names what can be done."""
    done = shell.call("mapping", "--help")
    assert done.status == 0
    assert "suggest" in done.out


def test_a_dash_is_standard_output(shell: Any) -> None:
    """`-o -` prints the mapping, as no option does."""
    shell.file("new.csv", "CustomerNumber,Pet\n1,cat\n")
    done = shell.call("mapping", "suggest", "new.csv", "-o", "-")
    assert (done.status, done.out) == (0, shell.call("mapping", "suggest", "new.csv").out)
    assert "CustomerNumber: CustomerNumber" in done.out
