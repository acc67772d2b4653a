from typing import Any

import pytest

EXACT = "CustomerNumber,CustomerName\n1,Ada\n"
GUESSED = "CustomerNumber,E-Mail\n1,ada@shop.example.com\n"


def test_exact_names_need_no_mapping(shell: Any) -> None:
    """A list whose headers are the API's own names is sent as it is, its mapping shown before."""
    shell.file("new.csv", EXACT)
    done = shell.run("new.csv", "--sandbox", "--json")
    assert (done.json["mapping"], done.states) == ("automatic mapping", {"saved": 1})
    assert "No mapping was found (new.yaml" in done.err
    assert "  CustomerName: CustomerName" in done.err.splitlines()


def test_guesses_are_not_sent_unasked(shell: Any) -> None:
    """What was guessed is shown, and without a terminal and without `--yes` it is exit 2."""
    shell.file("new.csv", GUESSED)
    done = shell.run("new.csv", "--sandbox", "--json")
    assert (done.status, done.out, shell.arrived()) == (2, "", [])
    assert "Guessed, please check: CustomerEmail: E-Mail." in done.err
    assert "Nothing was sent: somebody has to agree first." in done.err


def test_guesses_are_sent_with_a_yes(shell: Any) -> None:
    """`--yes` agrees to what was guessed."""
    shell.file("new.csv", GUESSED)
    assert shell.run("new.csv", "--sandbox", "--yes", "--json").states == {"saved": 1}
    assert shell.arrived()[0]["CustomerEmail"] == "ada@shop.example.com"


def test_refusal_leaves_nothing_behind(shell: Any) -> None:
    """A run nobody agreed to leaves no customer in the ledger."""
    shell.file("new.csv", GUESSED)
    shell.run("new.csv", "--sandbox")
    kept = b"".join(path.read_bytes() for path in shell.state.rglob("*.sqlite"))
    assert b"ada@shop" not in kept


def test_dry_run_says_that_guesses_need_a_yes(shell: Any) -> None:
    """A dry run tries what was guessed, and says that a real run needs `--yes`."""
    shell.file("new.csv", GUESSED)
    done = shell.run("new.csv", "--dry-run")
    assert done.status == 0
    assert "A real run sends guessed fields only with --yes" in done.err


def test_columns_that_are_not_imported_are_named_once(shell: Any) -> None:
    """Nobody misses later what is left out; a suggested mapping lists such columns itself."""
    shell.file("new.csv", "CustomerNumber,Shoe size,Pet\n1,42,cat\n")
    shell.file("m.yaml", "version: 1\nfields: {CustomerNumber: CustomerNumber}\n")
    declared = shell.run("new.csv", "-m", "m.yaml", "--dry-run").err
    assert declared.count("Columns not imported: Shoe size, Pet.") == 1
    suggested = shell.run("new.csv", "--dry-run").err
    assert (suggested.count("  Shoe size: "), "not imported" in suggested) == (1, False)


def test_quiet_shows_no_mapping(shell: Any) -> None:
    """With `-q` nothing is said of a mapping that has no guesses."""
    shell.file("new.csv", "CustomerNumber,CustomerName\n1,Ada\n")
    assert shell.run("new.csv", "--sandbox", "-q").err == ""


@pytest.mark.parametrize("mode", ["--dry-run", "--sandbox"])
def test_a_list_without_rows_is_named(shell: Any, mode: str) -> None:
    """A header alone is valid, but mostly not what somebody wanted to import."""
    shell.file("new.csv", "CustomerNumber,CustomerName\n")
    done = shell.run("new.csv", mode)
    assert done.status == 0
    assert "new.csv has no rows below its header. Check that it is the right list" in done.err


@pytest.mark.parametrize(
    "place", ["lists/new.yaml", "lists/new.yml", "mappings/new.yaml", "mappings/new.yml"]
)
def test_mapping_is_found_by_the_name_of_the_list(shell: Any, place: str) -> None:
    """Without `-m` the mapping stands beside the list, or in `mappings/` of the working folder."""
    for folder in ("lists", "mappings"):
        (shell.folder / folder).mkdir()
    shell.file("lists/new.csv", "Nr,Email\n1,\n")
    shell.file(place, "version: 1\nfields: {CustomerNumber: Nr}\n")
    done = shell.run("lists/new.csv", "--dry-run", "--json")
    assert (done.status, done.json["mapping"]) == (0, place)


