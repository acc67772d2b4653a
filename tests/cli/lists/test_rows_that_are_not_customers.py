from pathlib import Path
from typing import Any

import pytest

LISTS = Path(__file__).parents[2] / "data" / "rows"
WANTED = {
    "totals-grouped.csv": {
        5: "total-row",
        8: "total-row",
        9: "total-row",
        10: "row-short",
    },
    "totals-pages.csv": {
        **dict.fromkeys((4, 8, 12), "report-line"),
        **dict.fromkeys((5, 9, 13), "second-table"),
    },
    "totals-report.csv": {9: "total-row", 11: "row-short"},
    "fixed-sqlcmd.csv": {2: "ruled-line", 6: "row-short"},
    "tables-ssrs.xlsx": {9: "total-row", 10: "report-line"},
    "tables-stacked.xlsx": dict.fromkeys((5, 6, 7), "second-table"),
    "more-hints.xlsx": {4: "hint-row"},
    "more-index.xlsx": {6: "note-row"},
    "more-erpnext-template.xlsx": {
        **dict.fromkeys((9, 10, 11), "email"),
        12: "note-row",
        13: "nothing-filled",
    },
    "lookalikes.csv": {},
}


@pytest.mark.parametrize("name", WANTED)
def test_rows_of_reports_are_refused(shell: Any, name: str) -> None:
    """Each row of a real report that is not a customer is invalid, and no other row is."""
    shell.file(name, (LISTS / name).read_bytes())
    problems = shell.run(name, "--dry-run", "--json", "--errors", "e.csv").json["problems"]
    invalid = {each["row"]: each["code"] for each in problems if each["severity"] == "error"}
    assert invalid == WANTED[name]


def test_customers_that_look_like_lines_of_a_report_go_through(shell: Any) -> None:
    """Nothing at all is said of them, not even under `--strict`."""
    shell.file("lookalikes.csv", (LISTS / "lookalikes.csv").read_bytes())
    done = shell.run("lookalikes.csv", "--dry-run", "--json", "--strict")
    assert [each for each in done.json["problems"] if each["severity"] != "notice"] == []


def test_what_is_not_a_customer_is_not_sent(shell: Any) -> None:
    """A real run sends the others; the error report says of each such row what to do."""
    shell.make("1,Ada,a@x.org", "Total,,", "Page 1 of 2,,", "2,Grand total,b@x.org", "---,---,---")
    done = shell.run("list.csv", "--sandbox", "--json")
    assert done.states == {"saved": 2, "invalid": 3}
    assert [each["CustomerName"] for each in shell.arrived()] == ["Ada", "Grand total"]
    report = (shell.folder / "list.errors.csv").read_text(encoding="utf-8-sig")
    assert "Total is a total, not a customer; delete the row." in report
    (warning,) = [each for each in done.json["problems"] if each["severity"] == "warning"]
    assert (warning["row"], warning["code"], warning["field"]) == (5, "total-row", "CustomerName")


def test_a_mapping_can_accept_what_looks_like_a_total(shell: Any) -> None:
    """A customer who is called so is a notice then, and `--strict` sends it."""
    mapping = "version: 1\naccept: [total-row]\nfields: {CustomerNumber: Id, CustomerName: Name}\n"
    shell.make("1,Ada", "2,Grand total", header="Id,Name", mapping=mapping)
    done = shell.run("list.csv", "--sandbox", "--json", "--strict")
    assert done.states == {"saved": 2}
    assert [each["severity"] for each in done.json["problems"]] == ["notice"]


def test_strict_sends_nothing_where_words_are_doubtful(shell: Any) -> None:
    """A warning stops `--strict`."""
    shell.make("1,Ada,", "2,Grand total,")
    done = shell.run("list.csv", "--sandbox", "--json", "--strict")
    assert (done.status, done.states) == (1, {"pending": 2})


def test_a_list_in_one_column_is_not_guessed_at(shell: Any) -> None:
    """Its one name may hold words that are known, as each of the names in it."""
    shell.file("new.csv", "CustomerNumber§CustomerName§CustomerEmail\n1§Ada§a@x.org\n")
    done = shell.run("new.csv", "--dry-run")
    assert (done.status, done.out) == (2, "")
    assert "--delimiter '§'" in " ".join(done.err.split())


def test_a_list_in_one_column_names_the_sign(shell: Any) -> None:
    """The remedy is the option to write."""
    shell.file("new.csv", "No¦Name¦City\n1¦Ada¦Leeds\n2¦Bob¦Leeds\n")
    done = shell.run("new.csv", "--dry-run")
    assert (done.status, done.out) == (2, "")
    assert "new.csv looks unsplit" in done.err
    assert "--delimiter '¦'" in done.err


def test_a_list_of_which_nothing_is_known_is_not_begun(shell: Any) -> None:
    """An automatic mapping that would take nothing but numbers from the server is not made."""
    shell.file("new.csv", "Street,City\n1 A St,Leeds\n2 B St,York\n")
    done = shell.run("new.csv", "--dry-run")
    assert (done.status, done.out) == (2, "")
    assert "no column with a known name" in done.err


def test_rows_that_may_be_of_another_table_stop_strict_unless_they_are_accepted(shell: Any) -> None:
    """They are sent with a warning; a mapping may say that they are customers."""
    rows = ("1,Alpha,Boston", "2,Beta,Salem", ",,", "Code,Rep,Region", "7,Ann,N", "8,Bob,S")
    mapping = "version: 1\nfields: {CustomerNumber: No, CustomerName: Name, CustomerNote: City}\n"
    shell.make(*rows, header="No,Name,City", mapping=mapping)
    tried = shell.run("list.csv", "--dry-run", "--json", "--strict")
    found = [(each["row"], each["code"], each["severity"]) for each in tried.json["problems"]]
    assert found == [(row, "second-table", "warning") for row in (5, 6, 7)]
    assert (tried.status, tried.json["valid"]) == (1, 5)
    shell.file("list.yaml", f"{mapping}accept: [second-table]\n")
    assert shell.run("list.csv", "--dry-run", "--strict").status == 0
