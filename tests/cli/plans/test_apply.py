"""`customer-import apply` sends what a plan showed, and holds what changed since."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from customer_import.sandbox import ODD_SHAPES, SHAPES, Sandbox

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerEmail: Email
  CustomerNote: Note
  Addresses:
    Main: {AddressCity: City}
"""
HEADER = "Id,Name,Email,Note,City"


def given(shell: Any, *rows: str) -> Path:
    """Write the list."""
    path: Path = shell.make(*rows, header=HEADER, mapping=MAPPING)
    return path


def planned(shell: Any) -> str:
    """Plan the list; return the run's name."""
    name: str = shell.call("plan", "list.csv", "--json", "--state-dir", shell.state).json["run"]
    return name


def applied(shell: Any, *args: str) -> Any:
    """Apply the last plan."""
    return shell.call("apply", "last", "--json", "--state-dir", shell.state, *args)


def fields(sandbox: Sandbox, number: str) -> dict[str, Any]:
    """Return what the server has of a customer, without blank fields."""
    found = sandbox.store.customer(number)
    return {} if found is None else {k: v for k, v in found.fields.items() if v is not None}


@pytest.fixture
def sandbox(serve: Any) -> Sandbox:
    """Return a server with two customers."""
    found: Sandbox = serve()
    found.other_user.create("1", CustomerName="Ada", CustomerEmail="a@b.org", CustomerWebsite="w")
    found.other_user.create("2", CustomerName="Eva")
    return found


def test_it_sends_what_the_plan_showed(shell: Any, sandbox: Sandbox) -> None:
    """Creates and updates arrive, nothing else is written; the run keeps the plan's name."""
    given(shell, "1,Ada L,a@b.org,,", "2,Eva,,,", "3,Cy,c@b.org,,Leeds")
    run = planned(shell)
    done = applied(shell)
    assert done.json["run"] == run
    assert done.states == {"saved": 2, "skipped": 1}
    assert fields(sandbox, "1")["CustomerName"] == "Ada L"
    assert fields(sandbox, "1")["CustomerWebsite"] == "w"
    assert fields(sandbox, "3")["CustomerEmail"] == "c@b.org"
    assert [each.number for each in sandbox.store.addresses()] == ["3"]


def test_an_update_writes_the_changed_fields_alone(shell: Any, sandbox: Sandbox) -> None:
    """An e-mail address that did not change is not in the request of an update."""
    given(shell, "1,Ada L,a@b.org,,")
    planned(shell)
    applied(shell)
    payload = [each.payload for each in sandbox.store.events() if each.call == "update"]
    assert [sorted(each) for each in payload] == [
        ["CustomerName", "CustomerNumber", "ImportRowNumber"]
    ]


def test_a_customer_that_changed_is_held(shell: Any, sandbox: Sandbox) -> None:
    """Another user's value is never overwritten; the row says what changed, and exit is 1."""
    given(shell, "1,Ada L,a@b.org,,", "2,Eve,,,", "3,Cy,,,")
    planned(shell)
    sandbox.other_user.change("1", CustomerName="Ada of others")
    sandbox.other_user.delete("2")
    sandbox.other_user.create("3", CustomerName="Cy of others")
    done = applied(shell)
    assert (done.status, done.states) == (1, {"held": 3})
    said = [each["message"] for each in done.json["problems"]]
    assert "CustomerName was Ada and is now Ada of others" in said[0]
    assert "does not exist any more" in said[1]
    assert "exists by now" in said[2]
    assert fields(sandbox, "1")["CustomerName"] == "Ada of others"
    assert fields(sandbox, "3")["CustomerName"] == "Cy of others"


def test_rows_that_were_held_are_to_be_planned_again(shell: Any, sandbox: Sandbox) -> None:
    """A report written later names `plan` too: a run would overwrite what somebody changed."""
    given(shell, "1,Ada L,,,")
    planned(shell)
    sandbox.other_user.change("1", CustomerName="Other")
    assert applied(shell).states == {"held": 1}
    done = shell.call("errors", "last", "-o", "again.csv", "--state-dir", shell.state)
    assert "customer-import plan again.csv" in done.err


def test_a_field_that_the_row_does_not_write_may_change(shell: Any, sandbox: Sandbox) -> None:
    """Another user's change of another field neither holds the row nor is lost."""
    given(shell, "1,Ada L,a@b.org,,")
    planned(shell)
    sandbox.other_user.change("1", CustomerDepartment="Sales")
    assert applied(shell).states == {"saved": 1}
    assert fields(sandbox, "1")["CustomerDepartment"] == "Sales"


def test_what_somebody_else_wrote_already_is_skipped(shell: Any, sandbox: Sandbox) -> None:
    """A customer that has all planned values by another hand counts as skipped, and is not sent."""
    given(shell, "1,Ada L,a@b.org,,")
    planned(shell)
    sandbox.other_user.change("1", CustomerName="Ada L")
    assert applied(shell).states == {"skipped": 1}


