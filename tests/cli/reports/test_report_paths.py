"""Where reports may be written: what `--results`, `--report` and `--errors` never overwrite."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

ROW = "1,Ann,a@b.com"
OPTIONS = {"--results": "r.csv", "--report": "r.html"}


def said(done: Any) -> str:
    """Return what the program said, on one line."""
    return " ".join(done.err.split())


@pytest.mark.parametrize("option", OPTIONS)
def test_a_command_given_again_replaces_its_reports(shell: Any, option: str) -> None:
    """A scheduled command names the same path each time, and finds the new report there."""
    path = shell.folder / OPTIONS[option]
    shell.make(ROW)
    assert shell.run("list.csv", "--sandbox", option, path.name).status == 0
    first = path.read_text(encoding="utf-8")
    shell.make(ROW, "2,Bo,b@c.com")
    assert shell.run("list.csv", "--sandbox", option, path.name).status == 0
    assert path.read_text(encoding="utf-8") != first


@pytest.mark.parametrize("option", OPTIONS)
def test_an_empty_file_may_be_replaced(shell: Any, option: str) -> None:
    """A script that makes a temporary file first loses nothing."""
    shell.file(OPTIONS[option], "")
    assert shell.run(shell.make(ROW), "--sandbox", option, OPTIONS[option]).status == 0
    assert (shell.folder / OPTIONS[option]).stat().st_size > 0


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("content", ["mine\n", "<!DOCTYPE html>\n<html></html>\n", "Id,Name\n"])
@pytest.mark.parametrize("mode", ["--sandbox", "--dry-run"])
def test_a_file_of_somebody_s_is_not_overwritten(
    shell: Any, option: str, content: str, mode: str
) -> None:
    """What the program did not write itself stops the run before anything is sent."""
    path = shell.file(OPTIONS[option], content)
    done = shell.run(shell.make(ROW), mode, option, path.name)
    assert done.status == 2
    assert f"{path.name} exists already" in said(done)
    assert f"Name another path with {option}, or move it away." in said(done)
    assert path.read_text() == content
    assert shell.arrived() == []


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("list.csv", "--results"),
        ("./list.csv", "--results"),
        ("list.yaml", "--results"),
        ("list.errors.csv", "--results"),
        ("mapping.html", "--report"),
        ("list.html", "--report"),
        ("linked.csv", "--results"),
    ],
)
def test_neither_list_nor_mapping_is_overwritten(shell: Any, name: str, option: str) -> None:
    """Whatever they are called, and however they are named."""
    shell.make(ROW)
    mapping = shell.folder / "list.yaml"
    mapping.with_name("mapping.html").write_bytes(mapping.read_bytes())
    mapping.with_name("list.html").write_bytes((shell.folder / "list.csv").read_bytes())
    (shell.folder / "linked.csv").symlink_to("list.csv")
    before = {path.name: path.read_bytes() for path in shell.folder.iterdir()}
    list_name = "list.html" if name == "list.html" else "list.csv"
    done = shell.run(list_name, "-m", "mapping.html", "--sandbox", option, name)
    assert done.status == 2
    assert {path.name: path.read_bytes() for path in shell.folder.iterdir()} == before
    assert shell.arrived() == []


def test_results_are_not_the_list_though_it_looks_like_results(shell: Any) -> None:
    """Results imported as a list are the list, not something to replace."""
    text = "import_row,import_status,CustomerNumber,import_code,import_message\r\n2,saved,1,,\r\n"
    path = shell.file("list.csv", text)
    shell.file("list.yaml", "version: 1\nfields: {CustomerNumber: CustomerNumber}\n")
    done = shell.run("list.csv", "--sandbox", "--results", "list.csv")
    assert (done.status, path.read_bytes()) == (2, text.encode())


def test_a_list_that_is_piped_in_keeps_its_error_report(shell: Any) -> None:
    """Its reports are named after `stdin.csv`, so results do not go there either."""
    shell.make()
    given = ("-", "-m", "list.yaml", "--sandbox", "--results", "stdin.errors.csv")
    done = shell.run(*given, stdin=b"Id,Name,Email\n1,Ann,no address\n")
    assert done.status == 2
    assert "stdin.errors.csv is the list, or its error report." in said(done)


def test_an_error_report_gives_way_to_the_results(shell: Any) -> None:
    """Where its usual place is taken, the next one may be where the results go: it is not."""
    shell.file("list.errors.csv", "somebody is fixing this")
    shell.make("1,Ann,no address")
    done = shell.run("list.csv", "--sandbox", "--json", "--results", "list.errors-2.csv", "--yes")
    assert done.json["errors_file"] == "list.errors-3.csv"
    header = (shell.folder / "list.errors-2.csv").read_text(encoding="utf-8-sig")
    assert header.startswith("import_row,import_status,CustomerNumber")


@pytest.mark.parametrize("option", [*OPTIONS, "--errors"])
def test_what_is_no_file_is_not_replaced(shell: Any, option: str) -> None:
    """A device or a pipe stays what it is."""
    if sys.platform == "win32":
        pytest.skip("Windows has no such pipes")
    pipe = shell.folder / OPTIONS.get(option, "e.csv")
    os.mkfifo(pipe)
    done = shell.run(shell.make(ROW), "--sandbox", option, pipe.name)
    assert done.status == 2
    assert "is not a file that can be replaced. Name another path." in said(done)
    assert pipe.is_fifo()


@pytest.mark.parametrize("option", [*OPTIONS, "--errors"])
@pytest.mark.parametrize(("folder", "reason"), [("gone", "does not exist"), ("", "is a folder")])
def test_a_place_that_takes_no_file_is_said_first(
    shell: Any, option: str, folder: str, reason: str
) -> None:
    """A missing folder, or a folder in place of a file, is said before anything is sent."""
    path = Path(folder, OPTIONS.get(option, "e.csv"))
    if not folder:
        (shell.folder / path).mkdir()
    done = shell.run(shell.make(ROW), "--sandbox", option, path)
    assert (done.status, reason in said(done)) == (2, True)
    assert shell.arrived() == []


@pytest.mark.parametrize("ending", ["xls", "ods", "numbers", "XLTX"])
def test_an_error_report_is_no_other_workbook(shell: Any, ending: str) -> None:
    """Under such an ending no program would open what is written."""
    done = shell.run(shell.make(ROW), "--sandbox", "--errors", f"e.{ending}")
    assert (done.status, "Choose a name that ends in .csv or .xlsx." in said(done)) == (2, True)
