"""`customer-import undo` puts old values back where the server still has what the plan wrote."""

from typing import Any

import pytest

from customer_import.sandbox import SHAPES, Sandbox

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerEmail: Email
  CustomFields:
    Credit: {column: Limit, type: number}
  Addresses:
    Main: {AddressCity: City}
"""
HEADER = "Id,Name,Email,Limit,City"
ROWS = ("1,Ada L,new@b.org,9,", "2,Eve,,,Leeds", "3,Cy,c@b.org,,")


def fields(sandbox: Sandbox, number: str) -> Any:
    """Return what the server has of a customer, without blank fields; None if it is gone."""
    found = sandbox.store.customer(number)
    if found is None:
        return None
    return {name: value for name, value in found.fields.items() if value not in (None, {})}


def call(shell: Any, *args: str) -> Any:
    """Call the program with the state folder."""
    return shell.call(*args, "--state-dir", shell.state)


@pytest.fixture
def applied(shell: Any, serve: Any) -> tuple[Sandbox, str]:
    """Return a server where a plan was applied, and the plan's name."""
    sandbox = serve()
    user = sandbox.other_user
    user.create("1", CustomerName="Ada", CustomFields={"Credit": 7})
    user.create("2", CustomerName="Eva", CustomerEmail="e@b.org")
    return sandbox, run_plan(shell)


def run_plan(shell: Any, *rows: str) -> str:
    """Plan a list and apply it."""
    shell.make(*(rows or ROWS), header=HEADER, mapping=MAPPING)
    name: str = call(shell, "plan", "list.csv", "--json").json["run"]
    assert call(shell, "apply", name, "--json").states == {"saved": len(rows or ROWS)}
    return name


ADA = {"CustomerName": "Ada", "CustomFields": {"Credit": 7}}
EVA = {"CustomerName": "Eva", "CustomerEmail": "e@b.org"}


def test_old_values_come_back(shell: Any, applied: Any) -> None:
    """Updates are put back, a field that was blank is blank again; what was created stays."""
    sandbox, plan = applied
    done = call(shell, "undo", plan, "--json")
    assert (done.status, done.json["update"], done.json["unchanged"]) == (0, 2, 1)
    assert done.json["not_compared"] == ["Addresses"]
    assert fields(sandbox, "1") == ADA
    assert fields(sandbox, "2") == EVA
    assert fields(sandbox, "3") == {"CustomerName": "Cy", "CustomerEmail": "c@b.org"}


def test_what_somebody_changed_since_stays(shell: Any, applied: Any) -> None:
    """Field by field: another user's value stays, the others come back, and the row says so."""
    sandbox, plan = applied
    sandbox.other_user.change("1", CustomerEmail="other@b.org")
    sandbox.other_user.delete("2")
    done = call(shell, "undo", plan)
    assert "CustomerEmail stays: it was changed to" in " ".join(done.out.split())
    assert fields(sandbox, "1") == {**ADA, "CustomerEmail": "other@b.org"}
    assert fields(sandbox, "2") is None


def test_beside_json_stderr_says_what_stays(shell: Any, applied: Any) -> None:
    """The object has what is put back; other values, and who was created, are told on stderr."""
    sandbox, plan = applied
    sandbox.other_user.change("1", CustomerEmail="other@b.org")
    err = " ".join(call(shell, "undo", plan, "--json").err.split())
    assert "Row 2, customer 1: CustomerEmail stays: it was changed to other@b.org since." in err
    assert "Row 4, customer 3: the plan created this customer; --delete-created deletes it." in err
    assert "customer 2" not in err


def test_a_dry_run_shows_and_writes_nothing(shell: Any, applied: Any) -> None:
    """`--dry-run` shows what would come back, sends nothing, and leaves no run."""
    sandbox, plan = applied
    done = call(shell, "undo", plan, "--dry-run", "--json")
    assert [each["number"] for each in done.json["changes"]] == ["1", "2"]
    assert fields(sandbox, "1")["CustomerName"] == "Ada L"
    assert done.json["run"] not in call(shell, "history").out


def test_an_undo_can_be_undone(shell: Any, applied: Any) -> None:
    """Undoing the undo writes again what the plan wrote."""
    sandbox, plan = applied
    after = fields(sandbox, "1"), fields(sandbox, "2")
    undo = call(shell, "undo", plan, "--json").json["run"]
    assert call(shell, "undo", undo, "--json").json["update"] == 2
    assert (fields(sandbox, "1"), fields(sandbox, "2")) == after


def test_created_customers_are_deleted_only_if_asked_for(shell: Any, applied: Any) -> None:
    """`--delete-created` deletes those that are still as created, and needs a yes."""
    sandbox, plan = applied
    assert call(shell, "undo", plan, "--delete-created", "--json").status == 2
    assert fields(sandbox, "3") is not None
    done = call(shell, "undo", plan, "--delete-created", "--yes", "--json")
    assert (done.status, [each["action"] for each in done.json["changes"]]) == (
        0,
        ["update", "update", "delete"],
    )
    assert fields(sandbox, "3") is None


def test_a_created_customer_that_somebody_filled_is_not_deleted(shell: Any, applied: Any) -> None:
    """Another user's value in any field that can be read keeps the customer."""
    sandbox, plan = applied
    sandbox.other_user.change("3", CustomerDepartment="Sales")
    done = call(shell, "undo", plan, "--delete-created", "--yes")
    assert "not as it was created (CustomerDepartment)" in " ".join(done.out.split())
    assert fields(sandbox, "3") is not None