def test_a_pilot_and_the_rest(shell: Any, sandbox: Sandbox) -> None:
    """`--limit` sends the first rows that change; the command without it sends the others."""
    given(shell, "1,Ada,a@b.org,,", "2,Eve,,,", "3,Cy,,,Leeds", "4,Di,,,Bath")
    planned(shell)
    first = applied(shell, "--limit", "2")
    assert (first.status, first.states) == (1, {"saved": 2, "skipped": 1, "pending": 1})
    assert [each.number for each in sandbox.store.addresses()] == ["3"]
    rest = applied(shell)
    assert (rest.status, rest.states) == (0, {"saved": 3, "skipped": 1})


def test_a_new_address_of_a_saved_customer_is_planned_and_sent(
    shell: Any, sandbox: Sandbox
) -> None:
    """Where nothing else of a row is new, the plan counts it, a limit too, and `undo` says so."""
    rows = ("1,Ada,a@b.org,,Leeds", "2,Eva,,,York", "3,Cy,,,")
    given(shell, *rows)
    shell.run("list.csv", "--json")
    given(shell, rows[0].replace("Leeds", "Bath"), rows[1].replace("York", "Ely"), "3,Cyd,,,")
    plan = shell.call("plan", "list.csv", "--json", "--state-dir", shell.state).json
    assert [plan[name] for name in ("rows", "update", "skipped")] == [3, 3, 0]
    assert [(each["row"], len(each["fields"])) for each in plan["changes"]] == [
        (2, 0),
        (3, 0),
        (4, 1),
    ]
    assert plan["not_compared"] == ["Addresses"]
    assert applied(shell, "--limit", "1").states == {"saved": 1, "pending": 2}
    sandbox.other_user.delete("2")
    done = applied(shell)
    assert done.states == {"saved": 2, "held": 1}
    assert "does not exist any more" in done.json["problems"][0]["message"]
    cities = [each.fields["AddressCity"] for each in sandbox.store.addresses("1")]
    assert "Bath" in cities
    undone = shell.call("undo", plan["run"], "--yes", "--json", "--state-dir", shell.state)
    assert undone.status == 0
    assert fields(sandbox, "3")["CustomerName"] == "Cy"


def test_what_was_guessed_is_sent_only_if_somebody_agrees(shell: Any, sandbox: Sandbox) -> None:
    """A plan of a list without a mapping shows guesses; without a terminal they need --yes."""
    given(shell, "1,Ada L,a@b.org,,").with_suffix(".yaml").unlink()
    planned(shell)
    refused = applied(shell)
    assert (refused.status, refused.out) == (2, "")
    assert "Guessed, please check: " in refused.err
    assert "somebody has to agree first. Add --yes to agree." in " ".join(refused.err.split())
    assert fields(sandbox, "1")["CustomerName"] == "Ada"
    assert applied(shell, "--yes").states == {"saved": 1}
    assert fields(sandbox, "1")["CustomerName"] == "Ada L"


def test_a_plan_is_applied_once(shell: Any, sandbox: Sandbox) -> None:
    """After its end the same command ends with 2, and sends nothing."""
    given(shell, "1,Ada L,a@b.org,,")
    planned(shell)
    applied(shell)
    before = len(list(sandbox.store.requests()))
    done = applied(shell)
    assert (done.status, done.out) == (2, "")
    assert "applied already" in done.err
    assert len(list(sandbox.store.requests())) == before


@pytest.mark.parametrize("is_known", [True, False])
def test_a_plan_without_a_row_to_send_ends_well(
    shell: Any, sandbox: Sandbox, *, is_known: bool
) -> None:
    """Skipped and unchanged rows leave nothing to send: that is said, and the server is left."""
    given(shell, "1,Ada,a@b.org,,")
    if is_known:
        shell.run("list.csv")
    planned(shell)
    before = len(list(sandbox.store.requests()))
    done = applied(shell)
    assert (done.status, done.states) == (0, {"skipped": 1})
    assert "does not have a row to send." in " ".join(done.err.split())
    assert len(list(sandbox.store.requests())) == before
    assert "applied already" in applied(shell).err


def test_no_option_is_named_that_the_command_does_not_have(shell: Any, sandbox: Sandbox) -> None:
    """What an earlier run saved can be sent again by `run` alone."""
    given(shell, "1,Ada L,a@b.org,,", "2,Eve,,,")
    shell.run("list.csv")
    planned(shell)
    done = shell.call("apply", "last", "--state-dir", shell.state)
    told = " ".join(done.out.split())
    assert "; a run with --resend sends it again." in told
    assert fields(sandbox, "2")["CustomerName"] == "Eve"


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("option", ["--max-creates", "--max-updates"])
def test_more_than_is_allowed_is_not_sent(shell: Any, option: str) -> None:
    """A limit that the plan exceeds keeps all of it from being sent; raised, it goes on."""
    given(shell, "1,Ada L,a@b.org,,", "3,Cy,,,")
    planned(shell)
    done = applied(shell, option, "0")
    assert (done.status, done.states) == (1, {"pending": 2})
    assert applied(shell, option, "1").states == {"saved": 2}


