import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from customer_import.errors import Unreachable
from customer_import.importer import Ended
from customer_import.problems import Problem
from customer_import.reports.causes import causes_of
from customer_import.reports.mapping_lines import lines_of
from customer_import.reports.tables import (
    FEW,
    NOT_SKIPPED,
    PIECE,
    SAMPLE,
    View,
    show_result,
    view_of,
)
from customer_import.reports.wording import TROUBLED
from customer_import.states import RowState

BAD = Problem("email", "x is not an e-mail address; correct it.", "CustomerEmail", "E-mail", "x")
HOSTILE = "[red]x[/red] \x1b]0;pwned\x07 \x1b[31m :smile:"


def printed(console: Any, result: Any, rows: Any, view: View | None = View()) -> str:  # noqa: B008 - a frozen value
    """Return what is printed of a result."""
    show_result(console, result, (), rows, view)
    text: str = console.file.getvalue()
    return text


def test_rows_show_number_customer_state_and_message(paper: Any, result: Any, row: Any) -> None:
    """A row is its number, customer, state and all that is wrong with it, a problem a line."""
    more = Problem("number", "y is not a number; correct it.", "CustomFields.Limit")
    rows = [row(2, RowState.SAVED, message="CustomerId 7"), row(3, RowState.INVALID, BAD, more)]
    text = printed(paper(), result(saved=1, invalid=1), rows)
    assert re.search(r"^ *2 +C-1 +saved +CustomerId 7 *$", text, re.MULTILINE)
    assert re.search(r"^ *3 +C-1 +invalid +E-mail: x is not an e-mail address", text, re.MULTILINE)
    assert re.search(r"^ +CustomFields.Limit: y is not a number", text, re.MULTILINE)


def test_summary_counts_every_state_that_has_rows(paper: Any, result: Any) -> None:
    """The summary has each state once, what it means, and the sum."""
    counts = {state.value: number for number, state in enumerate(RowState, 1)}
    text = printed(paper(), result(**counts), (), None)
    for state, count in counts.items():
        assert re.search(rf"│ +{count}  {state} ", text)
    assert "│ 28  rows" in text
    assert "sent, but the server did not confirm" in text


def test_summary_says_what_the_run_was(paper: Any, result: Any) -> None:
    """The summary names run, file, mapping, server, requests and time."""
    text = printed(paper(), result(saved=1), (), None)
    for part in ("Import 20261123-0942-k3f9", "list.csv", "list.yaml", "https://shop.example.com"):
        assert part in text
    assert "Requests  3 sent" in text
    assert "│ 1  row " in text


def test_dry_run_calls_rows_valid(paper: Any, result: Any, row: Any) -> None:
    """Nothing waits in a dry run: a row is valid, and can be sent."""
    found = result(dry_run=True, pending=1, target="", run="")
    text = printed(paper(), found, [row(2, RowState.PENDING)])
    assert "pending" not in text
    assert "Server" not in text
    assert re.search(r"2 +C-1 +valid", text)
    assert "1  valid  can be sent" in text
    assert "3 would be sent" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"held_back": True}, "Nothing was sent, because of --strict"),
        (
            {"errors_file": Path("a/list.errors.csv")},
            "Fix the rows in a/list.errors.csv, then run:",
        ),
        ({"ended": Ended(interrupted=True)}, "Interrupted. Run the same command to go on."),
        ({"ended": Ended(stopped=Unreachable("Gave up.", "Try later."))}, "Gave up. Try later."),
    ],
)
def test_advice_says_what_to_do(paper: Any, result: Any, given: Any, said: str) -> None:
    """Below the summary the user reads what to do now."""
    assert said in printed(paper(), result(saved=1, invalid=1, **given), (), None)


