import base64
from typing import Any

import pytest

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerContactCell: {PhoneNumber: Cell, PhoneTypeName: {value: Cell}}
  CustomFields:
    Limit: {column: Limit, type: number}
    Region: Region
  Addresses:
    Billing: {AddressCity: City}
"""
HEADER = "Id,Name,Cell,Limit,Region,City"
ROWS = ("1,Ada,,12.5,North,", "2,Bo,,,,", "3,Cy,,7,South,")


def filled(shell: Any, serve: Any, *faults: str, **settings: Any) -> Any:
    """Import customers on a good day, then start the server as the test wants it."""
    serve()
    shell.make(*ROWS, header=HEADER, mapping=MAPPING)
    assert shell.run("list.csv", "--json").json["saved"] == 3
    return serve(*faults, **settings)


def facts(shell: Any, *args: str) -> tuple[dict[str, str], int]:
    """Check; return the certainty of each fact, and the exit status."""
    done = shell.call("check", *args, "--json", "--state-dir", shell.state)
    return {each["fact"]: each["certainty"] for each in done.json["facts"]}, done.status


def test_everything_that_can_be_known_is_told(shell: Any, serve: Any) -> None:
    """One line a fact; what only writing shows is neither proven nor refuted."""
    server = filled(shell, serve)
    before = len(server.store.events())
    types = "phone type Cell, address type Billing"
    tries = "--try-update tries it on a number that nobody has"
    done = shell.call("check", "list.csv", "--state-dir", shell.state)
    assert done.status == 0, done.err
    assert done.out.splitlines() == [
        "✓ server: It answers.",
        "✓ token: It is accepted; when it ends cannot be read from it.",
        "✓ list of customers: The server lists 3 customers.",
        "✓ reads by number: It is certain which numbers exist, and which do not.",
        "✓ CustomFields.Limit: Customers have it, as a number.",
        "✓ CustomFields.Region: Customers have it, as a text.",
        f"? types: Whether the server has the {types} cannot be read: look into Wasp.",
        f"? right to update: Only writing shows it; {tries}.",
        "? right to create: Only writing shows it. The token has exactly its user's rights.",
    ]
    assert len(server.store.events()) == before


@pytest.mark.parametrize(
    ("instead", "certainty"),
    [
        ("Limit: {column: Limit, type: date}", "refuted"),
        ("limit: {column: Limit, type: number}", "refuted"),
        ("Other: Limit", "unknown"),
    ],
)
def test_a_custom_field_is_compared_with_what_customers_have(
    shell: Any, serve: Any, instead: str, certainty: str
) -> None:
    """Another type or another spelling is refuted; a field that nobody has cannot be known."""
    filled(shell, serve)
    shell.file("m.yaml", MAPPING.replace("Limit: {column: Limit, type: number}", instead))
    found, status = facts(shell, "-m", "m.yaml")
    assert found[f"CustomFields.{instead.partition(':')[0]}"] == certainty
    assert status == (certainty == "refuted")


@pytest.mark.parametrize(
    ("fault", "refuted", "status"),
    [
        ("numbers:as:all-exist@*", {"reads by number"}, 1),
        ("numbers:as:none-exist@*", {"reads by number"}, 1),
        ("numbers:404@*", {"reads by number"}, 1),
        ("search:404@*", {"list of customers"}, 1),
        ("reads:404@*", {"list of customers", "reads by number"}, 1),
        ("401@*", {"token"}, 1),
        ("400-token@*", {"token"}, 1),
        ("numbers:refused-403@*", {"token"}, 1),
        ("html@*", {"server"}, 1),
        ("blip", set(), 0),
        ("reads:500-before@1", set(), 0),
    ],
)
def test_what_is_wrong_is_refuted(
    shell: Any, serve: Any, fault: str, refuted: set[str], status: int
) -> None:
    """What the server says to a read refutes the server, the token or the reads alone."""
    filled(shell, serve, fault)
    found, exit_status = facts(shell)
    assert {name for name, certainty in found.items() if certainty == "refuted"} == refuted
    assert exit_status == status
    if "list of customers" in refuted and "reads by number" in refuted:
        assert found["token"] == "unknown"


def test_a_server_that_does_not_answer_is_no_verdict(shell: Any) -> None:
    """Nothing is refuted: the command ends with status 3, and says so in JSON too."""
    env = {"WASP_BASE_URL": "http://127.0.0.1:9", "WASP_API_TOKEN": "x"}
    done = shell.call("check", "--patience", "0", "--json", "--state-dir", shell.state, **env)
    assert done.status == 3
    assert done.json["facts"] == []
    assert "Gave up" in done.json["stopped"]


@pytest.mark.parametrize(
    ("settings", "faults", "certainty", "said"),
    [
        ({}, (), "proven", "seems to exist"),
        ({"permissions": frozenset()}, (), "refuted", "permission"),
        ({}, ("update:401@*",), "refuted", "refused the token"),
        ({}, ("update:500-before@*",), "unknown", "does not show it"),
        ({}, ("update:drop-before@*",), "unknown", "no answer"),
        ({}, ("update:as:silent@*",), "unknown", "does not show it"),
        ({}, ("update:as:all-saved@*",), "unknown", "does not show it"),
        ({}, ("update:404@*",), "unknown", "404"),
    ],
)
def test_an_update_of_nobody_shows_the_right_to_update(
    shell: Any, serve: Any, *, settings: Any, faults: Any, certainty: str, said: str
) -> None:
    """One update is sent, it creates nobody, and the answer is not taken for more than it says."""
    server = filled(shell, serve, *faults, **settings)
    done = shell.call("check", "--try-update", "--json", "--state-dir", shell.state)
    (fact,) = [each for each in done.json["facts"] if each["fact"] == "right to update"]
    assert (fact["certainty"], said in fact["message"]) == (certainty, True), fact
    assert len(server.store.customers()) == 3
    paths = [each.path for each in server.store.requests()]
    assert sum(path.endswith("updateExisting") for path in paths) == 1


def test_a_token_that_has_expired_is_not_sent(shell: Any, serve: Any) -> None:
    """Its end is in it, so nobody has to ask the server."""
    server = filled(shell, serve)
    asked = len(server.store.requests())
    token = base64.b64encode(b".expires=2020-01-01T00:00:00Z&client_id=x").decode()
    done = shell.call("check", "--json", "--state-dir", shell.state, WASP_API_TOKEN=token)
    assert [each["fact"] for each in done.json["facts"]] == ["token"]
    assert "2020-01-01" in done.json["facts"][0]["message"]
    assert (done.status, len(server.store.requests())) == (1, asked)


def test_an_empty_server_cannot_be_calibrated_yet(shell: Any, serve: Any) -> None:
    """It is not refuted: the first customer will show how reads look."""
    serve()
    found, status = facts(shell)
    assert (found["reads by number"], status) == ("unknown", 0)


def test_a_mapping_that_does_not_fit_ends_the_check(shell: Any, serve: Any) -> None:
    """It is a mistake of the command line: status 2, nothing asked."""
    server = serve()
    shell.make(*ROWS, header="A,B,C,D,E,F", mapping=MAPPING)
    done = shell.call("check", "list.csv", "--json", "--state-dir", shell.state)
    assert (done.status, done.out) == (2, "")
    assert not server.store.requests()
