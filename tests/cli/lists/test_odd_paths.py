import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from customer_import.cli.next_command import quoted

if sys.platform in ("win32", "darwin"):
    pytest.skip("Names of files are text on this system", allow_module_level=True)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Make a folder whose name is not UTF-8."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/st\xe4te \\"))
    path.mkdir()
    return path


def test_a_state_folder_may_have_any_name(shell: Any, odd: Path) -> None:
    """Ledgers and the sandbox's data lie there like anywhere, and the next run finds them."""
    shell.make("1,Ada,", "2,Bo,no address")
    given = ("run", "list.csv", "--sandbox", "--yes", "--json", "--state-dir", str(odd))
    first = shell.call(*given)
    assert (first.status, first.json["saved"], first.json["invalid"]) == (1, 1, 1)
    assert r"st\xe4te" in first.json["target"]
    assert shell.call(*given).json["skipped"] == 1
    assert list((odd / "ledgers").glob("sandbox-*.sqlite"))
    assert "list.csv → sandbox" in shell.call("history", "--state-dir", str(odd)).out
    last = shell.call("history", "last", "--state-dir", str(odd), COLUMNS="200")
    assert r"st\xe4te" in last.out


def test_a_home_may_have_any_name(shell: Any, odd: Path) -> None:
    """The same for the folder that the system names."""
    shell.make("1,Ada,")
    done = shell.call("run", "list.csv", "--sandbox", "--json", XDG_STATE_HOME=str(odd))
    assert done.json["saved"] == 1


def test_the_next_command_names_such_a_folder(odd: Path) -> None:
    """What a person copies leads to the same folder, though its name cannot be printed."""
    script = f"import sys, os; sys.stdout.buffer.write(os.fsencode({quoted(str(odd))!r}))"
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    named = subprocess.run(
        ["bash", "-c", b"printf %s " + printed.stdout], capture_output=True, check=True
    )
    assert named.stdout == os.fsencode(odd)
