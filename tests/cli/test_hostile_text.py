import re
from typing import Any

import pytest
from rich.cells import cell_len

HOSTILE = "[red]x[/red]\x1b]0;pwned\x07\u009b31m:smile:"
SHOWN = r"[red]x[/red]\x1b]0;pwned\x07\x9b31m:smile:"
PHONES = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerEmail: Email
  CustomerBusinessPhone: {PhoneNumber: Phone, PhoneTypeName: Type}
"""


def harmless(done: Any) -> bool:
    """Tell whether nothing that was said can control a terminal."""
    return not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.out + done.err)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_cells_and_answers_of_the_server_are_shown(shell: Any, columns: str) -> None:
    """What a cell holds and what the server says of it is shown, in a window of any width."""
    rows = (f"1,,555-0100,{HOSTILE}", f"2,{HOSTILE}@,,", "3,,555-0100,Work")
    shell.make(*rows, header="Id,Email,Phone,Type", mapping=PHONES)
    done = shell.run("list.csv", "--sandbox", COLUMNS=columns)
    assert done.status == 1
    assert harmless(done)
    lines = [line for line in done.out.splitlines() if "customer-import run" not in line]
    text = re.sub(r"\s|1failed|2invalid", "", done.out)
    # Control characters are cleaned before a cell is sent, and the server answers what it got.
    sent = SHOWN.replace(r"\x1b", "").replace(r"\x07", "")
    assert f"PhoneTypeName'{sent}'doesnotexist" in text
    assert f"Email:{SHOWN}@" in text
    wide = [line for line in lines if cell_len(line) > int(columns)]
    assert all(len(line.split()) == 1 for line in wide)


def test_colours_leave_hostile_text_as_it_is(shell: Any) -> None:
    """Cells are not obeyed with colours either."""
    shell.make(f"1,Ada,{HOSTILE}")
    done = shell.run("list.csv", "--dry-run", NO_COLOR="", FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[31minvalid" in done.out
    assert "\x1b]0;" not in done.out
    assert "\x07" not in done.out
    assert "[red]x[/red]" in done.out


def test_file_name_is_shown(shell: Any) -> None:
    """A list may have any name; it is shown, in notices, tables and errors."""
    name = HOSTILE.replace("/", "") + ".csv"
    shell.file(name, "CustomerNumber,Shoe\n1,4\n1,5\n")
    done = shell.run(name, "--sandbox", "--errors", f"{name}.errors.csv", COLUMNS="200")
    assert done.status == 1
    assert harmless(done)
    shown = SHOWN.replace("/", "") + ".csv"
    assert f"File      {shown}" in done.out
    assert f"Fix the rows in {shown}.errors.csv" in done.out
    assert f"No mapping was found ({shown.removesuffix('.csv')}.yaml" in done.err


@pytest.mark.parametrize(
    "args",
    [
        (HOSTILE,),
        ("list.csv", "-m", HOSTILE),
        ("list.csv", "-m", "hostile.yaml"),
        ("list.csv", "--errors", f"{HOSTILE.replace('/', '')}/e.csv"),
        ("list.csv", "--delimiter", HOSTILE),
        ("list.csv", "--encoding", HOSTILE),
        ("list.csv", "--base-url", HOSTILE),
    ],
    ids=["file", "mapping", "column", "folder", "delimiter", "encoding", "server"],
)
def test_errors_show_what_they_name(shell: Any, args: tuple[str, ...]) -> None:
    """What an error names is shown in it, never obeyed."""
    shell.make("1,Ada,")
    column = HOSTILE.encode("unicode_escape").decode()
    shell.file("hostile.yaml", f'version: 1\nfields:\n  CustomerNumber: "{column}"\n')
    done = shell.run(*args, "--dry-run")
    assert (done.status, done.out) == (2, "")
    assert harmless(done)
    assert "[red]x[" in done.err
    assert r"\x1b]0;pwned" in done.err


def test_columns_left_out_are_shown(shell: Any) -> None:
    """A header may hold anything; it is shown where columns are named."""
    shell.make("1,Ada,,", header=f"Id,Name,Email,{HOSTILE}")
    done = shell.run("list.csv", "--dry-run")
    assert f"Columns not imported: {SHOWN}." in done.err
    assert harmless(done)
