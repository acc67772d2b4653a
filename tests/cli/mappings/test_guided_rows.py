"""The guided mapping of lists that have a customer in several rows."""

from typing import Any

import pytest

KEYS = "(arrow keys, Enter)"
DOWN = "\x1b[B"
ENTER = "\r"
HEADER = "Customer Number,Customer Name,Kind,Street"
SAME = ("K1,Ada Ltd,Billing,1 A St", "K1,Ada Ltd,Shipping,2 B St", "K2,Bo Inc,Billing,3 C St")
BLANK = ("K1,Ada Ltd,Billing,1 A St", ",,Shipping,2 B St", "K2,Bo Inc,Billing,3 C St")
ADDS = "Does each row add an address to its customer?"


def press_enter(at: Any, *columns: str) -> None:
    """Press Enter at a question for each of these, once it is there."""
    for column in columns:
        at.asks(column, KEYS)
        at.answer(ENTER)


@pytest.mark.parametrize("rows", [SAME, BLANK], ids=["same-number", "blank-number"])
def test_enter_takes_several_rows_for_a_customer(
    shell: Any, terminal: Any, rows: tuple[str, ...]
) -> None:
    """A list with a row for each address is imported with Enter alone, and no word of YAML."""
    shell.make(*rows, header=HEADER)
    (shell.folder / "list.yaml").unlink()
    with terminal("list.csv", "--sandbox", columns=120) as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect_new("such as K1 in rows 2 and 3.", f"{ADDS} [Y/n]:")
        at.answer("\n")
        press_enter(at, "Which column has the type?")
        at.expect_new("Save as list.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0, at.said
    sent = [each for each in shell.arrived() if "AddressTypeName" in each]
    assert [(each["CustomerNumber"], each["AddressTypeName"]) for each in sent] == [
        ("K1", "Billing"),
        ("K1", "Shipping"),
        ("K2", "Billing"),
    ]
    saved = (shell.folder / "list.yaml").read_text(encoding="utf-8")
    assert "  continue: true  # " in saved
    assert "AddressTypeName: Kind\n" in saved


def test_rows_that_differ_elsewhere_stay_as_they_are(shell: Any, terminal: Any) -> None:
    """Enter means no where names differ, and the mapping is as it would be without the question."""
    shell.file("new.csv", f"{HEADER}\nK1,Ada,Billing,1 A St\nK1,Bo,Shipping,2 B St\n")
    with terminal("new.csv", "--dry-run", columns=120) as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect_new(f"{ADDS} [y/N]:")
        at.answer("\n")
        press_enter(at, "Kind: filled in 2 of 2 rows")
        at.asks("Type of the address “Main”:")
        at.answer(ENTER)
        at.expect_new("Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 1
    assert "continue" not in (shell.folder / "new.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["Kind", "Fax"], ids=["none", "not-there"])
def test_without_a_type_the_rows_stay_as_they_are(shell: Any, terminal: Any, kind: str) -> None:
    """Whoever says that no column has the type is told why, and so is who has no such column."""
    header = HEADER.replace("Kind", kind)
    rows = (
        SAME
        if kind == "Kind"
        else [row.replace("Billing", "").replace("Shipping", "") for row in SAME]
    )
    shell.file("new.csv", "\n".join((header, *rows, "")))
    with terminal("new.csv", "--dry-run", columns=120) as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect_new("such as K1 in rows 2 and 3.")
        if kind == "Kind":
            at.expect(f"{ADDS} [Y/n]:")
            at.answer("\n")
            at.asks("Which column has the type?", "Kind (Billing, Shipping)", KEYS)
            at.answer(DOWN)
            at.answer(ENTER)
        at.expect_new("Two addresses of one type cannot be kept apart")
        if kind == "Kind":
            press_enter(at, "Kind: filled in 3 of 3 rows")
        at.asks("Type of the address “Main”:")
        at.answer(ENTER)
        at.expect_new("Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 1
    assert "continue" not in (shell.folder / "new.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("until", ["rows", "type"])
def test_going_away_leaves_nothing(shell: Any, terminal: Any, until: str) -> None:
    """Ctrl-C at a question about rows is exit 130, and saves and sends nothing."""
    shell.file("new.csv", "\n".join((HEADER, *SAME, "")))
    with terminal("new.csv", "--sandbox", columns=120) as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect_new(f"{ADDS} [Y/n]:")
        if until == "type":
            at.answer("\n")
            at.asks("Which column has the type?", KEYS)
        at.insist("\x03")
        assert at.end() == 130
    assert [path.name for path in shell.folder.iterdir()] == ["new.csv"]
    assert shell.arrived() == []


def test_addresses_that_a_person_names_are_asked_about_too(shell: Any, terminal: Any) -> None:
    """Where no header says that a column is of an address, the question comes after the columns."""
    header = "Customer Number,Customer Name,Kind,Qa"
    shell.file("new.csv", "\n".join((header, *SAME, "")))
    with terminal("new.csv", "--dry-run", columns=120) as at:
        press_enter(at, "CustomerNumber", "CustomerName", "Kind: filled in 3 of 3 rows")
        at.asks("Qa: filled in 3 of 3 rows", KEYS)
        at.answer(DOWN)
        at.answer(ENTER)
        at.asks("Field (type a few letters):")
        at.answer("Addresses.Main.AddressLine1")
        at.asks("AddressLine1")
        at.answer(ENTER)
        at.expect_new(f"{ADDS} [Y/n]:")
        at.answer("\n")
        press_enter(at, "Which column has the type?")
        at.expect_new("Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0


def test_an_id_that_only_first_rows_have_is_offered_for_the_number(
    shell: Any, terminal: Any
) -> None:
    """The list of the documentation, with `Id` as its number, needs the arrow key once."""
    rows = (*BLANK[:2], "K2,Bo Inc,Billing,3 C St", "K2,Bo Inc,Shipping,4 D St")
    shell.file("new.csv", "\n".join(("Id,Name,Kind,Street", *rows, "")))
    with terminal("new.csv", "--dry-run", columns=120) as at:
        at.asks("Which column holds it?", "Id (K1, K2)", KEYS)
        at.answer(DOWN)
        at.answer(ENTER)
        press_enter(at, "CustomerName")
        at.expect_new("such as K1 in rows 2 and 3.", f"{ADDS} [Y/n]:")
        at.answer("\n")
        press_enter(at, "Which column has the type?")
        at.expect_new("Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0
        assert "4 valid" in at.said
