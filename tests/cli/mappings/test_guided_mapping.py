from typing import Any

import pytest

LIST = """\
Nr,Firma,Mail,Zone,Seit,Limit,Extra
7,Ada Ltd,ada@shop.example.com,North,03/04/2021,100,x
8,Bo Inc,bo@shop.example.com,South,05/06/2021,200,y
"""
KEYS = "(arrow keys, Enter)"
DOWN = "\x1b[B"
ENTER = "\r"


def press_enter(at: Any, *columns: str) -> None:
    """Press Enter at a question for each of these, once it is there."""
    for column in columns:
        at.asks(column, KEYS)
        at.answer(ENTER)


def test_enter_accepts_all_that_is_guessed(shell: Any, serve: Any, terminal: Any) -> None:
    """Enter everywhere leads from an unknown list to a saved mapping, a check and the question."""
    server = serve()
    shell.file("new.csv", LIST)
    with terminal("new.csv") as at:
        press_enter(at, "Nr", "Firma", "Mail", "Zone", "Seit", "Limit", "Extra")
        at.expect_new("CustomerEmail ada@shop.example.com", "Save as new.yaml? [Y/n]:")
        assert not (shell.folder / "new.yaml").exists()
        at.answer("\n")
        at.expect("Send? [y/N/p]:")
        assert "Dry run" in at.said
        at.answer("y\n")
        assert at.end() == 0
    assert [event.payload["CustomerNumber"] for event in server.store.events()] == ["7", "8"]
    again = shell.run("new.csv", "--json")
    assert (again.json["mapping"], again.states) == ("new.yaml", {"skipped": 2})


def test_each_question_says_what_is_in_the_column(shell: Any, terminal: Any) -> None:
    """A question names the column, how many rows it fills, and three of its values."""
    shell.file("new.csv", "Nr,Zone\n" + "".join(f"{n},Z{n}\n" for n in range(1, 6)) + "6,\n")
    with terminal("new.csv", "--dry-run") as at:
        press_enter(at, "Nr: filled in 6 of 6 rows, such as 1, 2, 3.", "CustomerName")
        at.asks("Zone: filled in 5 of 6 rows, such as Z1, Z2, Z3.", KEYS)