def test_path_of_the_report_can_be_copied(paper: Any, result: Any) -> None:
    """However long the path and however narrow the window, no line break is in it."""
    path = Path("/home/somebody", "folder" * 30, "list.errors.csv")
    assert str(path) in printed(paper(40), result(invalid=1, errors_file=path), (), None)


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("cell", ["plain", "漢字" * 30, "x" * 120, HOSTILE, "e\u0301" * 40])
def test_table_fits_any_window(paper: Any, result: Any, row: Any, width: int, cell: str) -> None:
    """No line is wider than the window, unless a word of it is, and no text is lost."""
    problem = Problem("email", f"{cell} is wrong.", "CustomerEmail", cell)
    rows = [row(1_000_000, RowState.INVALID, problem, key=cell)]
    text = printed(paper(width), result(invalid=1, file=cell, mapping=cell), rows)
    wide = [line for line in text.splitlines() if cell_len(line) > width]
    assert all(len(line.split()) == 1 for line in wide)
    assert "1000000" in text
    assert "iswrong." in re.sub(r"\s", "", text.rpartition("╯")[2])


def test_rows_with_one_cause_are_told_together(paper: Any, result: Any, row: Any) -> None:
    """A cause that rows share is shown once, with how many and which, above the rows."""
    values = ("ann.example", "bob.example")
    rows = [
        row(
            number,
            RowState.INVALID,
            Problem(
                "email",
                f"{v} is not an address.",
                "CustomerEmail",
                "",
                v,
                cause="is not an address.",
            ),
        )
        for number, v in enumerate(values, start=7)
    ]
    console = paper(80)
    show_result(console, result(invalid=2), causes_of(rows), rows, View())
    text = console.file.getvalue()
    assert "2 rows: CustomerEmail is not an address.\n  rows 7, 8\n" in text
    assert text.index("2 rows:") < text.index("ann.example")


LINES = lines_of("folder/list.yaml", "version: 1\nfields:\n  CustomerEmail: E-mail\n")


@pytest.mark.parametrize("width", [40, 80])
def test_a_cause_says_where_to_fix_it(paper: Any, result: Any, row: Any, width: int) -> None:
    """Below a cause stand the column and the line of the mapping, in a narrow window too."""
    rows = [row(number, RowState.INVALID, BAD) for number in (7, 8)]
    console = paper(width)
    show_result(console, result(invalid=2), causes_of(rows), rows, View(), lines=LINES)
    lines = console.file.getvalue().splitlines()
    where = "rows 7, 8; list: column E-mail; mapping: list.yaml, line 3"
    assert where in " ".join(" ".join(lines).split())
    assert max(map(cell_len, lines[: lines.index("")])) <= width


def test_a_cause_of_one_row_is_told_where_the_mapping_is_to_blame(
    paper: Any, result: Any, row: Any
) -> None:
    """If changing a cell does not help, the line to fix is named even for a single row."""
    text = "version: 1\nfields:\n  CustomerContactCell:\n    PhoneTypeName: {value: Pager}\n"
    rows = [row(7, RowState.FAILED, Problem("refused", "The server refused it: no 'Pager'."))]
    console = paper()
    found = result(failed=1)
    lines = lines_of("list.yaml", text)
    show_result(console, found, causes_of(rows), rows, View(), lines=lines)
    assert "  row 7; fix the mapping: list.yaml, line 4\n" in console.file.getvalue()


def test_a_row_says_what_the_server_said_and_its_problems(
    paper: Any, result: Any, row: Any
) -> None:
    """A warning does not hide the customer's id."""
    rows = [row(2, RowState.SAVED, BAD, message="CustomerId 7")]
    text = printed(paper(), result(saved=1), rows)
    assert text.index("CustomerId 7") < text.index("E-mail: x is not")


def test_every_cause_is_shown_the_most_frequent_first(paper: Any, result: Any, row: Any) -> None:
    """A cause of a single row is shown too, with the place where it can be fixed."""
    codes = [f"code-{number}" for number in range(15)]
    rows = [row(2, RowState.INVALID, *(Problem(code, f"It is {code}.") for code in codes))]
    rows += [row(3, RowState.INVALID, Problem("code-14", "It is code-14."))]
    console = paper()
    show_result(console, result(invalid=2), causes_of(rows), rows, View())
    text = console.file.getvalue()
    assert all(f"1 row: It is {code}.\n  row 2\n" in text for code in codes[:14])
    assert text.index("2 rows: It is code-14.\n  rows 2, 3\n") < text.index("1 row: ")