def test_ready_mapping_is_named(shell: Any) -> None:
    """`-m` takes the name of a mapping that comes with the program."""
    shell.file("x.csv", "id,name,email,phone\n1,Müller,,\n")
    done = shell.run("x.csv", "-m", "odoo", "--dry-run", "--json")
    assert (done.status, done.json["mapping"]) == (0, "odoo")


def test_a_known_export_is_named_with_its_mapping(shell: Any) -> None:
    """A list without a mapping that looks like a known export is said to be one."""
    shell.file("x.csv", "Customer ID,Email,Total Spent,Total Orders\n1,a@shop.example.com,2,3\n")
    done = shell.run("x.csv", "--dry-run")
    assert done.err.count("This looks like a Shopify export: use -m shopify.") == 2
    suggested = shell.call("mapping", "suggest", "x.csv", "-o", "x.yaml")
    assert "This looks like a Shopify export: use -m shopify." in suggested.err


def test_a_ready_mapping_that_does_not_fit_is_to_be_copied(shell: Any) -> None:
    """Nobody is told to edit a file inside the program."""
    shell.file("x.csv", "Email,Total Spent\na@shop.example.com,2\n")
    done = shell.run("x.csv", "-m", "shopify", "--dry-run")
    assert done.status == 2
    assert "the file has no column Customer ID" in done.err
    assert "Make a copy with `customer-import mapping copy shopify`" in done.err


def test_report_under_another_name_is_told_the_mapping_of_its_list(shell: Any) -> None:
    """A report that was renamed does not find its mapping: the ledger knows which one it was."""
    shell.make("1,Ada,nowhere")
    assert shell.run("list.csv", "--sandbox").status == 1
    report = (shell.folder / "list.errors.csv").read_text("utf-8-sig")
    shell.file("fixed.csv", report.replace("nowhere", "a@example.com"))
    told = "an error report: its list was run with list.yaml, so add -m list.yaml."
    planned = shell.call("plan", "fixed.csv", "--sandbox", "--state-dir", shell.state)
    held = shell.run("fixed.csv", "--sandbox")
    assert told in planned.err
    assert told in held.err
    assert "Guessed, please check: it is an error report (its list was run" in held.err
    assert "so its rows were not looked at" in held.err


def test_report_whose_list_has_unknown_columns_is_told_to_name_the_mapping(shell: Any) -> None:
    """Where the columns have no known name, whoever runs a report needs the mapping of its list."""
    mapping = "version: 1\nfields: {CustomerNumber: Qa, CustomerEmail: Qb}\n"
    shell.make("1,nowhere", header="Qa,Qb", mapping=mapping)
    assert shell.run("list.csv", "--sandbox").status == 1
    (shell.folder / "list.errors.csv").rename(shell.folder / "fixed.csv")
    done = shell.run("fixed.csv", "--sandbox")
    assert done.status == 2
    assert "its list was run with list.yaml, so add -m list.yaml." in done.err
    assert "mapping suggest" not in done.err
    assert (
        "if its list has a mapping, name the mapping with -m"
        in shell.call("preview", "fixed.csv").err
    )


def test_mapping_of_an_error_report_is_a_guess(shell: Any) -> None:
    """Its list may have been run with a mapping of its own, which its values would be lost to."""
    shell.file("new.csv", "CustomerNumber,CustomerEmail\n1,nowhere\n")
    assert shell.run("new.csv", "--sandbox").status == 1
    report = shell.folder / "new.errors.csv"
    report.write_text(
        report.read_text("utf-8-sig").replace("nowhere", "a@example.com"), "utf-8-sig"
    )
    held = shell.run("new.errors.csv", "--sandbox")
    assert (held.status, shell.arrived()) == (2, [])
    assert "name the mapping with -m" in " ".join(held.err.split())
    assert shell.run("new.errors.csv", "--sandbox", "--yes").status == 0


def test_strict_sends_nothing_by_a_guessed_mapping(shell: Any) -> None:
    """A mapping that nobody agreed to is as doubtful as a warning: exit 1, with what to do."""
    shell.file("new.csv", GUESSED)
    done = shell.run("new.csv", "--sandbox", "--yes", "--strict")
    assert (done.status, shell.arrived()) == (1, [])
    assert "because of --strict: the mapping is a guess. Save it" in " ".join(done.out.split())
    shell.file("exact.csv", EXACT)
    assert shell.run("exact.csv", "--sandbox", "--yes", "--strict").status == 0
