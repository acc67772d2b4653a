from pathlib import Path

import pytest

from customer_import.customer import ADDRESS_OWNED, SERVER_OWNED
from customer_import.errors import MappingError
from customer_import.mapping.explain import nearest
from customer_import.mapping.load import load_mapping, parse_mapping

GOOD = "version: 1\nfields: {CustomerNumber: Id}\n"


def refusal(text: str) -> MappingError:
    """Return why a text is not a mapping."""
    with pytest.raises(MappingError) as caught:
        parse_mapping(text, "m.yaml")
    return caught.value


@pytest.mark.parametrize(("name", "reason"), SERVER_OWNED.items())
def test_a_field_of_the_server_is_refused_with_the_reason(name: str, reason: str) -> None:
    """What only the server fills is refused by name, with the reason and the line."""
    message = refusal(f"version: 1\nfields:\n  CustomerNumber: Id\n  {name}: X\n").message
    assert message == f"m.yaml:4:3: {name} cannot be mapped: {reason}; take the line out."


@pytest.mark.parametrize(("name", "reason"), ADDRESS_OWNED.items())
def test_a_field_an_address_has_from_elsewhere_is_refused(name: str, reason: str) -> None:
    """What an address does not take from the file is refused by name, with the reason."""
    text = f"version: 1\nfields:\n  Addresses:\n    Main:\n      {name}: X\n"
    message = refusal(text).message
    assert message == f"m.yaml:5:7: {name} cannot be mapped: {reason}; take the line out."


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "a mapping begins with `version: 1`"),
        ("- a", 1, "a mapping begins with `version: 1`"),
        ("fields: {}", 1, "version is missing, write `version: 1`"),
        ("fields: {}\nversion: 2", 2, "version 1 is the only one there is"),
        ("fields: {}\nversion: one", 2, "version is one, but must be a whole number"),
        ("version: 1\nfields:", 2, "fields cannot be blank; names with their values are needed"),
        ("version: 1\nfields: {}\nsorce: {}", 3, "sorce is not known here; did you mean source"),
        ("version: 1\nblank: kep\nfields: {}", 2, "must be 'keep' or 'clear'"),
        ("version: 1\nsource: {hedder_row: 2}\nfields: {}", 2, "did you mean header_row"),
        ("version: 1\nsource: {header_row: 0}\nfields: {}", 2, "is 0, but must be 1 or more"),
        ("version: 1\nsource: {header_row: x}\nfields: {}", 2, "must be a whole number"),
        ("version: 1\nsource: {decimal: ;}\nfields: {}", 2, "must be '.' or ','"),
        ("version: 1\nsource: {delimiter: '::'}\nfields: {}", 2, "at most 1 character"),
        ("version: 1\nsource: {dates: '%d.%m'}\nfields: {}", 2, "write it like %d.%m.%Y"),
        ("version: 1\nsource: {empty: -}\nfields: {}", 2, "the text -; a list is needed"),
        ("version: 1\nassume: {cleared: null}\nfields: {}", 2, "did you mean cleared_as"),
        ("version: 1\nx: !y z\nfields: {}", 2, "the tag !y is not known here"),
        ("version: 1\nfields: {}\nfields: {}", 3, "fields stands here twice"),
    ],
)
def test_a_broken_mapping_names_file_line_and_fault(text: str, line: int, says: str) -> None:
    """A mapping error names the file, the line and what is wrong."""
    message = refusal(text).message
    assert any(part.startswith(f"m.yaml:{line}:") for part in message.splitlines())
    assert says in message


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("CustomerNumer: X", "CustomerNumer is not known here; did you mean CustomerNumber"),
        ("customeremail: X", "customeremail is not known here; did you mean CustomerEmail"),
        ("Qqq: X", "Qqq is not known here."),
        ("CustomerName: {colum: X}", "did you mean column"),
        ("CustomerName: {transform: lowr}", "lowr is not a transform; did you mean lower"),
        (
            "CustomerName: {column: X, transform: [lower, qqq]}",
            "qqq is not a transform; there are lower, upper, title, ",
        ),
        ("CustomerName: {column: X, value: Y}", "here is column and value"),
        ("CustomerName: {transform: lower}", "here is none of them"),
        ("CustomerName: [X]", "CustomerName cannot be a list"),
        ("CustomerName: {column: [X]}", "column takes a text, here is a list"),
        ("CustomerName: {column: {X}}", "column takes a text, here is a nest of names"),
        ("CustomerName: {columns: X}", "columns cannot be the text X; a list is needed"),
        ("CustomerName: {columns: []}", "at least 1 item"),
        ("CustomerName: {column: X, type: numbr}", "type is numbr, but must be 'text', 'email'"),
        ("CustomerName: {column: X, required: maybe}", "must be true or false"),
        ("CustomerName: {column: X, max_length: 0}", "max_length is 0, but must be 1 or more"),
        ("CustomerName: {column: X, pattern: '(a'}", "this is not a regular expression"),
        ("CustomerName: {column: X, pattern: 'a{1000000000}'}", "come to 1,000,000,000 signs"),
        ("CustomerName: {column: X, extract: '(a{999}){999}'}", "the pattern is too large"),
        (
            "CustomerName: {column: X, values: {S: }}",
            'S takes a text, here is blank; write "" for an empty text',
        ),
        ("CustomerName: {column: X, values: {S: [a]}}", "S takes a text, here is a list"),
        ("CustomerContactCell: {PhoneNumbr: X}", "did you mean PhoneNumber"),
        ("CustomerContactCell: {PhoneNumber: {colum: X}}", "did you mean column"),
        ("CustomerContactCell: [X]", "CustomerContactCell cannot be a list"),
        ("CustomerNotes: X", "CustomerNotes cannot be the text X; a list is needed"),
        ("CustomerNotes: [{NoteDate: X}]", "NoteText is missing"),
        ("CustomerNotes: [{NoteText: X, NoteDat: X}]", "did you mean NoteDate"),
        ("CustomFields: {Limit: {colum: X}}", "did you mean column"),
        ("Addresses: {Main: {AddresCity: X}}", "did you mean AddressCity"),
        ("Addresses: {Main: X}", "Main cannot be the text X"),
    ],
)
def test_a_broken_field_names_line_fault_and_the_nearest_name(field: str, says: str) -> None:
    """A wrong name is told with the nearest right one that may stand there."""
    message = refusal(f"version: 1\nfields:\n  CustomerNumber: Id\n  {field}\n").message
    assert message.startswith("m.yaml:4:")
    assert says in message