def test_notices_come_last_under_their_own_heading(paper: Any, result: Any, row: Any) -> None:
    """What was cleaned is not wrong, so it is not listed among what is."""
    cleaned = Problem("invisible", "It was cleaned.", "CustomerName", "Name", "x", "notice")
    rows = [row(2, RowState.SAVED, cleaned), row(3, RowState.INVALID, BAD)]
    console = paper()
    show_result(console, result(saved=1, invalid=1), causes_of(rows), rows, View())
    text = console.file.getvalue()
    assert text.index("What is wrong\n1 row: ") < text.index("\nNotices\n1 row: ")
    console = paper()
    show_result(console, result(saved=1), causes_of(rows[:1]), rows[:1], View())
    assert "What is wrong" not in console.file.getvalue()


def test_skipped_rows_are_a_line(paper: Any, result: Any, row: Any) -> None:
    """They are counted, and one of them says why; only `--show all` lists them."""
    skipped = row(5, RowState.SKIPPED, message="saved by run r; --resend sends it again")
    found, console = result(saved=1, skipped=3), paper()
    show_result(console, found, (), [row(2, RowState.SAVED)], view_of(found, None), skipped=skipped)
    said = "3 rows were skipped. Row 5: saved by run r; --resend sends it again."
    assert console.file.getvalue().count(said) == 1
    console = paper()
    show_result(console, found, (), [skipped], view_of(found, "all"), skipped=skipped)
    assert "were skipped" not in console.file.getvalue()


def test_prose_wraps_at_words_and_commands_do_not_wrap(paper: Any, result: Any) -> None:
    """At a narrow terminal a sentence is broken between words, a command nowhere."""
    command = "customer-import run " + "folder/" * 9 + "list.errors.csv --sandbox"
    path = Path("list.errors.csv")
    console = paper(30, colours=True)
    show_result(console, result(invalid=1, errors_file=path, rerun=command), (), (), None)
    lines = re.sub(r"\x1b\[[\d;]*m", "", console.file.getvalue()).splitlines()
    assert lines[-3:] == ["Fix the rows in", "list.errors.csv, then run:", f"  {command}"]


def test_rows_below_their_causes_show_the_cell_alone(paper: Any, result: Any, row: Any) -> None:
    """What is wrong with a cell is said above; a problem without a cell says it in the row."""
    missing = Problem("required", "CustomerName is required but blank.", "CustomerName", "Name")
    cleaned = Problem("invisible", "It was cleaned.", "CustomerName", "Name", "y", "notice")
    rows, console = [row(2, RowState.INVALID, BAD, missing, cleaned)], paper()
    found = result(invalid=1)
    show_result(console, found, causes_of(rows), rows, view_of(found, None))
    below = console.file.getvalue().rpartition("Message")[2]
    assert re.search(r"invalid +E-mail: x *\n +Name: CustomerName is required but blank\.", below)
    assert "Name: y" not in below
    assert "not an e-mail" in console.file.getvalue()


def test_a_row_without_a_number_shows_its_cells(paper: Any, result: Any, row: Any) -> None:
    """Whom to look for at the server is said by the first filled cells."""
    rows = [row(2, RowState.UNKNOWN, key=None, cells=("", "Ann", "Ng", "Rome"))]
    assert re.search(r"2 +Ann, Ng, Rome +unknown", printed(paper(), result(unknown=1), rows))


def test_cells_are_shown_and_never_obeyed(paper: Any, result: Any, row: Any) -> None:
    """Markup, emoji codes and escapes in cells, messages and names are text like any other."""
    problem = Problem("email", HOSTILE, "CustomerEmail", HOSTILE)
    rows = [
        row(2, RowState.INVALID, problem),
        row(3, RowState.SAVED, message=HOSTILE),
    ]
    stopped = Ended(stopped=Unreachable(HOSTILE, ""))
    found = result(saved=1, file=HOSTILE, mapping=HOSTILE, target=HOSTILE, ended=stopped)
    text = printed(paper(1000), found, rows)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert text.count(r"[red]x[/red] \x1b]0;pwned\x07 \x1b[31m :smile:") == 7


