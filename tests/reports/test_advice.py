from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from customer_import.errors import IF_NEW, AllAlike, Unreachable
from customer_import.importer import Ended
from customer_import.mapping.load import AUTOMATIC
from customer_import.records.which_rows.belonging import SEVERAL_ROWS
from customer_import.reports.advice import TO_WRITE, Advice, advice
from customer_import.reports.causes import Cause
from customer_import.reports.mapping_lines import lines_of

REPORT = {"errors_file": Path("e.csv"), "rerun": "customer-import run e.csv"}
RERUN = "customer-import run e.csv"
FIX = ("Fix the rows in e.csv, then run:", RERUN)
RUN = ("Then run:", RERUN)
CHECK = (
    "4 rows were sent and are unknown, because the server did not confirm. Check in Wasp which of "
    "these customers exist, and delete their rows from e.csv. Then run:"
)
LOOK = (CHECK, f"{RERUN} --resend-unknown")
LOOK_AT_ONE = (CHECK.replace("4 rows were sent and are", "1 row was sent and is"), LOOK[1])
FIX_FIRST = ("Fix the rows in e.csv that are invalid or failed.", "")
AT_SERVER = (
    "If the server refuses what should be right, change it there and run the same command.",
    "",
)
CHANGED = (
    "3 rows are held: the customers changed at the server since the plan, or could not be read. "
    "The message of each row says which, and what to do."
)
HELD = (CHANGED, "")
LINES = lines_of(
    "m.yaml",
    "version: 1\nfields:\n  CustomerNote: {value: Pager}\n"
    "  CustomerDepartment: {column: D, values: {S: Sales}}\n  CustomFields:\n"
    "    Since: {column: C, type: date}\n",
)


def said_by(found: Iterable[Advice]) -> list[tuple[str, str]]:
    """Return the sentences, each with the command that it ends with."""
    return [(each.text, each.command) for each in found]


def cause(code: str, reason: str = "", severity: Any = "error") -> Cause:
    """Return a cause of two rows."""
    return Cause(code, severity, "", "", reason, 2, (2, 3), ())


CONSTANT = cause("refused", "No type 'Pager'.")
BLAMED = ("Fix the mapping: m.yaml, line 3.", "")
CELL = cause("refused", "No type 'Telex'.")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"invalid": 2, "failed": 1}, [FIX]),
        ({"unknown": 4}, [LOOK]),
        ({"unknown": 4, "failed": 1}, [FIX_FIRST, LOOK]),
        ({"unknown": 1}, [LOOK_AT_ONE]),
        ({"held": 3}, [HELD, RUN]),
    ],
)
def test_the_error_report_is_told_what_its_rows_need(
    result: Any, counts: dict[str, int], said: list[tuple[str, str]]
) -> None:
    """Refused rows are fixed; unanswered ones are looked for, and sent again only if asked for."""
    assert said_by(advice(result(**counts, **REPORT))) == said


def test_customers_refused_where_they_are_only_updated_may_be_new(result: Any) -> None:
    """Whoever only updates learns that nobody is created, as soon as the server refuses rows."""
    refused = advice(result(failed=2, only_update=True, **REPORT), [CELL])
    assert said_by(refused) == [FIX, AT_SERVER, (IF_NEW, "")]
    wrong = advice(result(invalid=2, only_update=True, **REPORT), [cause("email")])
    assert said_by(wrong) == [FIX]


@pytest.mark.parametrize(
    ("causes", "said"),
    [
        ([CONSTANT], [BLAMED, RUN]),
        ([CONSTANT, CONSTANT], [BLAMED, RUN]),
        ([CONSTANT, CELL], [BLAMED, FIX, AT_SERVER]),
        ([CONSTANT, cause("cut", "Odd.", "warning")], [BLAMED, RUN]),
        ([CELL], [FIX, AT_SERVER]),
    ],
)
def test_what_the_mapping_is_to_blame_for_is_fixed_there(
    result: Any, causes: list[Cause], said: list[tuple[str, str]]
) -> None:
    """Nobody is sent to the cells for a constant of the mapping."""
    assert said_by(advice(result(failed=4, **REPORT), causes, LINES)) == said


SUGGEST = "customer-import mapping suggest list.csv -o list.yaml"
SAVE = (TO_WRITE, SUGGEST)
SEVERAL = cause("customer-number-twice", f"It is in other rows too.{SEVERAL_ROWS}")
TWICE = cause("customer-number-twice", "It is in other rows too.")


