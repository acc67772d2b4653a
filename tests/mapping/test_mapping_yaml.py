import time

import pytest

from customer_import.mapping.yaml import MOST_VALUES, YamlPlace, YamlProblem, read_yaml

NOT_TYPED = [
    *("No", "Yes", "On", "off", "true", "null", "NULL", "~", "007", "0x1F", "1_000", "1e3", ".inf"),
    *("12:30", "2021-03-04", "2021-03-04T10:00:00Z", "=", "1.0"),
]


@pytest.mark.parametrize("text", NOT_TYPED)
def test_a_scalar_is_the_text_it_looks_like(text: str) -> None:
    """No scalar is read as a switch, a number or a date, as name or as value."""
    assert read_yaml(f"{text}: {text}").data == {text: text}


@pytest.mark.parametrize(("text", "value"), [("", None), (" # x", None), ("''", ""), ('""', "")])
def test_only_nothing_is_nothing(text: str, value: str | None) -> None:
    """Where nothing is written there is nothing; empty quotes are an empty text."""
    assert read_yaml(f"a: {text}").data == {"a": value}


@pytest.mark.parametrize("text", [r'"\ud83d\ude00"', r'"\U0001f600"', "\U0001f600"])
def test_a_character_may_be_written_in_two_halves(text: str) -> None:
    """As JSON writes it, as name and as value."""
    assert read_yaml(f"{text}: {text}").data == {"\U0001f600": "\U0001f600"}


@pytest.mark.parametrize("text", [r'a: "x\ud83d"', r'"\ude00": x'])
def test_half_a_character_is_told(text: str) -> None:
    """No request could carry it."""
    with pytest.raises(YamlProblem, match="half a character"):
        read_yaml(text)


def test_every_part_has_its_place() -> None:
    """The place of a key, and of a value in a list, is told by line and column from 1."""
    document = read_yaml("a: 1\nb:\n  c: [x, y]\n  d:\n    - e: z\n")
    assert document.place(("b", "c")) == YamlPlace(3, 3)
    assert document.place(("b", "c", 1)) == YamlPlace(3, 10)
    assert document.place(("b", "d", 0, "e")) == YamlPlace(5, 7)


def test_a_part_that_is_not_there_has_the_place_of_the_nearest() -> None:
    """What is missing is told at the part it is missing from; steps of our own do not count."""
    document = read_yaml("a: 1\nb:\n  c: x\n")
    assert document.place(("b", "parts", "c", "column")) == YamlPlace(3, 3)
    assert document.place(("z",)) == YamlPlace(1, 1)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_a_document_without_content_is_nothing(text: str) -> None:
    """An empty document is not an error of its own."""
    assert read_yaml(text).data is None


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("a: 1\na: 2", "a stands here twice", 2),
        ("a:\n  1: x\n  '1': y", "1 stands here twice", 3),
        ("a: x\nb: *c", "undefined alias", 2),
        ("a: x\nb: 'y", "unexpected end of stream", 2),
        ("a: x\n\tb: y", "a tab stands here; write blanks in its place", 2),
        ("a: x\n---\nb: y", "another document", 2),
        ("a: x\nb: {{c}: d}", "a name is expected here; quote", 2),
        ("a: x\n? [b]\n: c", "a name is expected here; quote", 2),
        ("a: x\nb: !Thing y", "the tag !Thing is not known here", 2),
        ("a: \x00", "#x0000", 1),
        ("a: x\nb: &c [*c]", "", 2),
    ],
)
def test_what_is_no_document_is_told_with_its_line(text: str, says: str, line: int) -> None:
    """A text that cannot be read says what is wrong, and on which line."""
    with pytest.raises(YamlProblem) as caught:
        read_yaml(text)
    assert says in caught.value.message
    assert caught.value.place.line == line


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("!!python/object/apply:os.getcwd []", []),
        ("!!python/name:os.system ''", ""),
        ("!!int 12", "12"),
        ("!!binary QUJD", "QUJD"),
    ],
)
def test_a_tag_of_yaml_makes_nothing(text: str, data: object) -> None:
    """Only the shape of a document is taken: no tag makes a type, an object or a call."""
    assert read_yaml(text).data == data


def test_an_alias_stands_for_its_part() -> None:
    """A part can be written once and used again."""
    assert read_yaml("a: &x {k: v}\nb: *x").data == {"a": {"k": "v"}, "b": {"k": "v"}}


def test_aliases_of_aliases_are_bounded() -> None:
    """A document that unfolds without measure is refused at once."""
    levels = [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 12)]
    start = time.process_time()
    with pytest.raises(YamlProblem, match="too many values"):
        read_yaml("\n".join(["l0: &l0 [x]", *levels]))
    assert time.process_time() - start < 20


def test_a_long_table_of_values_is_no_bomb() -> None:
    """What is written out may be long."""
    lines = [f"k{i}: v" for i in range(MOST_VALUES - 1)]
    data = read_yaml("\n".join(lines)).data
    assert isinstance(data, dict)
    assert len(data) == len(lines)


@pytest.mark.parametrize("text", ["[" * 5000, "[" * 5000 + "]" * 5000, "a: " + "{b: " * 2000])
def test_what_is_nested_without_measure_is_refused(text: str) -> None:
    """Depth is bounded as size is: a refusal, never a crash."""
    with pytest.raises(YamlProblem):
        read_yaml(text)
