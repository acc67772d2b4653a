from typing import Any

import pytest

OLD = ("1,,Ada,", "2,,Bo,")


def paths(server: Any) -> list[str]:
    """Return the calls that arrived, without what all have in common."""
    return [each.path.removeprefix("/public-api/") for each in server.store.requests()]


def test_customers_are_updated_and_nobody_is_created(shell: Any, serve: Any) -> None:
    """The call is one that creates nobody; rows without a number are skipped, and told."""
    server = serve()
    shell.make_auto(*OLD)
    assert shell.run("list.csv", "--json").json["saved"] == 2
    before = len(paths(server))
    rows = ("1,,Eva,Leeds", "2,,Bo,", ",yes,Cy,", ",,Dee,", "9,,Ed,")
    shell.make_auto(*rows)
    done = shell.run("list.csv", "--only", "update", "--json", "--results", "r.csv")
    assert {state: done.json[state] for state in ("saved", "skipped", "failed")} == {
        "saved": 1,
        "skipped": 3,
        "failed": 1,
    }
    assert done.status == 1
    (problem,) = done.json["problems"]
    assert "9" in problem["message"]
    assert "does not exist" in problem["message"]
    calls = paths(server)[before:]
    assert set(calls) == {"customers/updateExisting", "addresses/customer/save"}
    assert len(server.store.customers()) == 2
    assert server.store.customer("1").fields["CustomerName"] == "Eva"
    told = (shell.folder / "r.csv").read_text()
    assert told.count("left out by --only update, because it has no customer number") == 2


def test_what_update_saved_is_known_to_a_plain_run(shell: Any, serve: Any) -> None:
    """The content is on the server, whichever call brought it there; and the other way round."""
    serve()
    shell.make_auto(*OLD)
    assert shell.run("list.csv", "--json").json["saved"] == 2
    assert shell.run("list.csv", "--only", "update", "--json").json["skipped"] == 2
    shell.make_auto("1,,Eva,", "2,,Bo,")
    assert shell.run("list.csv", "--only", "update", "--json").json["saved"] == 1
    assert shell.run("list.csv", "--json").json["skipped"] == 2


def test_a_dry_run_counts_what_is_left_out(shell: Any) -> None:
    """Valid, invalid and skipped rows add up, whether their rows are shown or only counted."""
    rows = [f"{i if i % 2 else ''},{'' if i % 2 else 'yes'},Ada {i}," for i in range(1, 400)]
    shell.make_auto(*rows, "x,maybe,Bad,")
    for show in ("all", "none"):
        done = shell.run("list.csv", "--only", "update", "--dry-run", "--json", "--show", show)
        counts = [done.json[name] for name in ("rows", "valid", "invalid", "skipped", "saved")]
        assert counts == [400, 200, 1, 199, 0]
        assert done.status == 1
    shell.make_auto(*rows)
    done = shell.run("list.csv", "--only", "update", "--dry-run", "--json")
    assert (done.status, done.json["skipped"]) == (0, 199)


def test_a_list_without_numbers_is_skipped_whole(shell: Any, serve: Any) -> None:
    """Nothing is sent, and that is not a failure."""
    server = serve()
    shell.make_auto(",yes,Ada,", ",yes,Bo,")
    done = shell.run("list.csv", "--only", "update", "--json")
    assert (done.status, done.json["skipped"], paths(server)) == (0, 2, [])


def test_rows_left_out_keep_their_message_when_a_run_goes_on(shell: Any, serve: Any) -> None:
    """A run that was stopped goes on by the same command, and leaves out the same rows."""
    shell.make_auto(*OLD)
    serve()
    shell.run("list.csv")
    shell.make_auto("1,,Eva,", "2,,Eve,", ",yes,Cy,")
    serve("401@2")
    assert shell.run("list.csv", "--only", "update").status == 3
    server = serve()
    done = shell.run("list.csv", "--only", "update", "--json", "--results", "r.csv")
    assert "Going on with run" in done.err
    assert (done.json["saved"], done.json["skipped"]) == (1, 2)
    assert "left out by --only update" in (shell.folder / "r.csv").read_text()
    assert len(server.store.customers()) == 2


def test_without_the_option_it_is_another_run(shell: Any, serve: Any) -> None:
    """A plain run does not go on with one that leaves rows out."""
    shell.make_auto("1,,Eva,", ",yes,Cy,")
    serve("401@1")
    assert shell.run("list.csv", "--only", "update").status == 3
    server = serve()
    done = shell.run("list.csv", "--json")
    assert "Going on" not in done.err
    assert done.json["saved"] == 2
    assert len(server.store.customers()) == 2


def test_the_next_command_names_the_option(shell: Any, serve: Any) -> None:
    """Whoever fixes the error report does not create customers by the command that is printed."""
    serve()
    shell.make_auto("9,,Ed,")
    done = shell.run("list.csv", "--only", "update")
    assert "customer-import run list.errors.csv --only update" in " ".join(done.out.split())


def test_a_list_of_new_customers_is_told_what_creates_them(shell: Any, serve: Any) -> None:
    """The run stops at the first refusals and says how; the next command it names creates them."""
    server = serve()
    shell.make_auto(*(f"{i},,Ada {i}," for i in range(40)))
    options = ("--chunk-size", "5")
    done = shell.run("list.csv", "--only", "update", *options)
    assert done.status == 3
    told = " ".join(done.out.split())
    assert "If these customers are new, run the list with --only create" in told
    assert server.store.customers() == []
    assert shell.run("list.csv", "--only", "create", *options, "--json").json["saved"] == 40


@pytest.mark.parametrize("value", ["delete", "x"])
def test_another_value_is_refused(value: str, shell: Any) -> None:
    """Only what exists can be asked for."""
    done = shell.run("list.csv", "--only", value)
    assert done.status == 2
    assert "update" in done.err
