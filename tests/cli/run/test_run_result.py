import csv
import os
import re
from typing import Any

import pytest

KEYS = [
    "run",
    "file",
    "mapping",
    "target",
    "dry_run",
    "rows",
    "valid",
    "invalid",
    "saved",
    "failed",
    "unknown",
    "skipped",
    "held",
    "pending",
    "requests",
    "errors_file",
    "seconds",
    "problems",
]
STATES = ("saved", "failed", "invalid", "unknown", "skipped", "held", "pending")
PHONES = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerEmail: Email
  CustomerBusinessPhone: {PhoneNumber: Phone, PhoneTypeName: Type}
"""
ROWS = (
    "1,ada@shop.example.com,555-0100,Work",
    "2,not an address,555-0101,Work",
    "3,bo@shop.example.com,555-0102,Pager",
)


def mixed(shell: Any) -> Any:
    """Write a list with a row that is saved, an invalid one, and one that the server refuses."""
    return shell.make(*ROWS, header="Id,Email,Phone,Type", mapping=PHONES)


def test_json_has_exactly_the_keys_of_the_contract(shell: Any) -> None:
    """The object of `--json` has these keys in this order, and nothing else is on stdout."""
    mixed(shell)
    assert list(shell.run("list.csv", "--sandbox", "--json").json) == KEYS


def test_json_says_what_the_run_was(shell: Any) -> None:
    """The object names the run, the file, the mapping, the server and the error report."""
    mixed(shell)
    found = shell.run("list.csv", "--sandbox", "--json").json
    assert re.fullmatch(r"\d{8}-\d{4}-\w{4}", found["run"])
    assert (found["file"], found["mapping"]) == ("list.csv", "list.yaml")
    assert found["target"] == f"sandbox ({shell.state / 'sandbox.sqlite'})"
    assert found["errors_file"] == "list.errors.csv"
    assert found["seconds"] > 0
    assert found["dry_run"] is False


def test_json_counts_every_row_once(shell: Any) -> None:
    """Every row is in one state, the states add up, and valid rows are those not invalid."""
    mixed(shell)
    found = shell.run("list.csv", "--sandbox", "--json").json
    assert sum(found[state] for state in STATES) == found["rows"] == 3
    assert (found["saved"], found["failed"], found["invalid"]) == (1, 1, 1)
    assert (found["valid"], found["requests"]) == (2, 2)


def test_json_lists_every_problem_with_its_row(shell: Any) -> None:
    """A problem is its row, status, field, code and message."""
    mixed(shell)
    first, second = shell.run("list.csv", "--sandbox", "--json").json["problems"]
    assert list(first) == ["row", "status", "field", "code", "message", "severity"]
    assert (first["row"], first["status"], first["code"]) == (3, "invalid", "email")
    assert first["field"] == "CustomerEmail"
    assert (second["row"], second["status"], second["code"]) == (4, "failed", "refused")
    assert "Pager" in second["message"]


def test_json_of_a_dry_run_has_no_state_that_needs_a_server(shell: Any) -> None:
    """In a dry run rows are valid or invalid, and the states of a server are 0."""
    mixed(shell)
    found = shell.run("list.csv", "--dry-run", "--json").json
    assert found["valid"] + found["invalid"] == found["rows"] == 3
    assert [found[state] for state in STATES if state != "invalid"] == [0] * 6
    assert (found["dry_run"], found["run"], found["target"]) == (True, "", "")


@pytest.mark.parametrize(
    ("rows", "options", "status"),
    [
        (ROWS[:1], ("--sandbox",), 0),
        (ROWS, ("--sandbox",), 1),
        (ROWS[:1], ("--dry-run",), 0),
        (ROWS[::2], ("--dry-run",), 0),
        (ROWS, ("--dry-run",), 1),
        (ROWS, ("--sandbox", "--limit", "1"), 0),
    ],
    ids=["all saved", "some not", "all valid", "the server may refuse", "one invalid", "limited"],
)
def test_status_says_whether_every_row_went_through(
    shell: Any, rows: tuple[str, ...], options: tuple[str, ...], status: int
) -> None:
    """The exit status is 0 where every row is saved or valid, and 1 where some are not."""
    shell.make(*rows, header="Id,Email,Phone,Type", mapping=PHONES)
    assert shell.run("list.csv", *options).status == status


def test_json_is_ascii_whatever_the_cells_hold(shell: Any) -> None:
    """No code page and no terminal can make something else of the object."""
    shell.make("1,漢,\u009b31m é", "1,b,")
    done = shell.run("list.csv", "--dry-run", "--json")
    assert done.out.isascii()
    assert "\u009b31m é" in done.json["problems"][0]["message"]


def test_results_have_every_row_and_what_became_of_it(shell: Any) -> None:
    """The results are a CSV of every row with its state and the server's message."""
    mixed(shell)
    shell.run("list.csv", "--sandbox", "--results", "all.csv")
    with (shell.folder / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["import_row"], row["import_status"]) for row in rows] == [
        ("2", "saved"),
        ("3", "invalid"),
        ("4", "failed"),
    ]
    assert rows[0]["import_message"] == "CustomerId 1"
    assert [row["import_code"] for row in rows] == ["", "email", "refused"]