@pytest.mark.parametrize(
    ("mapping", "found", "said"),
    [
        (AUTOMATIC, SEVERAL, [FIX, SAVE]),
        (AUTOMATIC, TWICE, [FIX]),
        ("list.yaml", SEVERAL, [FIX]),
    ],
)
def test_a_mapping_without_a_file_is_saved_to_be_written_into(
    result: Any, mapping: str, found: Cause, said: list[tuple[str, str]]
) -> None:
    """Whoever is told to write into a mapping without a file gets the command that saves it."""
    given = result(invalid=2, mapping=mapping, suggest=SUGGEST, **REPORT)
    assert said_by(advice(given, [found])) == said


def test_rows_refused_alike_are_not_to_be_fixed(result: Any) -> None:
    """Where a run stops because mapping or account are wrong, nothing is said against the rows."""
    ended = Ended(stopped=AllAlike("All alike.", "Fix the mapping."))
    said = [each.text for each in advice(result(failed=3, pending=9, ended=ended, **REPORT))]
    assert said == ["All alike. Fix the mapping."]


@pytest.mark.parametrize(
    ("ended", "first"),
    [
        (Ended(interrupted=True), "Interrupted. Run the same command to go on."),
        (Ended(stopped=Unreachable("Gone.", "Go on later.")), "Gone. Go on later."),
    ],
)
def test_an_unfinished_run_is_gone_on_with_first(result: Any, ended: Ended, first: str) -> None:
    """While rows wait there is one thing to do; the report is named, with no other command."""
    said = [each.text for each in advice(result(failed=3, pending=9, ended=ended, **REPORT))]
    assert said == [first, "e.csv has the rows with problems so far."]


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (
            {"invalid": 2, "pending": 1, **REPORT},
            (
                "2 rows are invalid. Fix the list and run it again.",
                "e.csv has the invalid rows only.",
            ),
        ),
        ({"invalid": 1, "pending": 1, "warned": 1}, ("1 row is invalid, 1 row has a warning.",)),
        (
            {"pending": 3, "warned": 2},
            ("2 rows have a warning. Check the warnings", "without --strict"),
        ),
    ],
)
@pytest.mark.parametrize(
    ("dry_run", "nothing"), [(True, "Nothing would be sent"), (False, "Nothing was sent")]
)
def test_strict_asks_for_the_list_to_be_fixed(
    result: Any,
    given: dict[str, Any],
    parts: tuple[str, ...],
    *,
    dry_run: bool,
    nothing: str,
) -> None:
    """No row was sent, so the invalid ones alone are not what is to be run again."""
    [said] = [each.text for each in advice(result(held_back=True, dry_run=dry_run, **given))]
    assert said.startswith(f"{nothing}, because of --strict: ")
    assert all(part in said for part in parts)


def test_a_dry_run_does_not_send_anybody_to_its_report_alone(result: Any) -> None:
    """Nothing is sent yet, so running only the fixed rows would leave the others out."""
    [said] = [each.text for each in advice(result(dry_run=True, invalid=1, pending=5, **REPORT))]
    assert said.startswith("e.csv has the rows that cannot be sent, and why. Fix them in the list")


def test_warnings_are_said_to_be_sent(result: Any) -> None:
    """Who does not want to send a doubtful row learns of `--strict`."""
    [said] = [each.text for each in advice(result(saved=3, warned=2))]
    assert said == "2 rows have a warning. They are sent all the same, unless you add --strict."


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (("NW", "?"), "add NW in m.yaml, line 4; name ? under `empty:` of `source:`"),
        (("Inconnu", "n/a"), "name Inconnu, n/a under `empty:` of `source:`"),
    ],
)
def test_a_word_for_nothing_is_not_to_be_added(
    result: Any, values: tuple[str, ...], step: str
) -> None:
    """What says that nothing is known is a blank cell, and not another value."""
    causes = [Cause("value-unknown", "error", "CustomerDepartment", "D", "", 9, (2,), values)]
    *_, last = advice(result(invalid=12, **REPORT), causes, LINES)
    assert last.text == (
        f"Or change the mapping and run the same command: {step}, if it means a blank cell."
    )


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_can_be_changed_in_the_mapping_is_named_too(result: Any, *, dry_run: bool) -> None:
    """Whoever can add a value or a format does not have to change every row."""
    causes = [
        Cause("value-unknown", "error", "CustomerDepartment", "D", "", 9, (2,), ("GOV", "EDU")),
        Cause("date-ambiguous", "error", "CustomFields.Since", "C", "", 2, (3,), ("03/04/2021",)),
        Cause("value-unknown", "error", "CustomerNotMapped", "E", "", 1, (4,), ("X",)),
    ]
    *_, last = advice(result(invalid=12, dry_run=dry_run, **REPORT), causes, LINES)
    assert last.text == (
        "Or change the mapping and run the same command: add GOV, EDU in m.yaml, line 4; "
        "add a `format` in m.yaml, line 6."
    )
