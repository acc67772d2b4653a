"""Lists with several rows for a customer, through the whole program."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

MAPPING = """\
version: 1
rows: {continue: true}
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerNote: {column: Note, optional: true}
  Addresses:
    "*": {AddressTypeName: Kind, AddressLine1: Street}
"""
HEADER = "Id,Name,Kind,Street"
ADA = "1,Ada,Billing,1 A St"
ROWS = (ADA, ",,Shipping,2 B St", "2,Bo,Billing,3 C St", "2,Bo,Shipping,4 D St", "3,Cy,,")
"""Rows 2 and 3, 4 and 5, and 6 are of a customer each."""


def made(shell: Any, *rows: str) -> Path:
    """Write the list and its mapping."""
    path: Path = shell.make(*rows, header=HEADER, mapping=MAPPING)
    return path


def streets(server: Any, number: str) -> list[str]:
    """The addresses of a customer at the server."""
    return [each.fields["AddressLine1"] for each in server.store.addresses(number)]


def lines(path: Path) -> list[dict[str, str]]:
    """The lines of a report or of results."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def customers_sent(server: Any) -> int:
    """How many records of customers the server carried out."""
    return sum(event.call == "customers" for event in server.store.events())


def test_every_row_counts_and_each_customer_is_sent_once(shell: Any, serve: Any) -> None:
    """The dry run, the run and the next run tell the same rows."""
    server = serve()
    made(shell, *ROWS)
    tried = shell.run("list.csv", "--dry-run", "--json").json
    assert [tried[name] for name in ("rows", "valid", "requests")] == [5, 5, 3]
    done = shell.run("list.csv", "--json", "--strict", "--results", "r.csv")
    assert (done.status, done.states, done.json["requests"]) == (0, {"saved": 5}, 3)
    assert streets(server, "1") == ["1 A St", "2 B St"]
    assert streets(server, "2") == ["3 C St", "4 D St"]
    assert customers_sent(server) == 3
    told = [(each["import_row"], each["CustomerNumber"]) for each in lines(Path("r.csv"))]
    assert told == [("2", "1"), ("3", "1"), ("4", "2"), ("5", "2"), ("6", "3")]
    again = shell.run("list.csv", "--json")
    assert (again.states, again.json["requests"]) == ({"skipped": 5}, 0)


def test_the_requests_of_a_preview_have_the_addresses_of_all_rows(shell: Any) -> None:
    """Its table shows what each row adds."""
    made(shell, *ROWS)
    customers, addresses = shell.call("preview", "list.csv", "--json").json["requests"]
    assert [each["ImportRowNumber"] for each in customers["body"]["Data"]] == [2, 4]
    assert [each["AddressLine1"] for each in addresses["body"]] == ["1 A St", "2 B St", "3 C St"]
    shown = " ".join(shell.call("preview", "list.csv").out.split())
    assert "Row 3, adds to the customer of row 2" in shown
    assert shown.count("CustomerName") == 2


def test_a_report_has_all_rows_of_a_customer_and_can_be_run_again(shell: Any, serve: Any) -> None:
    """One row is fixed, with the others as they are; the customer is created once."""
    server = serve()
    made(shell, *ROWS[:3], ",Other name,Shipping,4 D St", ROWS[4])
    done = shell.run("list.csv", "--json", "--report", "r.html")
    assert done.states == {"saved": 3, "invalid": 2}
    assert [each["row"] for each in done.json["problems"]] == [4, 5]
    assert [each["code"] for each in done.json["problems"]] == ["another-row", "differs-from-first"]
    assert "Row 5 of the same customer" in Path("r.html").read_text("utf-8")
    report = Path("list.errors.csv")
    assert [each["import_row"] for each in lines(report)] == ["4", "5"]
    report.write_text(report.read_text("utf-8-sig").replace("Other name", "Bo"), "utf-8")
    fixed = shell.run(report, "--json")
    assert fixed.states == {"saved": 2}
    assert streets(server, "2") == ["3 C St", "4 D St"]
    assert customers_sent(server) == 3


def test_a_refused_address_fails_all_rows_and_is_sent_again(shell: Any, serve: Any) -> None:
    """Each row says that the customer is saved; the fixed report sends what is missing."""
    server = serve()
    made(shell, ADA, ",,Moon base,2 B St", ",,Shipping,3 C St", ROWS[4])
    done = shell.run("list.csv", "--json")
    assert done.states == {"failed": 3, "saved": 1}
    said = [each["message"] for each in done.json["problems"]]
    assert [each["row"] for each in done.json["problems"]] == [2, 3, 4]
    assert all("customer is saved" in each for each in said)
    report = Path("list.errors.csv")
    assert [each["import_row"] for each in lines(report)] == ["2", "3", "4"]
    before = customers_sent(server)
    report.write_text(report.read_text("utf-8-sig").replace("Moon base", "Home"), "utf-8")
    server = serve(address_types=frozenset({"Billing", "Shipping", "Home"}))
    fixed = shell.run(report, "--json")
    assert fixed.states == {"saved": 3}
    assert sorted(streets(server, "1")) == ["1 A St", "2 B St", "3 C St"]
    assert customers_sent(server) == before


