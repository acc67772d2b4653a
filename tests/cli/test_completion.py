"""Shell completion: mappings, servers and runs are offered for a word that is half typed."""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from customer_import.cli import completion
from customer_import.cli.servers.named_servers import NamedServers
from customer_import.ledger.ledger import ledger_at


def offered(shell: Any, line: str) -> list[str]:
    """Return what bash is offered for a line, as the completion script of the program asks."""
    words = line.split(" ")
    env = {
        "_CUSTOMER_IMPORT_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "XDG_CONFIG_HOME": str(shell.folder / "config"),
        "PATH": "",
        "SYSTEMROOT": "",
    }
    code = "from customer_import.cli import app; app(prog_name='customer-import')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_ready_mappings_and_mapping_files_are_offered(shell: Any) -> None:
    """After `-m` come the names of ready mappings and the files here that may be mappings."""
    shell.file("shop.yaml", "version: 1\n")
    shell.file("shop.csv", "Id\n")
    (shell.folder / "shops").mkdir()
    found = offered(shell, "customer-import run list.csv -m sho")
    assert {"shopify", "shop.yaml", "shops/"} <= set(found)
    assert "shop.csv" not in found
    shell.file("shops/north.yml", "version: 1\n")
    assert offered(shell, "customer-import mapping check shops/n") == ["shops/north.yml"]


def test_servers_are_offered(shell: Any) -> None:
    """After `--server` come the names of the servers that were added."""
    if sys.platform != "linux":
        pytest.skip("Only there the folder of the configuration can be moved")
    path = shell.folder / "config" / "customer-import" / "servers.json"
    servers = NamedServers(path, _nobody())
    servers.add("prod", "https://p.example.com")
    servers.add("test", "https://t.example.com")
    assert offered(shell, "customer-import run list.csv --server p") == ["prod"]
    assert offered(shell, "customer-import server remove ") == ["prod", "test"]


def _nobody() -> Any:
    """Return a key store that nobody asks."""
    return None


def test_runs_are_offered(shell: Any) -> None:
    """The latest runs come first, after `last`; one in use or damaged offers none."""
    assert offered(shell, f"customer-import history --state-dir {shell.state} ") == []
    shell.make("1,Ada,")
    first, second = (
        shell.run("list.csv", "--sandbox", "--json", *more).json["run"]
        for more in ((), ("--resend",))
    )
    [ledger] = (shell.state / "ledgers").glob("*.sqlite")
    line = f"customer-import errors --state-dir {shell.state} "
    assert offered(shell, line) == ["last", second, first]
    for command in ("history", "apply", "settle"):
        line_of = f"customer-import {command} --state-dir {shell.state} "
        assert offered(shell, line_of + first) == [first]
    assert offered(shell, line + first) == [first]
    with ledger_at(ledger, datetime.now(UTC)):
        # A run that is under way holds it, and is not waited for.
        assert offered(shell, line + first) == []
    ledger.write_bytes(b"damaged")
    assert offered(shell, line + first) == []


def test_completion_never_fails(shell: Any) -> None:
    """A folder that is not there offers nothing, and says nothing."""
    assert shell.folder
    assert completion.complete_mappings("nowhere/x") == []
