"""Several lists in one command: all are checked first, and each is a run of its own."""

from typing import Any

import pytest

HEADER = "Id,Name,Email"
MAPPING = "version: 1\nfields: {CustomerNumber: Id, CustomerName: Name, CustomerEmail: Email}\n"
LISTS = ("a.csv", "b.csv", "c.csv")


@pytest.fixture
def desk(shell: Any) -> Any:
    """Put three lists on the desk, with one mapping for all; the second has a wrong row."""
    shell.file("all.yaml", MAPPING)
    shell.file("a.csv", f"{HEADER}\n1,Ada,\n2,Bo,\n")
    shell.file("b.csv", f"{HEADER}\n3,Cy,wrong\n4,Di,\n")
    shell.file("c.csv", f"{HEADER}\n5,Ed,\n")
    return shell


def run(desk: Any, *args: str, **env: str) -> Any:
    """Run the lists with the mapping of all of them."""
    return desk.run(*args, "-m", "all.yaml", "--sandbox", **env)


def numbers(desk: Any) -> list[str]:
    """Return the numbers that the sandbox got, in their order."""
    return [record["CustomerNumber"] for record in desk.arrived()]


def test_each_list_is_a_run_of_its_own(desk: Any) -> None:
    """`--json` has a run for each list, in their order; each has its own name and report."""
    done = run(desk, *LISTS, "--json")
    runs = done.json["runs"]
    assert [each["file"] for each in runs] == list(LISTS)
    assert [each["saved"] for each in runs] == [2, 1, 1]
    assert len({each["run"] for each in runs}) == 3
    assert [each["errors_file"] for each in runs] == [None, "b.errors.csv", None]
    assert (done.status, numbers(desk)) == (1, ["1", "2", "4", "5"])


def test_a_table_is_shown_for_each_list(desk: Any) -> None:
    """The results stand one below the other, and a notice says which list is checked."""
    done = run(desk, "a.csv", "c.csv")
    assert done.status == 0
    assert done.out.index("a.csv") < done.out.index("c.csv")
    assert done.err.index("Checking a.csv") < done.err.index("Checking c.csv")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "b.csv does not exist."),
        ("", "b.csv is empty."),
        ("Nr,Name\n3,Cy\n", "Id"),
    ],
)
def test_none_is_sent_if_one_cannot_be_read(desk: Any, content: str | None, said: str) -> None:
    """Exit 2 of one sends none, wherever it stands; nothing is on standard output."""
    (desk.folder / "b.csv").unlink()
    if content is not None:
        desk.file("b.csv", content)
    for lists in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        done = run(desk, *lists, "--json")
        assert (done.status, done.out, numbers(desk)) == (2, "", [])
        assert said in done.err
        assert "Nothing was sent of the 2 lists." in done.err


def test_none_is_sent_if_somebody_has_to_agree_to_one(desk: Any) -> None:
    """A guess in the second list keeps the first back, as long as nobody can be asked."""
    desk.file("guess.csv", "CustomerNumber,Company\n7,Acme\n")
    desk.file("sure.csv", "CustomerNumber,CustomerName\n6,Flo\n")
    lists = ("sure.csv", "guess.csv")
    done = desk.run(*lists, "--sandbox")
    assert (done.status, done.out, numbers(desk)) == (2, "", [])
    assert desk.run(*lists, "--sandbox", "--yes").status == 0
    assert numbers(desk) == ["6", "7"]


def test_a_dry_run_of_several_lists_shows_each(desk: Any) -> None:
    """Nothing is sent, and each list has its result."""
    done = desk.run(*LISTS, "-m", "all.yaml", "--dry-run", "--json")
    assert [each["valid"] for each in done.json["runs"]] == [2, 1, 1]
    assert (done.status, numbers(desk)) == (1, [])


def test_the_same_lists_again_are_skipped(desk: Any) -> None:
    """What an earlier list of the same command saved is known to a later one."""
    desk.file("again.csv", f"{HEADER}\n1,Ada,\n2,Bo,\n")
    done = run(desk, "a.csv", "again.csv", "--json")
    assert [(each["saved"], each["skipped"]) for each in done.json["runs"]] == [(2, 0), (0, 2)]
    assert numbers(desk) == ["1", "2"]


@pytest.mark.parametrize(
    ("option", "path"), [("--errors", "e.csv"), ("--results", "r.csv"), ("--report", "r.html")]
)
def test_one_report_for_several_lists_is_refused(desk: Any, option: str, path: str) -> None:
    """An option that names one report does not fit several lists; it fits one."""
    done = run(desk, "a.csv", "c.csv", option, path)
    assert (done.status, numbers(desk)) == (2, [])
    assert f"{option} names a report of one list" in done.err
    assert run(desk, "a.csv", option, path).status == 0


def test_standard_input_is_not_one_of_several_lists(desk: Any) -> None:
    """Each list is read twice, which a pipe cannot be."""
    done = run(desk, "a.csv", "-")
    assert (done.status, numbers(desk)) == (2, [])
    assert "Run it by itself, or save it as a file." in done.err


def test_the_worst_end_decides_and_what_was_not_begun_is_said(desk: Any, serve: Any) -> None:
    """A server that refuses the token stops the command at the first list: exit 3."""
    serve()
    done = desk.run(*LISTS, "-m", "all.yaml", "--json", WASP_API_TOKEN="another")
    assert done.status == 3
    told = [(each["file"], each["rows"], each["pending"]) for each in done.json["runs"]]
    assert told == [("a.csv", 2, 2), ("b.csv", 2, 2), ("c.csv", 1, 1)]
    assert [bool(each["run"]) for each in done.json["runs"]] == [True, False, False]
    assert [each["mapping"] for each in done.json["runs"]] == ["all.yaml"] * 3
    assert len({each["target"] for each in done.json["runs"]}) == 1
    assert "Not begun: b.csv, c.csv. Run the same command to go on." in done.err


def test_strict_keeps_back_only_the_list_that_is_wrong(desk: Any) -> None:
    """Each list is a run of its own, so --strict looks at each by itself."""
    done = run(desk, *LISTS, "--strict", "--json")
    assert [each["saved"] for each in done.json["runs"]] == [2, 0, 1]
    assert done.status == 1


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("second", "sent"), [("y", ["1", "2", "5"]), ("n", [])])
def test_a_person_is_asked_for_each_list_before_any_is_sent(
    terminal: Any, serve: Any, second: str, sent: list[str]
) -> None:
    """One no sends none; two times yes sends all, and nothing is asked twice."""
    server = serve()
    with terminal("a.csv", "c.csv", "-m", "all.yaml") as at:
        at.expect_new("2 rows go to", "Send? [y/N]:")
        at.answer("y\n")
        at.expect_new("1 row goes to", "Send? [y/N]:")
        assert server.store.events() == []
        at.answer(f"{second}\n")
        assert at.end() == (0 if sent else 2)
        assert at.said.count("Send?") == 2
    arrived = [event.payload["CustomerNumber"] for event in server.store.events()]
    assert arrived == sent


@pytest.mark.usefixtures("desk")
def test_a_token_is_asked_for_once(terminal: Any, serve: Any) -> None:
    """All lists go to one server, so its token is typed once."""
    serve()
    env = {"WASP_API_TOKEN": ""}
    with terminal("a.csv", "c.csv", "-m", "all.yaml", "--yes", **env) as at:
        at.hide("API token:")
        at.answer("a-token\n")
        assert at.end() == 0
        assert at.said.count("API token:") == 1