def test_a_row_without_a_customer_does_not_get_one_in_the_report(shell: Any, serve: Any) -> None:
    """Below a blank row it belongs to nobody, also where the report has it below a customer."""
    serve()
    made(shell, "1,Ada,Billing,1 A St", "1,Bo,Shipping,9 Z St", "", ",,Shipping,2 B St")
    done = shell.run("list.csv", "--json")
    assert done.states == {"invalid": 3}
    report = Path("list.errors.csv")
    report.write_text(report.read_text("utf-8-sig").replace("1,Bo", "1,Ada"), "utf-8")
    fixed = shell.run(report, "--json")
    assert fixed.states == {"saved": 2, "invalid": 1}


@pytest.mark.parametrize("show", ["all", "none"])
def test_a_dry_run_says_what_a_run_says(shell: Any, show: str) -> None:
    """Whether its rows are shown or only counted, and where a number is there again far below."""
    rows = []
    for i in range(400):
        rows += [f"{i},Ada {i},Billing,{i} A St", f",,Shipping,{i} B St"]
    rows[401] = ",Eve,Shipping,1 B St"
    rows.append("7,Ada 7,Site,1 C St")
    made(shell, *rows)
    tried = shell.run("list.csv", "--dry-run", "--json", "--show", show)
    ran = shell.run("list.csv", "--sandbox", "--json", "--show", show)
    assert tried.json["problems"] == ran.json["problems"]
    assert (tried.json["valid"], tried.json["invalid"]) == (796, 5)
    assert ran.states == {"saved": 796, "invalid": 5}
    assert tried.json["requests"] == ran.json["requests"]


def test_a_limit_counts_rows_and_says_when_it_cuts_a_customer(shell: Any) -> None:
    """Rows are as many as the limit; the notice does not stop a strict run."""
    made(shell, *ROWS)
    cut = shell.run("list.csv", "--sandbox", "--json", "--strict", "--limit", "3")
    assert (cut.status, cut.json["rows"], cut.states) == (0, 3, {"saved": 3})
    (said,) = cut.json["problems"]
    assert (said["code"], said["row"], said["severity"]) == ("limit-cuts", None, "notice")
    whole = shell.run("list.csv", "--sandbox", "--json")
    assert whole.states == {"skipped": 2, "saved": 3}
    assert whole.json["problems"] == []


def test_a_strict_run_stops_for_a_warning_in_any_row(shell: Any) -> None:
    """A row below the first that is warned about counts as a row with a warning."""
    made(shell, ADA, ",,Shipping,123 Main &amp; Oak St")
    done = shell.run("list.csv", "--sandbox", "--json", "--strict")
    assert (done.status, done.states) == (1, {"pending": 2})
    assert [each["row"] for each in done.json["problems"]] == [3]


def test_customers_are_looked_up_and_all_their_rows_left_out(shell: Any, serve: Any) -> None:
    """`--only create` skips all rows of a customer that exists, `--only update` sends them."""
    server = serve()
    made(shell, "1,Eve,,", "9,Zoë,,")
    assert shell.run("list.csv", "--json").states == {"saved": 2}
    made(shell, *ROWS)
    limited = shell.run("list.csv", "--json", "--max-creates", "1")
    assert (limited.status, limited.states) == (1, {"pending": 5})
    done = shell.run("list.csv", "--json", "--only", "create")
    assert done.states == {"skipped": 2, "saved": 3}
    assert streets(server, "1") == []
    update = shell.run("list.csv", "--json", "--only", "update")
    assert update.states["saved"] == 2
    assert streets(server, "1") == ["1 A St", "2 B St"]


def test_a_plan_counts_rows_and_changes_customers(shell: Any, serve: Any) -> None:
    """Its numbers add up to the rows; applied, every row of a customer is saved."""
    server = serve()
    made(shell, "1,Eve,,", "9,Zoë,,")
    shell.run("list.csv", "--json")
    made(shell, *ROWS)
    state = ("--state-dir", shell.state)
    plan = shell.call("plan", "list.csv", "--json", *state).json
    counts = [plan[name] for name in ("rows", "create", "update", "unchanged", "invalid")]
    assert counts == [5, 3, 2, 0, 0]
    assert [each["row"] for each in plan["changes"]] == [2, 4, 6]
    applied = shell.call("apply", plan["run"], "--yes", "--json", *state)
    assert applied.states == {"saved": 5}
    assert streets(server, "2") == ["3 C St", "4 D St"]
    undone = shell.call("undo", plan["run"], "--yes", "--json", *state)
    assert undone.status == 0
    customer = server.store.customer("1")
    assert customer is not None
    assert customer.fields["CustomerName"] == "Eve"


