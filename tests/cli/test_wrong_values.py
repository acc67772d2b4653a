from typing import Any

import pytest

RUN = ("run", "list.csv", "--sandbox")
OUT_OF_RANGE = "is out of range."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*RUN, "--only", "foo"), "'foo' is not one of 'update', 'create'."),
        ((*RUN, "--show", "foo"), "'foo' is not one of 'all', 'problems', 'none'."),
        ((*RUN, "--limit", "-1"), f"'-1' {OUT_OF_RANGE} Give 1 or more."),
        ((*RUN, "--limit", "1.5"), "'1.5' is not a whole number."),
        ((*RUN, "--max-creates", "-1"), f"'-1' {OUT_OF_RANGE} Give 0 or more."),
        ((*RUN, "--chunk-size", "501"), f"'501' {OUT_OF_RANGE} Give 500 or less."),
        ((*RUN, "--concurrency", "x"), "'x' is not a whole number."),
        ((*RUN, "--timeout", "nan"), f"'nan' {OUT_OF_RANGE} Give 1 or more."),
        ((*RUN, "--wait", "abc"), "'abc' is not a number."),
        ((*RUN, "--state-dir", "list.csv"), "list.csv is a file. Name a folder."),
        (("preview", "list.csv", "--rows", "0"), f"'0' {OUT_OF_RANGE} Give 1 or more."),
        (("history", "--page", "x"), "'x' is not a whole number."),
        (("apply", "last", "--limit", "0"), f"'0' {OUT_OF_RANGE} Give 1 or more."),
        (("sandbox", "--port", "99999"), f"'99999' {OUT_OF_RANGE} Give 65535 or less."),
        (("sandbox", "--data", "folder"), "folder is a folder. Name a file in it."),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(
    words: tuple[str, ...], told: str, shell: Any
) -> None:
    """The message says what the value is or may be, not what the libraries call it."""
    shell.make("1,Ada,")
    (shell.folder / "folder").mkdir()
    done = shell.call(*words, COLUMNS="60")
    said = " ".join(done.err.replace("│", " ").split())
    assert done.status == 2
    assert told in said
    for leak in ("Value error", "Input should", "parse string"):
        assert leak not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*RUN, "--sheet", ""), "--sheet is blank. Leave it out, or say which one."),
        ((*RUN, "--encoding", ""), "--encoding is blank. Leave it out, or say which one."),
        ((*RUN, "--delimiter", ""), "--delimiter is one character, not ''."),
        ((*RUN, "-m", ""), "No file and no ready mapping is called ''."),
        ((*RUN, "-m", "folder"), "folder is a folder. Name the mapping in it."),
        (("apply", ""), "No run is called ''."),
        (("server", "remove", "nope"), "`customer-import server list` lists those that are."),
    ],
)
def test_a_value_that_names_nothing_is_refused(
    words: tuple[str, ...], told: str, shell: Any
) -> None:
    """A blank value, such as a script's empty variable, is not the same as no value."""
    shell.make("1,Ada,")
    (shell.folder / "folder").mkdir()
    done = shell.call(*words, XDG_STATE_HOME=str(shell.state), XDG_CONFIG_HOME=str(shell.state))
    assert done.status == 2
    assert told in " ".join(done.err.split())


@pytest.mark.parametrize(
    "words",
    [
        (*RUN, "--errors"),
        (*RUN, "--results"),
        (*RUN, "--report"),
        ("plan", "list.csv", "--sandbox", "-o"),
        ("export", "--sandbox", "-o"),
        ("template", "-o"),
        ("mapping", "suggest", "list.csv", "-o"),
        ("mapping", "copy", "shopify", "-o"),
    ],
)
def test_a_folder_is_not_a_file_to_write(words: tuple[str, ...], shell: Any) -> None:
    """Wherever a file is written: a folder is called one, whatever ending the file should have."""
    shell.make("1,Ada,")
    (shell.folder / "folder").mkdir()
    done = shell.call(*words, "folder", XDG_STATE_HOME=str(shell.state))
    assert done.status == 2
    assert "folder is a folder. Name a file in it." in " ".join(done.err.split())