def test_results_of_a_dry_run_call_rows_valid(shell: Any) -> None:
    """No row of a dry run waits to be sent: it is valid or invalid."""
    mixed(shell)
    shell.run("list.csv", "--dry-run", "--results", "all.csv")
    text = (shell.folder / "all.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ["valid", "invalid", "valid"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_results_are_readable_by_the_user_alone(shell: Any) -> None:
    """Results hold customer numbers, so nobody else can read them."""
    shell.make("1,Ada,")
    shell.run("list.csv", "--sandbox", "--results", "all.csv")
    assert (shell.folder / "all.csv").stat().st_mode & 0o777 == 0o600


def test_limit_makes_the_first_rows_the_whole_file(shell: Any) -> None:
    """With `--limit N` the first N rows are all there are."""
    shell.make("1,Ada,", "2,Bo,", "3,Cy,")
    done = shell.run("list.csv", "--sandbox", "--limit", "2", "--json")
    assert (done.json["rows"], done.states) == (2, {"saved": 2})
    assert [sent["CustomerNumber"] for sent in shell.arrived()] == ["1", "2"]


ACCEPTING = "version: 1\naccept: {}\nfields: {{CustomerNumber: Id, CustomerName: Name}}\n"


def test_strict_sends_nothing_while_a_row_is_invalid(shell: Any) -> None:
    """With `--strict` one invalid row keeps all of them back; beside JSON, stderr says why."""
    mixed(shell)
    done = shell.run("list.csv", "--sandbox", "--strict", "--json", "--quiet")
    assert done.status == 1
    assert done.states == {"invalid": 1, "pending": 2}
    assert "Nothing was sent, because of --strict: 1 row is invalid" in done.err
    assert shell.arrived() == []


@pytest.mark.parametrize("mode", [("--sandbox",), ("--dry-run",)], ids=["run", "dry run"])
@pytest.mark.parametrize(
    ("accept", "severity", "status"),
    [("[]", "warning", 1), ("[cut]", "notice", 0), ("[mojibake]", "warning", 1)],
)
def test_what_a_mapping_accepts_does_not_stop_strict(
    shell: Any, mode: tuple[str, ...], accept: str, severity: str, status: int
) -> None:
    """A warning that is right for this list becomes a notice: it is said, and stops nothing."""
    shell.make(f"1,{'x' * 255},", mapping=ACCEPTING.format(accept))
    done = shell.run("list.csv", *mode, "--strict", "--json")
    assert [(p["code"], p["severity"]) for p in done.json["problems"]] == [("cut", severity)]
    assert done.status == status


@pytest.mark.parametrize(("code", "near"), [("cuts", "cut"), ("mojibak", "mojibake")])
def test_a_code_that_does_not_exist_cannot_be_accepted(shell: Any, code: str, near: str) -> None:
    """A misspelt code is an error of the mapping, with its place and the nearest code."""
    shell.make("1,Ada,", mapping=ACCEPTING.format(f"[{code}]"))
    done = shell.run("list.csv", "--dry-run")
    assert done.status == 2
    assert f"list.yaml:2:10: {code} is not a code of a warning" in done.err
    assert f"did you mean {near}" in done.err


def test_strict_sends_a_list_without_problems(shell: Any) -> None:
    """With `--strict` a list whose rows are all valid is sent as ever."""
    shell.make("1,Ada,")
    assert shell.run("list.csv", "--sandbox", "--strict", "--json").states == {"saved": 1}


def test_a_run_that_strict_kept_back_goes_on_without_it(shell: Any) -> None:
    """Without `--strict` the same command sends what it kept back."""
    mixed(shell)
    shell.run("list.csv", "--sandbox", "--strict")
    done = shell.run("list.csv", "--sandbox", "--json")
    assert done.states == {"saved": 1, "failed": 1, "invalid": 1}


def test_dry_run_keeps_no_customer_data(shell: Any) -> None:
    """After a dry run nothing of the list is in the state folder."""
    mixed(shell)
    shell.run("list.csv", "--dry-run")
    kept = [path.read_bytes() for path in shell.state.rglob("*") if path.is_file()]
    assert not any(b"ada@shop" in content or b"not an address" in content for content in kept)
    assert not (shell.state / "ledgers").exists()


def test_dry_run_says_how_many_requests_and_why(shell: Any) -> None:
    """A dry run says how many requests the real run takes, and takes as many."""
    shell.make("1,Ada,ada@shop.example.com", "2,Bo,", "3,Cy,")
    dry = shell.run("list.csv", "--dry-run", "--json")
    assert "requests would be sent: the first row alone, then 2 sets of filled fields" in dry.err
    assert dry.json["requests"] == shell.run("list.csv", "--sandbox", "--json").json["requests"]


def test_sandbox_says_that_nothing_leaves_the_machine(shell: Any) -> None:
    """A run with `--sandbox` says plainly where it goes."""
    shell.make("1,Ada,")
    assert "nothing leaves this machine" in shell.run("list.csv", "--sandbox").err


def test_quiet_keeps_to_the_result(shell: Any) -> None:
    """With `--quiet` nothing is said beside the result."""
    shell.make("1,Ada,")
    done = shell.run("list.csv", "--sandbox", "--quiet")
    assert done.err == ""
    assert "saved" in done.out


@pytest.mark.parametrize(
    ("option", "rows"),
    [("all", ["2", "3", "4"]), ("problems", ["3", "4"]), ("none", [])],
)
def test_show_chooses_the_rows_of_the_table(shell: Any, option: str, rows: list[str]) -> None:
    """`--show` takes all rows, those with problems, or none."""
    mixed(shell)
    out = shell.run("list.csv", "--sandbox", "--show", option).out.rpartition("╯")[2]
    assert re.findall(r"^ +(\d+)  ", out, re.MULTILINE) == rows


def test_without_rows_every_cause_is_told(shell: Any) -> None:
    """`--show none` leaves the rows out, not what is wrong with them."""
    mixed(shell)
    out = shell.run("list.csv", "--sandbox", "--show", "none").out.rpartition("╯")[2]
    assert "What is wrong" in out
    assert len(re.findall(r"^1 row: ", out, re.MULTILINE)) == 2


def test_piped_list_is_imported(shell: Any) -> None:
    """A dash reads the list from standard input, and its report is named after that."""
    shell.file("stdin.yaml", "version: 1\nfields: {CustomerNumber: Id, CustomerEmail: Email}\n")
    done = shell.run("-", "--sandbox", "--json", stdin=b"Id,Email\n1,\n2,bad\n")
    assert (done.json["file"], done.states) == ("-", {"saved": 1, "invalid": 1})
    assert done.json["errors_file"] == "stdin.errors.csv"
