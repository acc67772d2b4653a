import json
from typing import Any

import jsonschema
import pytest

MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
"""


def test_a_right_mapping_is_called_right(shell: Any) -> None:
    """A mapping without faults is right, with a list and without, and by a ready one's name."""
    shell.make("1,Ada,a@b.example")
    assert shell.call("mapping", "check", "list.yaml").out == "list.yaml is right.\n"
    done = shell.call("mapping", "check", "list.yaml", "list.csv")
    assert (done.status, done.out) == (0, "list.yaml is right and fits list.csv.\n")
    assert shell.call("mapping", "check", "shopify").status == 0


def test_every_fault_is_told_with_its_place(shell: Any) -> None:
    """All faults are listed, each with file, line and column, and the nearest right name."""
    shell.file("bad.yaml", "version: 1\nfields:\n  CustomrNumber: Id\n  HasAttachment: x\n")
    done = shell.call("mapping", "check", "bad.yaml")
    assert (done.status, done.out) == (2, "")
    first, second = done.err.splitlines()
    assert first.startswith("bad.yaml:3:3: CustomrNumber")
    assert "CustomerNumber" in first
    assert second.startswith("bad.yaml:4:3: HasAttachment cannot be mapped")


def test_a_mapping_that_is_not_there_says_which_are(shell: Any) -> None:
    """The ready ones are named."""
    done = shell.call("mapping", "check", "qqqq")
    assert done.status == 2
    assert "No file and no ready mapping is called qqqq" in done.err
    assert "hubspot" in done.err


def test_a_mapping_that_does_not_fit_the_list_says_so(shell: Any) -> None:
    """A column the list has not is a fault, at its place in the mapping."""
    shell.file("list.csv", "Id,Nam\n1,Ada\n")
    shell.file("list.yaml", MAPPING)
    done = shell.call("mapping", "check", "list.yaml", "list.csv")
    assert done.status == 2
    assert "list.yaml:4:3: the file has no column Name; did you mean Nam?" in done.err


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--strict",), 2)])
def test_doubts_are_told_and_strict_makes_them_faults(
    shell: Any, options: tuple[str, ...], status: int
) -> None:
    """Unused columns, and names that differ only in case, are doubts; --strict refuses them."""
    shell.file("list.csv", "Id,Name,NAME\n1,Ada,\n")
    shell.file("list.yaml", MAPPING)
    done = shell.call("mapping", "check", "list.yaml", "list.csv", *options)
    assert done.status == status
    assert "these columns are not imported: NAME" in done.err
    assert "differ only in case" in done.err


def test_two_columns_for_one_field_are_a_doubt(shell: Any) -> None:
    """A column left out that means the same as one that is mapped is named with it."""
    shell.file("list.csv", "Id,Name,Email,E-Mail Address\n1,Ada,a@b.example,c@d.example\n")
    shell.file("list.yaml", MAPPING + "  CustomerEmail: Email\n")
    said = shell.call("mapping", "check", "list.yaml", "list.csv").err
    assert "list.yaml:5:3: the column E-Mail Address may mean CustomerEmail too" in said


def test_a_mapping_or_list_that_is_not_there_is_named(shell: Any) -> None:
    """A wrong path is one sentence that names it."""
    assert "shopifi" in shell.call("mapping", "check", "shopifi").err
    shell.file("list.yaml", MAPPING)
    done = shell.call("mapping", "check", "list.yaml", "none.csv")
    assert (done.status, "none.csv" in done.err) == (2, True)


def test_the_schema_is_one_and_takes_a_mapping(shell: Any) -> None:
    """What is printed is a JSON Schema, and a right mapping holds to it."""
    schema = json.loads(shell.call("mapping", "schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"version": 1, "fields": {"CustomerNumber": "Id"}}, schema)


def test_wrong_keys_and_missing_columns_are_told_at_once(shell: Any) -> None:
    """A key that is wrong keeps no column from being looked for: one call tells it all, by line."""
    shell.make("1,Ada,")
    text = "version: 1\nfeilds: {}\nfields:\n  CustomerNumber: Id\n  CustomerName: Nmae\n"
    shell.file("m.yaml", f"{text}  CustomerEmail: {{column: Email, transfrm: [lower]}}\n")
    done = shell.call("mapping", "check", "m.yaml", "list.csv")
    assert done.status == 2
    assert done.err.splitlines() == [
        "m.yaml:2:1: feilds is not known here; did you mean fields?",
        "m.yaml:5:3: the file has no column Nmae; did you mean Name?",
        "m.yaml:6:34: transfrm is not known here; did you mean transform?",
    ]