@pytest.mark.parametrize("form", ["%d.%m", "%H:%M", "2021", "%D", "%d.%m.%Y %Q", "%%d.%m.%Y", "%"])
def test_a_date_form_that_can_read_no_day_is_refused(form: str) -> None:
    """A form that strptime does not know, or that leaves the day open, is the mapping's fault."""
    field = f"CustomFields: {{L: {{column: X, type: date, format: '{form}'}}}}"
    message = refusal(f"version: 1\nfields:\n  CustomerNumber: Id\n  {field}\n").message
    assert message.startswith("m.yaml:4:")
    assert "write it like %d.%m.%Y" in message


def test_all_faults_are_told_in_the_files_order() -> None:
    """A mapping's faults come by line, the first few in words and the rest counted."""
    fields = "".join(f"  Qq{i}: X\n" for i in range(7))
    lines = refusal(f"version: 1\nfields:\n{fields}").message.splitlines()
    assert [line.split(" ")[0] for line in lines[:-1]] == [f"m.yaml:{i}:3:" for i in range(3, 8)]
    assert lines[-1] == "… and 2 more."


def test_a_mapping_is_known_by_its_text() -> None:
    """Any change of the text makes another mapping."""
    assert parse_mapping(GOOD, "a").digest == parse_mapping(GOOD, "b").digest
    assert parse_mapping(GOOD, "a").digest != parse_mapping(GOOD + "# more\n", "a").digest


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    """A mapping saved by a Windows editor reads as any other."""
    path = tmp_path / "m.yaml"
    path.write_text(GOOD.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    loaded = load_mapping(path)
    assert (loaded.name, loaded.mapping) == (str(path), parse_mapping(GOOD, "").mapping)
    assert load_mapping(path, "ready").name == "ready"


@pytest.mark.parametrize("name", ["kunden.csv", "Kunden.XLSX", "list.tsv"])
@pytest.mark.parametrize("content", [b"Id,Name\n1,H\xe9l\xe8ne\n", b"Id,Name\n1,Ada\n", b"a: b\n"])
def test_a_list_is_not_taken_for_a_mapping(tmp_path: Path, name: str, content: bytes) -> None:
    """Whatever its encoding and content, a list given as a mapping is called a list."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MappingError, match="is a list, not a mapping") as caught:
        load_mapping(path)
    assert caught.value.remedy == "Give its mapping in its place."


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """What is missing, a folder or no UTF-8 is said in a sentence with the remedy."""
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"version: 1 # \xe4\n")
    for path, says in [
        (tmp_path / "none.yaml", "No such file"),
        (tmp_path, "directory"),
        (latin, "is not text in UTF-8"),
    ]:
        with pytest.raises(MappingError, match=says) as caught:
            load_mapping(path)
        assert str(path) in caught.value.message
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "near"),
    [("nope", ""), ("hubspt", "hubspot"), ("Shopify", "shopify"), ("b", ""), ("sales", "")],
)
def test_only_names_that_are_alike_are_offered(name: str, near: str) -> None:
    """A name that has only some letters in common is not offered: it would lead astray."""
    assert nearest(name, ["stripe", "hubspot", "shopify", "zoho"]) == near