def test_colours_are_ours_alone(paper: Any, result: Any, row: Any) -> None:
    """With colours the only escapes are those of the table itself, not those of its cells."""
    text = printed(paper(colours=True), result(saved=1), [row(2, RowState.SAVED, message=HOSTILE)])
    assert "\x1b[32msaved" in text
    assert "\x1b]0;" not in text
    assert all(code[-1] == "m" for code in re.findall(r"\x1b\[[\d;]*.", text))


def test_no_colours_where_there_are_none(paper: Any, result: Any, row: Any) -> None:
    """Without colours nothing but text is printed."""
    assert "\x1b" not in printed(paper(), result(saved=1), [row(2, RowState.SAVED)])


@pytest.mark.parametrize(
    ("counts", "view"),
    [
        ({"saved": FEW}, View(NOT_SKIPPED, brief=True)),
        ({"saved": 1, "invalid": FEW - 1}, View(NOT_SKIPPED, brief=True)),
        ({"saved": FEW + 1}, View(NOT_SKIPPED, SAMPLE, brief=True)),
        ({"saved": FEW, "failed": 1}, View(TROUBLED, FEW, brief=True)),
        ({"skipped": FEW, "unknown": 1}, View(TROUBLED, FEW, brief=True)),
    ],
)
def test_few_rows_are_shown_and_of_many_the_problems(result: Any, counts: Any, view: View) -> None:
    """By default all rows of a short list are shown, and the problems of a long one."""
    assert view_of(result(**counts), None) == view


@pytest.mark.parametrize(
    ("show", "view"), [("all", View()), ("problems", View(TROUBLED)), ("none", None)]
)
def test_what_is_asked_for_is_shown(result: Any, show: Any, view: View | None) -> None:
    """Asked for, as many rows are shown as there are."""
    assert view_of(result(saved=5000, invalid=5000), show) == view


@pytest.mark.parametrize(
    ("view", "left"),
    [
        (View(most=SAMPLE), "… and 2 more rows; --show all shows every row."),
        (View(TROUBLED, SAMPLE), "… and 2 more rows with problems; --show all shows every row."),
    ],
)
def test_rows_left_out_are_counted(
    paper: Any, result: Any, row: Any, view: View, left: str
) -> None:
    """Where rows are left out, it is said how many, and how to see them."""
    rows = (row(number, RowState.FAILED) for number in range(2, SAMPLE + 4))
    text = printed(paper(), result(failed=SAMPLE + 2), rows, view)
    assert left in text
    assert len(re.findall(r"^ *\d+  C-1 ", text, re.MULTILINE)) == SAMPLE


def test_any_number_of_rows_is_shown_in_pieces(paper: Any, result: Any, row: Any) -> None:
    """More rows than a table holds make another table, and none is lost."""
    rows = (row(number, RowState.SAVED) for number in range(2, PIECE + 4))
    text = printed(paper(), result(saved=PIECE + 2), rows)
    assert text.count("Customer  State") == 2
    assert len(re.findall(r"^ *\d+  C-1 ", text, re.MULTILINE)) == PIECE + 2


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_word_of_a_row_is_broken(paper: Any, result: Any, row: Any, width: int) -> None:
    """An e-mail address, a path or a name of the API can be copied from any window."""
    address = "ada.lovelace.of.the.north@analytical-engines.example.com"
    field = "Addresses.Headquarters.AddressStateProvince"
    problem = Problem("email", f"{address} is wrong.", field, "", address)
    path = "lists/of-the-old-crm-of-the-sales-department-in-leeds.csv"
    rows = [row(7, RowState.INVALID, problem, key=address)]
    text = printed(paper(width), result(invalid=1, file=path), rows)
    assert all(word in text for word in (address, field, path))


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (0, "3  skipped  already saved with the same content"),
        (3, "3  skipped  left out"),
        (1, "3  skipped  2 already saved with the same content, 1 left out"),
    ],
)
def test_skipped_rows_are_called_what_they_are(
    paper: Any, result: Any, left_out: int, said: str
) -> None:
    """The summary counts rows that are left out and rows that are saved already by themselves."""
    assert said in printed(paper(100), result(skipped=3, left_out=left_out), ())
