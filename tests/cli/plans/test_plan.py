"""`customer-import plan` shows what an import would change, and sends nothing."""

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from customer_import.sandbox import Sandbox

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerEmail: Email
  CustomerBusinessPhone: {PhoneNumber: Phone, PhoneTypeName: {value: Work}}
  CustomFields:
    Credit: {column: Limit, type: number}
  Addresses:
    Main: {AddressCity: City}
"""
HEADER = "Id,Name,Email,Phone,Limit,City"
KEYS = [
    *("run", "file", "mapping", "target", "rows", "create", "update", "unchanged", "unreadable"),
    *("invalid", "skipped", "not_compared", "seconds", "changes", "problems"),
]
READS = {"GetCustomersByNumber", "advancedinfosearch"}


def given(shell: Any, *rows: str) -> Path:
    """Write the list."""
    path: Path = shell.make(*rows, header=HEADER, mapping=MAPPING)
    return path


def has(sandbox: Sandbox, number: str, **columns: Any) -> None:
    """Let another user create a customer."""
    sandbox.other_user.create(number, **columns)


def planned(shell: Any, *args: str) -> Any:
    """Plan the list, and return the JSON."""
    return shell.call("plan", "list.csv", "--json", "--state-dir", shell.state, *args).json


@pytest.fixture
def sandbox(serve: Any) -> Sandbox:
    """Return a server with two customers."""
    found: Sandbox = serve()
    has(found, "1", CustomerName="Ada", CustomerEmail="a@b.org", CustomFields={"Credit": 7})
    has(found, "2", CustomerName="Eva")
    return found


def test_a_plan_says_what_each_row_does(shell: Any, sandbox: Sandbox) -> None:
    """New numbers are created, changed customers updated, the others left; nothing is sent."""
    given(shell, "1,Ada L,a@b.org,,7.0,", "2, Eva ,,,,", "3,Cy,c@b.org,,,", "4,Bad,no mail,,,")
    found = planned(shell)
    assert list(found) == KEYS
    counts = [found[name] for name in ("create", "update", "unchanged", "unreadable", "invalid")]
    assert counts == [1, 1, 1, 0, 1]
    assert found["changes"] == [
        {
            "row": 2,
            "number": "1",
            "action": "update",
            "fields": [{"field": "CustomerName", "old": "Ada", "new": "Ada L"}],
        },
        {
            "row": 4,
            "number": "3",
            "action": "create",
            "fields": [
                {"field": "CustomerEmail", "old": None, "new": "c@b.org"},
                {"field": "CustomerName", "old": None, "new": "Cy"},
            ],
        },
    ]
    calls = {each.path.rpartition("/")[2] for each in sandbox.store.requests()}
    assert calls - {"another user"} <= READS


@pytest.mark.usefixtures("sandbox")
def test_what_cannot_be_read_is_sent_and_listed_once(shell: Any) -> None:
    """A phone and an address make an update of a customer that has all other values."""
    given(shell, "1,Ada,a@b.org,555,7,", "2,Eva,,,,Leeds")
    found = planned(shell)
    assert found["update"] == 2
    assert found["not_compared"] == ["CustomerBusinessPhone", "Addresses"]
    assert [each["fields"] for each in found["changes"]] == [[], []]


@pytest.mark.usefixtures("sandbox")
def test_the_exit_status_tells_of_invalid_rows(shell: Any) -> None:
    """A plan with invalid rows ends with 1, another with 0."""
    given(shell, "1,Ada,a@b.org,,,")
    assert shell.call("plan", "list.csv", "--state-dir", shell.state).status == 0
    given(shell, "1,Ada,no mail,,,")
    assert shell.call("plan", "list.csv", "--state-dir", shell.state).status == 1


@pytest.mark.parametrize("width", ["60", "80"])
@pytest.mark.usefixtures("sandbox")
def test_a_person_sees_the_summary_and_the_next_command(shell: Any, width: str) -> None:
    """The plan in one line, the fields, old and new values, and the command that applies it."""
    given(shell, "1,Ada L,a@b.org,,,", "2,Eva,,,,", "3,Cy,,,,")
    done = shell.call("plan", "list.csv", "--state-dir", shell.state, COLUMNS=width)
    assert "Create 1 customer · update 1 · leave 1 as it is." in done.out
    assert "Ada → Ada L" in done.out
    run = planned(shell)["run"]
    again = shell.call("history", "--state-dir", shell.state)
    assert run in again.out
    assert "customer-import apply " in done.err


@pytest.mark.parametrize("variant", ["all-exist", "none-exist"])
def test_reads_that_lie_make_no_plan(shell: Any, serve: Any, variant: str) -> None:
    """Where a random number exists, or a known one does not, the command ends with 3."""
    has(serve(variants=frozenset({variant})), "1", CustomerName="Ada")
    given(shell, "1,Ada,,,,")
    done = shell.call("plan", "list.csv", "--json", "--state-dir", shell.state)
    assert (done.status, done.out) == (3, "")
    assert shell.call("history", "--state-dir", shell.state).out == "No runs yet.\n"


def test_an_empty_server_means_that_all_are_new(shell: Any, serve: Any) -> None:
    """Without any customer every number is created."""
    serve()
    given(shell, "1,Ada,,,,", "2,Eva,,,,")
    assert planned(shell)["create"] == 2


def test_a_field_that_no_answer_has_is_not_compared(shell: Any, serve: Any) -> None:
    """A server that shows only names makes every filled e-mail address one that is sent unseen."""
    sandbox = serve(variants=frozenset({"few-keys"}))
    has(sandbox, "1", CustomerName="Ada")
    given(shell, "1,Ada,a@b.org,,,")
    found = planned(shell)
    assert (found["update"], found["not_compared"]) == (1, ["CustomerEmail"])


def test_a_plan_closes_no_run(shell: Any, serve: Any) -> None:
    """A run that was cut short stays as it is when its list is planned."""
    serve("401@2")
    given(shell, "1,Ada,,,,", "2,Eva,,,,")
    stopped = shell.run("list.csv", "--chunk-size", "1", "--json").json
    serve()
    planned(shell)
    assert "closed" not in shell.call("history", "--state-dir", shell.state).out
    assert shell.run("list.csv", "--json").json["saved"] == 2 - stopped["saved"]


@pytest.mark.usefixtures("sandbox")
def test_a_run_never_goes_on_with_a_plan(shell: Any) -> None:
    """`run` stages the list anew, and the plan stays."""
    given(shell, "1,Ada L,a@b.org,,,")
    plan = planned(shell)["run"]
    assert shell.run("list.csv", "--json").json["run"] != plan
    assert "planned" in shell.call("history", "--state-dir", shell.state).out


@pytest.mark.usefixtures("sandbox")
def test_the_workbook_has_the_old_values_in_notes(shell: Any) -> None:
    """Changed cells are filled, their notes have the old value, and a formula is only text."""
    given(shell, "1,=1+1,a@b.org,,9,", "3,Cy,c@b.org,,,")
    assert planned(shell, "-o", "plan.xlsx")["update"] == 1
    sheet: Any = openpyxl.load_workbook("plan.xlsx")["Changes"]
    head = [cell.value for cell in sheet[1]]
    name, credit = head.index("CustomerName") + 1, head.index("CustomFields.Credit") + 1
    assert sheet.cell(2, name).comment.text == "Old value: Ada"
    assert (sheet.cell(2, name).value, sheet.cell(2, name).data_type) == ("=1+1", "s")
    assert (sheet.cell(2, credit).value, sheet.cell(2, credit).comment.text) == (9, "Old value: 7")
    assert sheet.cell(3, name).comment is None
    assert sheet.cell(2, name).fill.fgColor.rgb != sheet.cell(3, name).fill.fgColor.rgb


@pytest.mark.usefixtures("sandbox")
def test_the_page_shows_old_and_new_values_and_obeys_nothing(shell: Any) -> None:
    """Values of the list are text on the page, never markup."""
    given(shell, "1,<b>Ada</b>,a@b.org,,,")
    planned(shell, "-o", "plan.html")
    page = Path("plan.html").read_text("utf-8")
    assert "<del><bdi>Ada</bdi></del> → <ins><bdi>&lt;b&gt;Ada&lt;/b&gt;</bdi></ins>" in page
    assert Path("plan.html").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["plan.pdf", "list.csv", "other.html"])
@pytest.mark.usefixtures("sandbox")
def test_a_plan_overwrites_nothing(shell: Any, name: str) -> None:
    """A wrong ending, and a file of somebody else, end the command before anything is read."""
    given(shell, "1,Ada,,,,")
    Path("other.html").write_text("<p>mine</p>")
    done = shell.call("plan", "list.csv", "-o", name, "--state-dir", shell.state)
    assert done.status == 2
    assert Path("other.html").read_text() == "<p>mine</p>"


@pytest.mark.usefixtures("sandbox")
def test_old_values_are_in_the_evidence_only_on_request(shell: Any) -> None:
    """The zip has what a plan changes with `--payloads`, and not without."""
    given(shell, "1,Ada L,a@b.org,,,")
    run = planned(shell)["run"]
    for name, option in (("a.zip", ()), ("b.zip", ("--payloads",))):
        shell.call("history", "export", run, "-o", name, *option, "--state-dir", shell.state)
    with zipfile.ZipFile("a.zip") as plain, zipfile.ZipFile("b.zip") as asked:
        assert "changes.jsonl" not in plain.namelist()
        change = json.loads(asked.read("changes.jsonl"))
    assert change["changes"][0]["old"] == "Ada"


def test_a_purged_plan_leaves_no_old_value(shell: Any, sandbox: Sandbox) -> None:
    """`history purge` takes the old values too."""
    has(sandbox, "9", CustomerName="Zebulon-Old")
    given(shell, "9,New,,,,")
    planned(shell)
    ledgers = list((shell.state / "ledgers").glob("*.sqlite"))
    assert any(b"Zebulon-Old" in path.read_bytes() for path in ledgers)
    shell.call("history", "purge", "--yes", "--state-dir", shell.state)
    assert not any(b"Zebulon-Old" in path.read_bytes() for path in ledgers)
