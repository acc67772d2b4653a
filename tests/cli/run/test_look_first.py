from typing import Any

import pytest

OLD = ("1,,Ada,Leeds", "2,,Bo,", "3,,Cy,")
NEW = ("1,,Eva,York", "2,,Bob,", "8,,Hal,Bath", "Q-9,,Ian,", ",yes,Joe,")


def filled(shell: Any, serve: Any, *faults: str, **settings: Any) -> Any:
    """Import three customers on a good day, then name five of which two exist."""
    serve()
    shell.make_auto(*OLD)
    assert shell.run("list.csv", "--json").json["saved"] == 3
    server = serve(*faults, **settings)
    shell.make_auto(*NEW)
    return server


def names(server: Any) -> dict[str, str]:
    """Return the names of the customers that the server has."""
    return {each.number: each.fields["CustomerName"] for each in server.store.customers()}


def wrote(server: Any) -> list[str]:
    """Return the calls that wrote something, since the server was started."""
    paths = [each.path.removeprefix("/public-api/") for each in server.store.requests()]
    return [path for path in paths if "ByNumber" not in path and "search" not in path]


def test_create_leaves_customers_that_exist_as_they_are(shell: Any, serve: Any) -> None:
    """Their rows are skipped, with the reason; the others are created, addresses too."""
    server = filled(shell, serve)
    done = shell.run("list.csv", "--only", "create", "--json", "--results", "r.csv")
    assert done.states == {"saved": 3, "skipped": 2}
    assert done.status == 0
    found = names(server)
    assert (found["1"], found["2"], found["8"], found["Q-9"]) == ("Ada", "Bo", "Hal", "Ian")
    assert "Joe" in found.values()
    assert (shell.folder / "r.csv").read_text().count("--only create") == 2
    sent = [each.payload for each in server.store.events()]
    assert [each["AddressCity"] for each in sent if "AddressCity" in each] == ["Leeds", "Bath"]


def test_create_leaves_the_address_of_a_customer_as_it_is(shell: Any, serve: Any) -> None:
    """Also where only the address is new; one that was never sent is still owed, and goes."""
    filled(shell, serve)
    shell.make_auto("1,,Ada,York", "2,,Bo,Ulm", "3,,Cy,", "9,,Ina,Bonn")
    done = shell.run("list.csv", "--only", "create", "--json", "--results", "r.csv")
    assert (done.status, done.states) == (0, {"saved": 2, "skipped": 2})
    told = (shell.folder / "r.csv").read_text().splitlines()
    assert ["--only create" in line for line in told[1:]] == [True, False, False, False]


def test_a_new_address_of_a_saved_customer_counts_as_an_update(shell: Any, serve: Any) -> None:
    """`--max-updates` counts a customer of which only the address changes."""
    filled(shell, serve)
    shell.make_auto("1,,Ada,York")
    done = shell.run("list.csv", "--max-updates", "0", "--json")
    assert (done.status, done.states) == (1, {"pending": 1})


def test_what_create_left_out_is_sent_by_a_plain_run(shell: Any, serve: Any) -> None:
    """Leaving rows out is said of one run, and remembered for no other."""
    server = filled(shell, serve)
    shell.run("list.csv", "--only", "create", "--json")
    assert shell.run("list.csv", "--json").states == {"saved": 2, "skipped": 3}
    assert names(server)["1"] == "Eva"


def test_a_customer_that_cannot_be_read_is_not_created(shell: Any, serve: Any) -> None:
    """Its row is held, with the reason; the others are created."""
    server = filled(shell, serve, "numbers:poison:Q-9")
    done = shell.run("list.csv", "--only", "create", "--json")
    assert done.states == {"saved": 2, "skipped": 2, "held": 1}
    assert done.status == 1
    assert "Q-9" not in names(server)
    (problem,) = done.json["problems"]
    assert (problem["row"], problem["code"]) == (5, "unreadable")
    assert (shell.folder / "list.errors.csv").read_text().count("unreadable") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--max-creates", "2"), "--max-creates 2: 3 rows would create a customer"),
        (("--max-updates", "1"), "--max-updates 1: 2 rows would update a customer"),
        (("--max-creates", "0", "--max-updates", "9"), "--max-creates 0"),
        (("--only", "create", "--max-creates", "2"), "--max-creates 2"),
    ],
)
def test_over_a_limit_nothing_is_sent(
    shell: Any, serve: Any, options: tuple[str, ...], said: str
) -> None:
    """All rows are pending, and it is said which limit and how many; a higher limit goes on."""
    server = filled(shell, serve)
    before = wrote(server)
    done = shell.run("list.csv", *options, "--json")
    assert done.states == {"pending": 5}
    assert done.status == 1
    assert wrote(server) == before
    assert said in " ".join(done.err.split())
    assert said in " ".join(shell.run("list.csv", *options).out.split())
    again = ("--only", "create") if "--only" in options else ()
    done = shell.run("list.csv", *again, "--max-creates", "3", "--max-updates", "2", "--json")
    assert done.states["saved"] == (3 if again else 5)


