"""Servers with a name: the address in a file, the token in a key store that each test hands in."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from typer.testing import CliRunner

from customer_import.cli import app
from customer_import.cli.servers.key_store import NoKeyStore, within
from customer_import.cli.servers.named_servers import NamedServers
from customer_import.errors import SettingError

TOKEN = "a-token"
NO_SYSTEM_STORE = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@dataclass
class Keys:
    """A key store in memory.

    Attributes:
        kept: the tokens, by entry.
        trouble: why it refuses; blank if it does not.
    """

    kept: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    def get(self, entry: str) -> str | None:
        """Return a token."""
        self._fail()
        return self.kept.get(entry)

    def put(self, entry: str, token: str) -> None:
        """Keep a token."""
        self._fail()
        self.kept[entry] = token

    def drop(self, entry: str) -> None:
        """Forget a token."""
        self._fail()
        self.kept.pop(entry, None)

    def _fail(self) -> None:
        if self.trouble:
            raise NoKeyStore(self.trouble, "Put the token into WASP_API_TOKEN.")


@dataclass(frozen=True)
class Desk:
    """The program with servers and a key store of its own."""

    shell: Any
    keys: Keys
    servers: NamedServers

    def call(self, *args: str, stdin: str = "", **env: str) -> tuple[int, str, str]:
        """Call the program, and return its status, its output and its messages as one line."""
        given = {"COLUMNS": "80", "NO_COLOR": "1", **env}
        has_state = args[0] in ("run", "plan", "apply")
        state = ("--state-dir", str(self.shell.state)) if has_state else ()
        done = CliRunner().invoke(
            app, [*args, *state], input=stdin, env=given, obj=self.servers, catch_exceptions=False
        )
        return done.exit_code, done.stdout, " ".join(done.stderr.split())


@pytest.fixture
def desk(shell: Any) -> Desk:
    """Make a desk with a list and no server."""
    shell.make("1,Ada,")
    keys = Keys()
    return Desk(shell, keys, NamedServers(shell.folder.parent / "config" / "servers.json", keys))


@pytest.fixture
def prod(desk: Desk, serve: Callable[..., Any]) -> str:
    """Add a running server under the name prod, and return its address."""
    url: str = serve().url
    desk.shell.env.clear()
    assert desk.call("server", "add", "prod", url, stdin=f"{TOKEN}\n")[0] == 0
    return url


def test_a_named_server_gets_the_list_with_its_token(desk: Desk, prod: str) -> None:
    """The address is in the file and the token in the key store, and `--server` takes both."""
    assert desk.keys.kept == {f"prod {prod}": TOKEN}
    assert TOKEN not in desk.servers.path.read_text("utf-8")
    status, out, _ = desk.call("run", "list.csv", "--server", "prod", "--json")
    assert (status, f'"target": "{prod}"' in out, '"saved": 1' in out) == (0, True, True)


def test_the_command_that_comes_next_names_the_server(desk: Desk, prod: str) -> None:
    """A run ends with a command that goes to the same server."""
    assert prod
    desk.shell.make("1,Ada,wrong")
    assert (
        "run list.errors.csv --server prod" in desk.call("run", "list.csv", "--server", "prod")[1]
    )


def test_a_plan_is_applied_with_the_token_of_its_server(desk: Desk, prod: str) -> None:
    """`apply` names no server: the plan knows the address, and the key store the token."""
    assert prod
    assert desk.call("plan", "list.csv", "--server", "prod")[0] == 0
    status, out, _ = desk.call("apply", "last", "--yes", "--json")
    assert (status, '"saved": 1' in out) == (0, True)


def test_the_environment_wins_over_the_key_store_and_that_is_said(desk: Desk, prod: str) -> None:
    """WASP_API_TOKEN is used if it is set, whatever the key store has."""
    desk.keys.kept[f"prod {prod}"] = "an-old-token"
    run = ("run", "list.csv", "--server", "prod")
    assert desk.call(*run)[0] == 3
    status, _, said = desk.call(*run, WASP_API_TOKEN=TOKEN)
    assert (status, "WASP_API_TOKEN is used, and not the token of prod." in said) == (0, True)


def test_a_server_and_another_address_are_refused(desk: Desk, prod: str) -> None:
    """Two servers in one command, or one in WASP_BASE_URL that differs, are exit 2."""
    run = ("run", "list.csv", "--server", "prod")
    for more, env, words in (
        (("--base-url", prod), {}, "--server and --base-url name two servers"),
        (("--sandbox",), {}, "--sandbox and --server name two servers"),
        ((), {"WASP_BASE_URL": "https://other.example.com"}, "WASP_BASE_URL names another server"),
    ):
        status, out, said = desk.call(*run, *more, **env)
        assert (status, out, words in said.replace("│ ", "")) == (2, "", True), said
    assert desk.call(*run, WASP_BASE_URL=f"{prod}/")[0] == 0


def test_an_unknown_server_is_refused_with_the_nearest_name(desk: Desk, prod: str) -> None:
    """A name that was mistyped is corrected, and the command that adds it is shown."""
    assert prod
    status, _, said = desk.call("run", "list.csv", "--server", "prd")
    assert status == 2
    assert "The server “prd” is not known. Did you mean prod?" in said
    assert "customer-import server add prd URL" in said


def test_the_key_store_may_lack_the_token(desk: Desk, prod: str) -> None:
    """The message says how to add it again; nothing is sent."""
    desk.keys.kept.clear()
    status, _, said = desk.call("run", "list.csv", "--server", "prod")
    assert status == 2
    assert "The key store does not have a token for prod." in said
    assert f"customer-import server add prod {prod}" in said


def test_without_a_key_store_the_token_is_not_kept(desk: Desk, serve: Callable[..., Any]) -> None:
    """The address is kept, and the program says that the token is not."""
    url = serve().url
    desk.shell.env.clear()
    desk.keys.trouble = "This system does not have a key store."
    status, _, said = desk.call("server", "add", "prod", url, stdin=f"{TOKEN}\n")
    assert status == 0
    assert "This system does not have a key store. So the token is not kept." in said
    run = ("run", "list.csv", "--server", "prod")
    status, _, said = desk.call(*run)
    assert (status, "This system does not have a key store." in said) == (2, True)
    assert desk.call(*run, WASP_API_TOKEN=TOKEN)[0] == 0


def test_a_token_is_kept_for_one_address_only(desk: Desk, prod: str) -> None:
    """If somebody changes the address in the file, the token does not go there."""
    desk.servers.path.write_text('{"servers": {"prod": "https://evil.example.com"}}', "utf-8")
    status, _, said = desk.call("run", "list.csv", "--server", "prod")
    assert (status, "does not have a token for prod" in said) == (2, True)
    assert prod


def test_adding_a_server_again_renews_its_token(desk: Desk, prod: str) -> None:
    """The same address gets a new token; another address under the name is refused."""
    assert desk.call("server", "add", "prod", f"{prod}/", stdin="a-new-token\n")[0] == 0
    assert desk.keys.kept == {f"prod {prod}": "a-new-token"}
    status, _, said = desk.call("server", "add", "prod", "https://x.example.com", stdin="t\n")
    assert (status, "customer-import server remove prod" in said) == (2, True)


def test_servers_are_listed_and_removed(desk: Desk, prod: str) -> None:
    """`list` shows names and addresses; `remove` forgets the address and the token."""
    desk.call("server", "add", "a-test", "https://t.example.com", stdin="t\n")
    listed = [line.split() for line in desk.call("server", "list")[1].splitlines()]
    assert listed == [["a-test", "https://t.example.com"], ["prod", prod]]
    assert desk.call("server", "remove", "a-test")[0] == 0
    assert (list(desk.servers.all()), list(desk.keys.kept)) == (["prod"], [f"prod {prod}"])
    assert desk.call("server", "remove", "a-test")[0] == 2
    assert (
        "No servers were added"
        in Desk(desk.shell, desk.keys, NamedServers(Path("none.json"), desk.keys)).call(
            "server", "list"
        )[1]
    )


@pytest.mark.parametrize(
    ("args", "stdin", "words"),
    [
        (("-prod", "https://t.example.com"), "t\n", "No such option"),
        (("a b", "https://t.example.com"), "t\n", "cannot be the name of a server"),
        (("prod", "http://t.example.com"), "t\n", "Use https://t.example.com."),
        (("prod", "https://t.example.com"), "", "The token is missing."),
        (("prod", "https://t.example.com"), "two words\n", "Copy it again."),
    ],
)
def test_what_cannot_be_a_server_is_refused(
    desk: Desk, args: tuple[str, ...], stdin: str, words: str
) -> None:
    """A wrong name, address or token keeps nothing."""
    status, _, said = desk.call("server", "add", *args, stdin=stdin)
    assert (status, words in said) == (2, True), said
    assert (desk.servers.path.exists(), desk.keys.kept) == (False, {})


def test_a_damaged_list_of_servers_is_named(desk: Desk) -> None:
    """The message says which file it is and what to do."""
    desk.servers.path.parent.mkdir()
    for content in ("{", "[]", '{"servers": []}'):
        desk.servers.path.write_text(content, "utf-8")
        with pytest.raises(SettingError, match=r"servers\.json cannot be read"):
            desk.servers.all()


def test_the_key_store_has_little_time_where_nobody_can_answer() -> None:
    """A call that waits for a window that nobody sees is given up; a quick one is not."""
    never = Event()
    began = time.monotonic()
    with pytest.raises(NoKeyStore, match=r"did not answer within 0\.1 seconds"):
        within(0.1, never.wait)
    assert time.monotonic() - began < 5
    never.set()
    assert within(60, lambda: "quick") == "quick"
    with pytest.raises(NoKeyStore, match="locked"):
        within(60, lambda: Keys(trouble="It is locked.").get("prod"))


def test_a_person_types_the_token_and_nobody_sees_it(shell: Any, terminal: Any) -> None:
    """At a terminal the token is asked for, hidden; a system without a key store is said."""
    if sys.platform != "linux":
        pytest.skip("Only there the folder of the configuration can be moved")
    env = {**NO_SYSTEM_STORE, "XDG_CONFIG_HOME": str(shell.folder / "config")}
    with terminal("prod", "https://t.example.com", command="server add", **env) as at:
        at.hide("API token:")
        at.answer(f"{TOKEN}\n")
        assert at.end() == 0
        assert TOKEN not in at.said
        assert "This system does not have a key store. So the token is not kept." in at.said
    config = shell.folder / "config" / "customer-import" / "servers.json"
    assert "https://t.example.com" in config.read_text("utf-8")
    assert config.stat().st_mode & 0o077 == 0