def test_a_list_that_was_undone_is_sent_again(shell: Any, applied: Any) -> None:
    """The ledger does not take the list's rows for saved, once they were put back."""
    sandbox, plan = applied
    call(shell, "undo", plan)
    assert call(shell, "plan", "list.csv", "--json").json["update"] == 2
    assert fields(sandbox, "1") == ADA


def test_a_run_that_was_not_planned_cannot_be_undone(shell: Any, serve: Any) -> None:
    """A plain run keeps no old values: exit 2."""
    serve()
    shell.make(*ROWS, header=HEADER, mapping=MAPPING)
    shell.run("list.csv")
    done = call(shell, "undo", "last")
    assert done.status == 2
    assert "no old values are kept" in done.err


def test_reads_that_lie_undo_nothing(shell: Any, applied: Any, serve: Any) -> None:
    """Where a random number exists, nothing is sent; exit 3."""
    _, plan = applied
    sandbox = serve(variants=frozenset({"all-exist"}))
    done = call(shell, "undo", plan, "--json")
    assert done.status == 3
    assert "reads cannot be relied on" in done.err
    assert fields(sandbox, "1")["CustomerName"] == "Ada L"


@pytest.mark.parametrize("shape", [*SHAPES, "zero-totals", "silent", "twice"])
def test_all_shapes_of_answers(shell: Any, serve: Any, shape: str) -> None:
    """Whatever the answers look like, everything that was planned is put back."""
    sandbox = serve(shape=shape)
    sandbox.other_user.create("1", CustomerName="Ada")
    sandbox.other_user.create("2", CustomerName="Eva")
    plan = run_plan(shell, "1,Ada L,a@b.org,,", "2,Eve,,,")
    assert call(shell, "undo", plan, "--json").status == 0
    assert fields(sandbox, "1") == {"CustomerName": "Ada"}
    assert fields(sandbox, "2") == {"CustomerName": "Eva"}


def test_rows_that_are_not_shown_are_counted(shell: Any, serve: Any) -> None:
    """An undo writes no plan, so its summary names no file that would have all rows."""
    serve()
    name = run_plan(shell, *(f"{number},Ada,,," for number in range(21)))
    said = call(shell, "undo", name, "--dry-run")
    assert "… and 1 more row." in said.out
    assert "-o" not in said.out


def test_an_undo_is_not_applied_as_the_last_plan(shell: Any, applied: Any) -> None:
    """`apply last` after an undo says what the last run is, and where the plan's name is found."""
    _, plan = applied
    call(shell, "undo", plan, "--yes")
    done = call(shell, "apply", "last")
    said = " ".join(done.err.split())
    assert done.status == 2
    assert f"is the undo of {plan}, not a plan." in said
    assert "needs its name, from `customer-import history`." in said


def test_a_deletion_is_not_undone(shell: Any, serve: Any) -> None:
    """An undo that only deleted customers changed some, so it is not said to have saved nothing."""
    serve()
    plan = run_plan(shell, "1,Ada,,,")
    undo = call(shell, "undo", plan, "--delete-created", "--yes", "--json").json["run"]
    done = call(shell, "undo", undo, "--yes")
    assert done.status == 2
    assert "does not come back" in done.err


def test_a_run_that_saved_nothing_is_not_said_to_have_deleted(shell: Any, serve: Any) -> None:
    """Only an undo that deleted customers speaks of them; a plan may not be applied yet."""
    serve()
    shell.make("1,Ada,,,", header=HEADER, mapping=MAPPING)
    plan = call(shell, "plan", "list.csv", "--json").json["run"]
    done = call(shell, "undo", plan, "--yes")
    assert done.status == 2
    assert "so nothing is undone. It was not applied yet." in " ".join(done.err.split())
    shell.run("list.csv")
    skipped = call(shell, "plan", "list.csv", "--json").json["run"]
    call(shell, "apply", skipped)
    done = call(shell, "undo", skipped, "--yes")
    assert "so nothing is undone." in " ".join(done.err.split())
    assert "come back" not in done.err
    assert "30 days" not in done.err


def test_an_undo_after_the_deletion_says_that_it_is_done(shell: Any, applied: Any) -> None:
    """Nobody is told to delete what an undo of the run deleted already."""
    sandbox, plan = applied
    told = " ".join(call(shell, "undo", plan, "--dry-run").out.split())
    assert "--delete-created deletes it" in told
    call(shell, "undo", plan, "--delete-created", "--yes", "--json")
    assert fields(sandbox, "3") is None
    told = " ".join(call(shell, "undo", plan, "--dry-run").out.split())
    assert "--delete-created" not in told
    assert "an undo deleted it" in told


def test_a_customer_that_is_still_there_after_its_deletion_is_told(shell: Any, serve: Any) -> None:
    """The server says that it was deleted and shows it: the row is failed, and so is the undo."""
    # Ten readings are before the deletion.
    sandbox = serve("numbers:other-creates:3@11-", variants=frozenset({"delete-frees"}))
    sandbox.other_user.create("1", CustomerName="Ada")
    plan = run_plan(shell, "1,Ada L,,,", "3,Cy,,,")
    done = call(shell, "undo", plan, "--delete-created", "--yes")
    assert fields(sandbox, "3") is not None
    assert done.status == 1
    told = " ".join(done.out.split())
    assert "1 failed" in told
    assert "Customer 3 is still there. The server says that it was deleted" in told