def test_the_unknown_counts_as_created_and_as_updated(shell: Any, serve: Any) -> None:
    """A limit is kept also where it is not known what a row would do."""
    filled(shell, serve, "numbers:poison:Q-9")
    assert shell.run("list.csv", "--max-creates", "2", "--json").states == {"pending": 5}
    assert shell.run("list.csv", "--max-updates", "2", "--json").states == {"pending": 5}
    assert shell.run("list.csv", "--max-updates", "3", "--json").states == {"saved": 5}


@pytest.mark.parametrize(
    "fault",
    ["numbers:as:all-exist@*", "numbers:as:none-exist@*", "reads:404@*", "numbers:401@2"],
)
def test_without_reads_nothing_is_sent(shell: Any, serve: Any, fault: str) -> None:
    """Reads that lie, or do not exist, end the run; the same command goes on another day."""
    server = filled(shell, serve, fault)
    before = wrote(server)
    done = shell.run("list.csv", "--only", "create", "--json")
    assert (done.status, done.states) == (3, {"pending": 5})
    assert wrote(server) == before
    serve()
    done = shell.run("list.csv", "--only", "create", "--json")
    assert "Going on" in done.err
    assert done.states == {"saved": 3, "skipped": 2}


def test_an_empty_server_gets_everything(shell: Any, serve: Any) -> None:
    """Every number is new where there is nobody."""
    serve()
    shell.make_auto(*NEW)
    done = shell.run("list.csv", "--only", "create", "--max-creates", "5", "--json")
    assert done.states == {"saved": 5}


@pytest.mark.parametrize("variant", ["none-exist", "all-exist"])
def test_the_first_customer_of_an_empty_server_is_read_back(
    shell: Any, serve: Any, variant: str
) -> None:
    """It goes alone; if the server then does not show it as it is, nothing more is sent."""
    server = serve("numbers:as:none-exist@1-2", variants=frozenset({variant}))
    shell.make_auto("1,,Eva,", *NEW[1:])
    done = shell.run("list.csv", "--only", "create", "--json")
    assert (done.status, done.states) == (3, {"saved": 1, "pending": 4})
    assert len(server.store.customers()) == 1


def test_a_dry_run_says_that_it_does_not_know(shell: Any) -> None:
    """It needs no server, so it cannot tell who exists; a plain dry run says nothing of it."""
    shell.make_auto(*NEW)
    said = "first reads which of these customers exist"
    assert said in shell.run("list.csv", "--dry-run", "--max-creates", "1").err
    assert said not in shell.run("list.csv", "--dry-run").err


def test_a_plain_run_reads_nothing(shell: Any, serve: Any) -> None:
    """Reading is asked for by an option, and never done without."""
    server = filled(shell, serve, "reads:404@*")
    assert shell.run("list.csv", "--json").states == {"saved": 5}
    assert len(wrote(server)) == len(server.store.requests())


@pytest.mark.parametrize("fault", ["addresses:503@*", "customers:drop-after@*"])
def test_what_a_run_has_begun_to_create_is_not_taken_for_old(
    shell: Any, serve: Any, fault: str
) -> None:
    """A customer that this run may have created itself is sent again, with its address."""
    server = filled(shell, serve, fault)
    done = shell.run("list.csv", "--only", "create", "--patience", "1", "--json")
    assert done.status == 3
    assert "8" in names(server)
    server = serve()
    done = shell.run("list.csv", "--only", "create", "--json")
    assert "Going on" in done.err
    assert not done.json["pending"]
    sent = [each.payload for each in server.store.events()]
    assert "Bath" in [each.get("AddressCity") for each in sent]