def test_a_run_that_is_not_a_plan_is_not_applied(shell: Any, sandbox: Sandbox) -> None:
    """The error says so, and which command makes a plan."""
    given(shell, "1,Ada L,a@b.org,,")
    shell.run("list.csv")
    done = applied(shell)
    assert done.status == 2
    assert "is not a plan" in done.err
    assert sandbox.store.customer("1") is not None


@pytest.mark.usefixtures("sandbox")
def test_an_old_plan_is_not_applied(shell: Any) -> None:
    """After thirty days the old values are gone, and a new plan is needed."""
    given(shell, "1,Ada L,a@b.org,,")
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False) as clock:
        planned(shell)
        clock.shift(timedelta(days=31))
        done = applied(shell)
    assert done.status == 2
    assert "31 days ago" in done.err
    [ledger] = (shell.state / "ledgers").glob("*.sqlite")
    connection = sqlite3.connect(ledger)
    assert connection.execute("SELECT count(*) FROM changes").fetchone()[0] == 0
    connection.close()


def test_the_first_customer_of_an_empty_server_is_read_back(shell: Any, serve: Any) -> None:
    """One goes alone, the next once it was read back; then the rest follow."""
    sandbox = serve()
    given(shell, "1,Ada,,,", "2,Eva,,,", "3,Cy,,,", "4,Di,,,")
    planned(shell)
    assert applied(shell).states == {"saved": 4}
    saves = [each for each in sandbox.store.requests() if each.path.endswith("customers/save")]
    assert sorted(each.records for each in saves) == [1, 1, 2]


def test_an_empty_server_that_cannot_be_read_back_gets_one_customer(shell: Any, serve: Any) -> None:
    """If what was created is not shown, nothing more is sent, and the command ends with 3."""
    sandbox = serve(variants=frozenset({"none-exist"}))
    given(shell, "1,Ada,,,", "2,Eva,,,", "3,Cy,,,")
    planned(shell)
    done = applied(shell)
    assert (done.status, done.states) == (3, {"saved": 1, "pending": 2})
    assert sandbox.store.customer("2") is None


@pytest.mark.parametrize("variant", ["all-exist", "none-exist"])
def test_reads_that_begin_to_lie_let_nothing_leave(shell: Any, serve: Any, variant: str) -> None:
    """Where a random number exists or a known one does not, nothing is sent; exit 3."""
    serve().other_user.create("1", CustomerName="Ada")
    given(shell, "1,Ada L,,,", "2,Eva,,,")
    planned(shell)
    sandbox = serve(variants=frozenset({variant}))
    done = applied(shell)
    assert (done.status, done.states) == (3, {"pending": 2})
    assert "reads cannot be relied on" in done.err
    assert fields(sandbox, "1") == {"CustomerName": "Ada"}


@pytest.mark.parametrize("shape", [*SHAPES, *ODD_SHAPES])
def test_all_shapes_of_answers(shell: Any, serve: Any, shape: str) -> None:
    """Whatever the answers look like, what is called saved is there, and nothing is doubled."""
    sandbox = serve(shape=shape)
    sandbox.other_user.create("1", CustomerName="Ada")
    given(shell, "1,Ada L,,,", "2,Eva,,note,", "3,Cy,,,Leeds", "4,Bad,,,Nowhere")
    planned(shell)
    done = applied(shell)
    assert sum(done.states.values()) == 4
    assert len(sandbox.store.notes("2")) <= 1
    if shape not in ("all-saved", "all-refused", "has-error"):
        assert fields(sandbox, "1") == {"CustomerName": "Ada L"}
        assert done.states.get("saved", 0) >= 3, done.json


def test_a_pilot_and_the_rest_are_all_rows_whatever_they_fill(shell: Any, sandbox: Sandbox) -> None:
    """Rows that fill different fields and change the same one are staged out of the list's order.

    A pilot sends no row beyond its limit, and the rest of the plan leaves none behind.
    """
    sandbox.other_user.create("3", CustomerName="Cy", CustomerEmail="c@b.org")
    sandbox.other_user.create("4", CustomerName="Di")
    given(shell, "2,Eva L,,,", "1,Ada L,a@b.org,,", "3,Cy L,c@b.org,,", "4,Di L,,,")
    planned(shell)
    assert applied(shell, "--limit", "2").states == {"saved": 2, "pending": 2}
    names = [fields(sandbox, number)["CustomerName"] for number in "2134"]
    assert names == ["Eva L", "Ada L", "Cy", "Di"]
    done = applied(shell)
    assert (done.status, done.states) == (0, {"saved": 4})


def test_a_pilot_sends_no_later_row_of_the_same_request(shell: Any, sandbox: Sandbox) -> None:
    """The last row of a request may be within the limit though an earlier one is not."""
    sandbox.other_user.create("4", CustomerName="Di")
    given(shell, "2,Eva L,,,", "1,Ada L,a@b.org,,", "4,Di L,,,")
    planned(shell)
    assert applied(shell, "--limit", "2").states == {"saved": 2, "pending": 1}
    assert fields(sandbox, "4")["CustomerName"] == "Di"
