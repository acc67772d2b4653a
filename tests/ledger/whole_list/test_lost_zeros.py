from typing import Any

import pytest


@pytest.mark.parametrize(
    ("numbers", "warned"),
    [
        (["00042", "00137", "42", "12345"], [4]),
        (["00042", "042", "7"], []),
        (["42", "137"], []),
        (["00042", "C-7", "7"], [4]),
        (["00042", "123456"], []),
    ],
)
def test_numbers_that_lost_their_zeros_are_warned_of(
    bench: Any, numbers: list[str], warned: list[int]
) -> None:
    """Where all numbers with a leading zero are of one length, shorter ones are doubted."""
    ran = bench.run(*(bench.keyed(number) for number in numbers), send=False)
    found = [row for row, codes in ran.codes.items() if "lost-zeros" in codes]
    assert found == warned


def codes(ran: Any) -> dict[int, list[str]]:
    """The rows of which lost zeros are said."""
    return {row: each for row, each in ran.codes.items() if "lost-zeros" in each}


def test_numbers_saved_with_leading_zeros_are_known_without(bench: Any) -> None:
    """A list that went through a spreadsheet would create customers beside those that are saved."""
    bench.run(bench.keyed("00042"), bench.keyed("7"), bench.keyed("007"))
    ran = bench.run(*map(bench.keyed, ("42", "7", "8", "C-42")), file="again.csv", send=False)
    assert codes(ran) == {2: ["lost-zeros"]}
    assert ran.staged.lost_zeros == (("42", "00042"),)
    assert "42 was saved before with leading zeros, as 00042." in ran.problems[2][0]


@pytest.mark.parametrize(
    ("cells", "states"),
    [
        (("42", "", "Good", "01", "", ""), {2: "invalid"}),
        (("00042", "", "Good", "1", "", ""), {2: "invalid"}),
        (("00042", "", "Good", "01", "", ""), {2: "saved"}),
        (("43", "", "Good", "2", "", ""), {2: "saved"}),
        (("00042", "", "Good", "", "", ""), {2: "saved"}),
    ],
)
def test_a_report_that_lost_zeros_since_it_was_written_is_refused(
    bench: Any, cells: tuple[str, ...], states: dict[int, str]
) -> None:
    """What a spreadsheet did to a CSV on the way is not taken for a correction."""
    bench.account.refuses = lambda record: "No." if record["CustomerName"] == "Bad" else ""
    first = bench.run(("00042", "", "Bad", "01", "", ""))
    ran = bench.run(*bench.report(first, r2=cells), file="list.errors.csv", is_report=True)
    assert ran.states == states
    wanted = ["lost-zeros"] if states == {2: "invalid"} else []
    assert ran.codes[2] == wanted


def test_zeros_taken_away_on_purpose_can_be_said(bench: Any) -> None:
    """Without its import_row a row is a row like any other."""
    bench.account.refuses = lambda record: "No." if record["CustomerName"] == "Bad" else ""
    first = bench.run(("00042", "", "Bad", "", "", ""))
    [row] = bench.report(first, r2=("42", "", "Good", "", "", ""))
    other = {"file": "list.errors.csv", "is_report": True}
    refused = bench.run(row, **other)
    assert "if 42 is right, empty the row's import_row cell" in refused.problems[2][0]
    assert bench.run(row._replace(origin=None), **other).states == {2: "saved"}


def test_zeros_are_lost_to_the_last(bench: Any) -> None:
    """000 becomes 0; a 0 that was emptied has lost nothing, nor has one that is still there."""
    bench.account.refuses = lambda record: "No." if record["CustomerName"] == "Bad" else ""
    notes = {"C1": "000", "C2": "0", "C3": "0"}
    first = bench.run(*((number, "", "Bad", note, "", "") for number, note in notes.items()))
    now = {"C1": "0", "C2": "", "C3": "0"}
    lines = [(number, "", "Good", note, "", "") for number, note in now.items()]
    cells = {f"r{row}": line for row, line in enumerate(lines, 2)}
    ran = bench.run(*bench.report(first, **cells), file="list.errors.csv", is_report=True)
    assert ran.states == {2: "invalid", 3: "saved", 4: "saved"}


def test_numbers_that_stand_in_a_list_with_and_without_zeros_are_two(bench: Any) -> None:
    """Also where only one of them was saved before the run was cut short."""
    rows = [bench.keyed("042"), bench.keyed("42")]
    bench.run(rows[0])
    assert bench.run(*rows, file="both.csv", send=False).staged.lost_zeros == ()