def test_answers_decide_what_columns_fill(shell: Any, terminal: Any) -> None:
    """A few letters find another field or column; a custom field has its label and its type."""
    shell.file("new.csv", LIST)
    with terminal("new.csv", "--dry-run") as at:
        at.asks("CustomerNumber", "Limit (100, 200)", "Another column …", KEYS)
        for key in (DOWN, DOWN, ENTER):
            at.answer(key)
        at.asks("Column (type a few letters):")
        at.answer("ext")
        at.asks("x, y")
        at.answer(ENTER)
        press_enter(at, "CustomerName", "CustomerEmail", "Nr")
        at.asks("Zone", KEYS)
        at.answer(DOWN)
        at.answer(ENTER)
        at.asks("Field (type a few letters):")
        at.answer("depart")
        at.asks("CustomerDepartment")
        at.answer(ENTER)
        for label, chosen in (("Seit", ENTER), ("Limit", DOWN)):
            at.asks(label, KEYS)
            at.answer(DOWN)
            at.answer(DOWN)
            at.answer(ENTER)
            at.asks("Its label in your account:", label)
            at.answer(f" here{ENTER}")
            at.asks("Its type in your account:", KEYS)
            if chosen == DOWN:
                at.answer(DOWN)
            at.answer(ENTER)
            if label == "Seit":
                at.asks("Which day is 03/04/2021?", "3 April 2021", "4 March 2021")
                at.answer(ENTER)
        at.expect_new("Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0
    saved = (shell.folder / "new.yaml").read_text(encoding="utf-8")
    assert "CustomerNumber: Extra\n" in saved
    assert "CustomerDepartment: Zone\n" in saved
    assert '    Seit here: {column: Seit, type: date, format: "%d/%m/%Y"}\n' in saved
    assert "    Limit here: Limit\n" in saved
    assert "# Left out: Nr.\n" in saved


@pytest.mark.parametrize(
    ("until", "key"),
    [
        ("column", "\x03"),
        ("letters", "\x03"),
        ("letters", "\x04"),
        ("save", "\x03"),
        ("save", "\x04"),
    ],
)
def test_going_away_leaves_nothing_half_done(
    shell: Any, terminal: Any, until: str, key: str
) -> None:
    """Ctrl-C at any question is exit 130, saves and sends nothing, and says how to continue.

    Ctrl-D does the same where something is typed.
    """
    shell.file("new.csv", "Nr,Firma\n7,Ada Ltd\n")
    with terminal("new.csv", "--sandbox") as at:
        at.asks("CustomerNumber", KEYS)
        if until == "letters":
            at.answer(DOWN)
            at.answer(ENTER)
            at.asks("Column (type a few letters):")
        elif until == "save":
            at.answer(ENTER)
            press_enter(at, "CustomerName")
            at.expect("Save as new.yaml? [Y/n]:")
        at.insist(key)
        assert at.end() == 130
        assert "Interrupted; nothing was sent. Run the same command to begin again." in at.said
    assert [path.name for path in shell.folder.iterdir()] == ["new.csv"]
    assert shell.arrived() == []


def test_dry_run_ends_after_the_dry_run(shell: Any, terminal: Any) -> None:
    """With `--dry-run` a mapping need not be saved, and nothing is asked after the result."""
    shell.file("new.csv", "Nr,Firma\n7,Ada Ltd\n")
    with terminal("new.csv", "--dry-run") as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect("Save as new.yaml? [Y/n]:")
        at.answer("n\n")
        at.expect("Save it as (nothing: do not save it):")
        at.answer("\n")
        assert at.end() == 0
        assert "1 valid" in at.said
    assert not (shell.folder / "new.yaml").exists()


def test_a_mapping_that_is_not_saved_sends_nothing(shell: Any, terminal: Any) -> None:
    """The next command could not go on from such a run; another name is as good."""
    shell.file("new.csv", "Nr,Firma\n7,Ada Ltd\n")
    for answer, status in (("", 2), ("other.yaml", 0)):
        with terminal("new.csv", "--sandbox") as at:
            press_enter(at, "CustomerNumber", "CustomerName")
            at.expect("Save as new.yaml? [Y/n]:")
            at.answer("n\n")
            at.expect("Save it as (nothing: do not save it):")
            at.answer(f"{answer}\n")
            assert at.end() == status
            assert ("-m other.yaml" in at.said) is (status == 0)
        assert len(shell.arrived()) == (status == 0)


def test_a_known_export_needs_one_answer(shell: Any, terminal: Any) -> None:
    """A list that a ready mapping is for is not asked about column by column."""
    header = "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Associated Company"
    shell.file("hub.csv", f"{header}\n7,Ada,Lee,ada@shop.example.com,,lead,Ada Ltd\n")
    with terminal("hub.csv", "--dry-run") as at:
        at.expect("Use the ready mapping “hubspot” that comes with the program? [Y/n]:")
        at.answer("\n")
        at.expect("Save as hub.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0
    assert shell.call("mapping", "show", "hubspot").out == (shell.folder / "hub.yaml").read_text()


def test_a_ready_mapping_is_saved_with_how_the_list_is_read(shell: Any, terminal: Any) -> None:
    """The next command finds the same header without the options that the first one needed."""
    header = "Record ID;First Name;Last Name;Email;Phone Number;Lifecycle Stage;Associated Company"
    rows = "7;Ada;Lee;ada@shop.example.com;;lead;Ada Ltd"
    shell.file("hub.csv", f"a;b;c;d;e;f;g\n{header}\n{rows}\n".encode("cp1252"))
    reading = ("--header-row", "2", "--encoding", "cp1252", "--delimiter", ";")
    with terminal("hub.csv", "--dry-run", *reading) as at:
        at.expect("Use the ready mapping “hubspot” that comes with the program? [Y/n]:")
        at.answer("\n")
        at.expect("Save as hub.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0
    saved = (shell.folder / "hub.yaml").read_text()
    assert 'source:\n  header_row: 2\n  encoding: cp1252\n  delimiter: ";"\n' in saved
    assert shell.run("hub.csv", "--dry-run", "--json").json["valid"] == 1


@pytest.mark.parametrize("option", ["--yes", "--quiet", "--json"])
def test_whoever_wants_no_questions_gets_none(shell: Any, terminal: Any, option: str) -> None:
    """With `--yes`, `--quiet` or `--json` a terminal is not asked about columns."""
    shell.file("new.csv", "Nr,Firma\n7,Ada Ltd\n")
    with terminal("new.csv", "--dry-run", option) as at:
        assert at.end() == 0
        assert KEYS not in at.said


def test_the_names_of_the_api_are_not_asked_about(shell: Any, terminal: Any) -> None:
    """A list whose columns are all called as the API's fields are has nothing to decide."""
    shell.file("new.csv", "CustomerNumber,CustomerName\n7,Ada Ltd\n")
    with terminal("new.csv", "--dry-run") as at:
        assert at.end() == 0
        assert KEYS not in at.said


def test_suggest_asks_and_saves(shell: Any, terminal: Any) -> None:
    """`mapping suggest --ask` saves the mapping where `run` finds it, and names that command."""
    shell.file("new.csv", "Nr,Firma\n7,Ada Ltd\n")
    with terminal("new.csv", "--ask", command="mapping suggest") as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect("Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0
        assert "customer-import run new.csv" in at.said
    assert shell.call("mapping", "check", "new.yaml", "new.csv", "--strict").status == 0


def test_suggest_cannot_ask_without_a_terminal(shell: Any) -> None:
    """Without a person there `--ask` is a mistake: exit 2, and nothing is written."""
    shell.file("new.csv", "Nr,Firma\n7,Ada Ltd\n")
    done = shell.call("mapping", "suggest", "new.csv", "--ask")
    assert (done.status, done.out) == (2, "")
    assert "--ask needs a terminal" in done.err


def test_no_mapping_is_shown_that_a_terminal_wraps(shell: Any, terminal: Any) -> None:
    """A mapping that cannot be copied from the screen is not shown, but how to save it is."""
    shell.file("new.csv", f"CustomerNumber,{'Wide ' * 20}\n7,x\n")
    with terminal("new.csv", command="mapping suggest") as at:
        assert at.end() == 0
        assert "version: 1" not in at.said
        assert "customer-import mapping suggest new.csv -o new.yaml" in at.said
    with terminal("new.csv", "--dry-run", "--yes") as at:
        assert at.end() == 0
        assert "version: 1" not in at.said


def test_cells_are_made_as_the_api_takes_them(shell: Any, terminal: Any) -> None:
    """Enter turns `Lee, Ann` around and takes the first of several phones; rows can be left out."""
    rows = [
        "7,'Lee, Ann',555-010-0100 / 555-010-0101,x",
        "8,'Day, Bo',555-010-0102,",
        "9,'Fox, Cy',,",
    ]
    text = "\n".join(["Customer Number,Name,Phone,Deleted", *rows, ""]).replace("'", '"')
    shell.file("new.csv", text)
    with terminal("new.csv", "--dry-run") as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.asks("Phone", KEYS)
        at.answer(ENTER)
        at.asks("Deleted", KEYS)
        for key in (DOWN, DOWN, DOWN, ENTER):
            at.answer(key)
        at.asks("Leave out rows with:", "(blank)")
        at.answer(" ")
        at.answer(ENTER)
        at.expect_new("Write “Lee, Ann” as “Ann Lee”? [Y/n]:")
        at.answer("\n")
        at.expect_new("Take the first one? [Y/n]:")
        at.answer("\n")
        at.expect_new("CustomerName Bo Day *", "Save as new.yaml? [Y/n]:")
        at.answer("\n")
        assert at.end() == 0
        assert "1 skipped left out" in at.said
    saved = (shell.folder / "new.yaml").read_text(encoding="utf-8")
    assert 'CustomerBusinessPhone: {column: Phone, split: {at: "/", take: 1}}' in saved


def test_a_likely_column_is_offered_at_once(shell: Any, terminal: Any) -> None:
    """Where no header is known, a column is chosen by its values without typing its name."""
    shell.file("new.csv", "Qa,Qb\n7,Ada Ltd\n8,Bo Inc\n")
    with terminal("new.csv", "--dry-run") as at:
        press_enter(at, "CustomerNumber")
        at.asks("CustomerName", "Qb (Ada Ltd, Bo Inc)", KEYS)
        at.answer(DOWN)
        at.answer(ENTER)
        at.expect_new("CustomerName")


def test_columns_that_wait_for_a_number_are_named(shell: Any, terminal: Any) -> None:
    """Addresses that cannot be sent without a number are told of, and not asked about."""
    shell.file("new.csv", "Customer Name,City,Zip\nAda,Leeds,1234\nAda,Leeds,1234\n")
    with terminal("new.csv", "--dry-run") as at:
        press_enter(at, "CustomerNumber", "CustomerName")
        at.expect_new("these columns are left out: City, Zip.", "Save as new.yaml?")


def test_whole_addresses_are_taken_apart_with_enter(shell: Any, terminal: Any) -> None:
    """A list with all of an address in one cell needs no pattern that a person writes."""
    rows = '7,Ada,"1 Maple Ave, Springfield, IL 62701"\n8,Bo,"2 Oak St, Boston, MA 02118"\n'
    shell.file("new.csv", f"Customer Number,Name,Address\n{rows}")
    with terminal("new.csv", "--dry-run", columns=200) as at:
        press_enter(at, "CustomerNumber", "CustomerName", "Address")
        at.asks("Type of the address")
        at.answer(ENTER)
        at.expect_new("Take street, city and postcode apart? [Y/n]:")
        at.answer("\n")
        at.expect_new("AddressCity Springfield", "AddressPostalCode 02118", "Save as new.yaml?")


@pytest.mark.parametrize(("width", "told"), [(60, 1), (120, 0)])
def test_a_guess_is_named_whole(shell: Any, terminal: Any, width: int, told: int) -> None:
    """Where an answer is too short for the fields it means, they are told before it."""
    shell.file("new.csv", "Nr,Company,Contact\n1,Ada Ltd,Ada Lovelace\n2,Bo Inc,Bo Diddley\n")
    fields = "CustomerContactFirstName, CustomerContactLastName"
    with terminal("new.csv", "--dry-run", columns=width) as at:
        press_enter(at, "Nr", "CustomerName")
        at.asks("Contact: filled in 2 of 2 rows", KEYS)
        assert at.new.count(f"It seems to fill {fields}.") == told
        assert at.new.count(fields) == 1