def test_a_plan_on_the_screen_does_not_tell_of_lines_that_it_does_not_have(
    shell: Any, serve: Any
) -> None:
    """A customer is one line, whatever its rows; lines that are left out are counted as such."""
    serve()
    made(shell, *ROWS)
    few = shell.call("plan", "list.csv", "--state-dir", shell.state).out
    assert "more row" not in few
    made(shell, *(f"{i},Ada {i},{kind},1 A St" for i in range(30) for kind in ("Billing", "Home")))
    many = shell.call("plan", "list.csv", "--state-dir", shell.state).out
    lines_shown = sum(" create " in line for line in many.splitlines()) - 1
    assert f"… and {30 - lines_shown} more rows" in many


def test_a_settled_customer_has_all_its_rows_settled(shell: Any, serve: Any) -> None:
    """The request never arrived, so its rows are pending; the next run sends all of them."""
    serve()
    made(shell, "8,Old,,")
    shell.run("list.csv", "--json")
    header, mapping = f"{HEADER},Note", MAPPING
    server = serve("customers:drop-before@1")
    rows = (f"{ADA},Hello", ",,Shipping,2 B St,")
    shell.make(*rows, header=header, mapping=mapping)
    lost = shell.run("list.csv", "--json")
    assert lost.states == {"unknown": 2}
    assert [each["code"] for each in lost.json["problems"]] == ["no-answer"] * 2
    settled = shell.call("settle", "--json", "--state-dir", shell.state).json
    assert [(each["row"], each["state"]) for each in settled["rows"]] == [(2, "pending")]
    assert shell.run("list.csv", "--json").states == {"saved": 2}
    assert streets(server, "1") == ["1 A St", "2 B St"]


def test_a_workbook_whose_number_is_merged_over_rows(shell: Any) -> None:
    """Only the first cell of merged ones has the number; the rows are of one customer."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER.split(","), *(line.split(",") for line in ROWS[:3])):
        sheet.append([cell or None for cell in row])
    sheet.merge_cells("A2:A3")
    book.save(shell.folder / "list.xlsx")
    shell.file("list.yaml", MAPPING)
    done = shell.run("list.xlsx", "--sandbox", "--json")
    assert done.states == {"saved": 3}
    addresses = [each for each in shell.arrived() if "AddressTypeName" in each]
    assert [(each["CustomerNumber"], each["AddressTypeName"]) for each in addresses] == [
        ("1", "Billing"),
        ("1", "Shipping"),
        ("2", "Billing"),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("2,Bo,Billing,3 C St", "2,Bo,Shipping,4 D St", "3,Cy,,"), 2),
        (("2,Bo,Billing,3 C St", "3,Cy,,", "2,Bo,Shipping,4 D St"), 0),
        (("2,Bo,,", "2,Bo,,", "3,Cy,,"), 0),
    ],
    ids=["together", "apart", "no-address"],
)
def test_the_same_number_in_rows_together_names_the_way_to_take_them(
    shell: Any, rows: tuple[str, ...], told: int
) -> None:
    """Nobody is told to delete an address without a word that a customer may have several rows."""
    shell.make(*rows, header=HEADER, mapping=MAPPING.replace("rows: {continue: true}\n", ""))
    done = shell.run("list.csv", "--dry-run", "--json")
    assert [each["code"] for each in done.json["problems"]] == ["customer-number-twice"] * 2
    assert sum("continue: true" in each["message"] for each in done.json["problems"]) == told


def test_who_has_no_mapping_is_told_how_to_save_one(shell: Any) -> None:
    """The command is one to copy, and the file that it writes is found by the next run."""
    rows = ("1,Ada,1 A St", "1,Ada,2 B St", "2,Bo,3 C St")
    shell.file("list.csv", "\n".join(("Customer Number,Customer Name,Street", *rows, "")))
    done = shell.run("list.csv", "--dry-run")
    command = "customer-import mapping suggest list.csv -o list.yaml"
    assert "save it first:" in " ".join(done.out.split())
    assert command in done.out
    assert shell.call(*command.split()[1:]).status == 0
    assert command not in shell.run("list.csv", "--dry-run").out


def test_the_check_of_a_mapping_wants_the_number(shell: Any) -> None:
    """Without a file too; and it knows the word."""
    wrong = "version: 1\nrows: {continue: true}\nfields: {CustomerName: Name}\n"
    shell.file("m.yaml", wrong)
    done = shell.call("mapping", "check", "m.yaml")
    assert done.status == 2
    assert "needs CustomerNumber" in " ".join(done.err.split())
    shell.file("m.yaml", MAPPING.replace("continue", "continues"))
    assert "did you mean continue?" in " ".join(
        shell.call("mapping", "check", "m.yaml").err.split()
    )


def test_a_plan_says_what_is_counted(shell: Any, serve: Any) -> None:
    """The table counts rows, and says so; the line below it counts customers."""
    serve()
    made(shell, *ROWS)
    said = " ".join(shell.call("plan", "list.csv", "--state-dir", shell.state).out.split())
    assert "5 create the customer is new" in said
    assert "Create 3 customers." in said
