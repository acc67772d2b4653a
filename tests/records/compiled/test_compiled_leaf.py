import time

import pytest

from customer_import.mapping.load import parse_mapping
from customer_import.problems import Code, Problem
from customer_import.records.built.built_rows import Built
from customer_import.records.row_builder import row_builder
from customer_import.table import Row


def built(leaf: str, cell: str, top: str = "", name: str = "CustomerDepartment") -> Built:
    """A row whose one cell fills one field by a leaf."""
    text = f"version: 1\n{top}\nfields: {{CustomerNumber: {{value: C1}}, {name}: {leaf}}}\n"
    return next(row_builder(parse_mapping(text, "m.yaml"), ("A",)).build([Row(2, (cell,))]))


def only(row: Built) -> Problem:
    """The one problem of an invalid row."""
    (problem,) = row.problems
    assert not row.valid
    return problem


SENT = [
    ("{column: A, transform: lower}", "ADA", "ada"),
    ("{column: A, transform: [upper, digits]}", " a1b2 ", "12"),
    ("{column: A, split: first, transform: upper}", "ada lovelace", "ADA"),
    ("{column: A, split: last, default: none}", "Ada Lovelace", "Lovelace"),
    ("{column: A, split: first, default: none}", "Lovelace", "none"),
    ("{column: A, values: {S: Sales}}", " S ", "Sales"),
    ("{column: A, transform: lower, values: {s: Sales}}", "S", "Sales"),
    ("{column: A, transform: lower, values: {s: SALES}}", "S", "SALES"),
    ("{column: A, values: {S: Sales}, default: Nothing}", "", "Nothing"),
    ("{column: A, values: {S: Sales, X: ''}, default: Nothing}", "X", "Nothing"),
    ("{column: A, values: {No: Yes, 007: 2021-03-04}}", "No", "Yes"),
    ("{column: A, values: {No: Yes, 007: 2021-03-04}}", "007", "2021-03-04"),
    ("{column: A, default: ' 0 '}", "", "0"),
    ("{column: A, default: x}", "0", "0"),
    ("{column: A, default: x, required: true}", "", "x"),
    ("{column: A, transform: digits, default: x}", "none", "x"),
    ("{column: A, transform: digits}", "none", None),
    ("{column: A, transform: lower, default: ADA}", "", "ADA"),
    ("{column: A, values: {S: Sales}, transform: upper, max_length: 5}", "s", "Sales"),
    ("{value: S, values: {S: Sales}}", "", "Sales"),
    ("{template: '{A}!', transform: upper}", "a", "A!"),
    ("{column: A, type: number}", "1,200.50", "1200.5"),
    ("{column: A, type: number}", "007", "7"),
    ("{column: A, type: date, format: '%d.%m.%Y'}", "4.3.2021", "2021-03-04"),
    ("{column: A, type: date}", "2021-03-04 10:00", "2021-03-04T10:00:00"),
    ("{column: A, type: boolean}", "Ja", "true"),
    ("{column: A, type: boolean}", "0", "false"),
    ("{column: A, type: email}", "ada@x.org", "ada@x.org"),
    ("{column: A, pattern: '[A-Z]{2}'}", "AB", "AB"),
    ("{column: A, one_of: [Yes, No]}", "Yes", "Yes"),
    ("{column: A, max_length: 2}", "äö", "äö"),
    ("{column: A, normalize: e164, region: US, max_length: 12}", "212 555 0100", "+12125550100"),
]


@pytest.mark.parametrize(("leaf", "cell", "sent"), SENT)
def test_a_value_goes_through_the_steps_in_order(leaf: str, cell: str, sent: str | None) -> None:
    """Trim, `empty`, split, transform, values, default, type, checks: in this order."""
    row = built(leaf, cell)
    assert row.problems == []
    assert row.customer.get("CustomerDepartment") == sent


PROBLEMS = [
    ("{column: A, required: true}", " ", Code.REQUIRED, "fill the column A"),
    ("{column: A, required: true}", "N/A", Code.REQUIRED, "fill the column A"),
    ("{column: A, transform: digits, required: true}", "none", Code.REQUIRED, "required but blank"),
    ("{value: '', required: true}", "", Code.REQUIRED, "give it a value"),
    ("{column: A, values: {S: Sales}}", "X", Code.VALUE_UNKNOWN, "X is not among the values"),
    ("{column: A, values: {S: Sales}}", "s", Code.VALUE_UNKNOWN, "of the mapping (S)"),
    ("{column: A, values: {S: Sales}, default: x}", "T", Code.VALUE_UNKNOWN, "add it there"),
    ("{column: A, type: number}", "x", Code.NUMBER, "decimal sign “.”"),
    ("{column: A, type: number}", "1234567890.1234567", Code.NUMBER_PRECISION, "15 digits"),
    ("{column: A, type: date}", "3/4/2021", Code.DATE_AMBIGUOUS, "could be March 4 or April 3"),
    (
        "{column: A, type: date, format: '%d.%m.%Y'}",
        "3/4/2021",
        Code.DATE,
        "not a date like 04.03.2021",
    ),
    ("{column: A, type: boolean}", "maybe", Code.BOOLEAN, "neither yes nor no"),
    ("{column: A, type: email}", "ada", Code.EMAIL, "not an e-mail address"),
    ("{column: A, max_length: 2}", "abc", Code.MAX_LENGTH, "3 characters, 2 are allowed"),
    ("{column: A, pattern: '[A-Z]{2}'}", "ABC", Code.PATTERN, "does not match [A-Z]{2}"),
    ("{column: A, one_of: [a, b]}", "c", Code.ONE_OF, "not one of a, b"),
    ("{column: A, one_of: [a, b], default: c}", "", Code.ONE_OF, "not one of a, b"),
    ("{column: A, type: number, default: none}", "", Code.NUMBER, "none is not a number"),
    ("{column: A, normalize: e164}", "555", Code.PHONE, "not a whole phone number"),
]


@pytest.mark.parametrize(("leaf", "cell", "code", "says"), PROBLEMS)
def test_what_does_not_fit_is_a_problem(leaf: str, cell: str, code: Code, says: str) -> None:
    """A problem has its code, a sentence, and the field, column and cell as they stand."""
    problem = only(built(leaf, cell, "source: {empty: [N/A]}"))
    column = "A" if "column" in leaf else ""
    assert (problem.code, problem.field) == (code, "CustomerDepartment")
    assert (problem.column, problem.value) == (column, cell if column else "")
    assert says in problem.message
    assert problem.message.endswith(".")


def test_a_field_without_its_own_type_is_not_sent() -> None:
    """What could not be read is not sent as something else."""
    assert built("{column: A, type: number}", "x").customer.keys() == {
        "ImportRowNumber",
        "CustomerNumber",
    }


def test_every_check_of_a_field_is_told() -> None:
    """A value that fails several checks is told of each."""
    row = built("{column: A, max_length: 2, pattern: '\\d+', one_of: [a]}", "xyz")
    assert [p.code for p in row.problems] == [Code.MAX_LENGTH, Code.PATTERN, Code.ONE_OF]


def test_a_long_list_of_values_is_cut() -> None:
    """A message names the first few of many choices."""
    choices = ", ".join(f"v{i:02}" for i in range(11))
    message = only(built(f"{{column: A, one_of: [{choices}]}}", "x")).message
    assert "v09, …" in message
    assert "v10" not in message


@pytest.mark.parametrize("pattern", ["(a|aa)+$", "(?:a|a?)+b", "(x+x+)+y"])
def test_a_hostile_pattern_is_given_up(pattern: str) -> None:
    """A pattern may look at a value for a moment only."""
    cell = ("x" if "x" in pattern else "a") * 60 + "!"
    start = time.process_time()
    problem = only(built(f"{{column: A, pattern: '{pattern}'}}", cell))
    assert problem.code == Code.PATTERN
    assert time.process_time() - start < 10


def test_a_pattern_that_takes_too_long_says_so() -> None:
    """The mapping is to blame where its pattern has no end."""
    message = only(built("{column: A, pattern: '(a|aa)+$'}", "a" * 60 + "!")).message
    assert message.endswith("simplify it in the mapping.")


def test_a_pattern_that_keeps_taking_too_long_is_not_asked_again() -> None:
    """A hostile pattern costs a few moments of a run, however many rows there are."""
    fields = "{CustomerNumber: {value: C1}, CustomerName: {column: A, pattern: '(a|aa)+$'}}"
    rows = row_builder(parse_mapping(f"version: 1\nfields: {fields}\n", "m.yaml"), ("A",))
    start = time.process_time()
    found = [next(rows.build([Row(i, ("a" * 60 + "!",))])) for i in range(2, 500)]
    assert {each.code for row in found for each in row.problems} == {Code.PATTERN}
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    ("decimal", "cell", "sent"), [(".", "1,234.5", "1234.5"), ("','", "1.234,5", "1234.5")]
)
def test_the_decimal_sign_is_the_sources(decimal: str, cell: str, sent: str) -> None:
    """Numbers are read with the sign that the source declares."""
    row = built("{column: A, type: number}", cell, f"source: {{decimal: {decimal}}}")
    assert row.customer["CustomerDepartment"] == sent


def test_a_leafs_own_date_form_goes_before_the_sources() -> None:
    """Dates are read by the leaf's form, else by the source's."""
    top = "source: {dates: '%m/%d/%Y'}"
    own = built("{column: A, type: date, format: '%d/%m/%Y'}", "03/04/2021", top)
    assert own.customer["CustomerDepartment"] == "2021-04-03"
    declared = built("{column: A, type: date}", "03/04/2021", top)
    assert declared.customer["CustomerDepartment"] == "2021-03-04"


@pytest.mark.parametrize(
    ("rule", "leaf", "cell", "sent"),
    [
        ("keep", "A", "-", {}),
        ("clear", "A", "-", {"CustomerDepartment": None}),
        ("keep", "{column: A, blank: clear}", "", {"CustomerDepartment": None}),
        ("clear", "{column: A, blank: keep}", "", {}),
        ("clear", "{column: A, default: x}", "", {"CustomerDepartment": "x"}),
        ("clear", "{column: A, transform: digits}", "none", {"CustomerDepartment": None}),
        ("clear", "{value: ''}", "", {"CustomerDepartment": None}),
    ],
)
def test_a_blank_keeps_or_clears(rule: str, leaf: str, cell: str, sent: dict[str, object]) -> None:
    """Under keep a blank fills nothing; under clear it is sent as null, by the leaf's own rule."""
    row = built(leaf, cell, f"source: {{empty: [-]}}\nblank: {rule}")
    assert row.valid
    assert row.customer == {"ImportRowNumber": 2, "CustomerNumber": "C1", **sent}


@pytest.mark.parametrize(
    ("name", "leaf", "cell", "code"),
    [
        ("CustomerEmail", "A", "ada", Code.EMAIL),
        ("CustomerContactEmail", "{column: A, transform: lower}", "ADA", Code.EMAIL),
        ("CustomerEmail", "{column: A, default: ada}", "", Code.EMAIL),
        ("IsAutogeneratedCustomerNumber", "A", "maybe", Code.BOOLEAN),
    ],
)
def test_a_field_is_read_as_its_own_kind(name: str, leaf: str, cell: str, code: Code) -> None:
    """E-mail addresses and switches are checked without being asked to."""
    assert only(built(leaf, cell, name=name)).code == code


@pytest.mark.parametrize(("cell", "sent"), [("no", False), ("0", False), ("false", False)])
def test_a_switch_is_sent_as_one(cell: str, sent: object) -> None:
    """A boolean field gets a boolean, not a word."""
    row = built("A", cell, name="IsAutogeneratedCustomerNumber")
    assert row.customer["IsAutogeneratedCustomerNumber"] is sent


@pytest.mark.parametrize(
    ("leaf", "texts", "cause"),
    [
        ("{column: A, type: number}", ("x", "y"), "is not a number"),
        ("{column: A, type: date}", ("03/04/2021", "05/06/2021"), "could be two dates; add `form"),
        ("{column: A, max_length: 2}", ("abc", "abcd"), "has more than 2 characters; shorten it."),
        ("{column: A, values: {S: Sales}}", ("GOV", "EDU"), "is not among the values"),
        ("{column: A, pattern: 'x+'}", ("a", "b"), "does not match x+; correct it."),
        ("{column: A, required: true}", ("", ""), "is required but blank; fill the column A."),
        (
            "{column: A, type: email}",
            ("ada", "a@b@c", "a@b"),
            "is not an e-mail address; correct it, or empty the cell.",
        ),
    ],
)
def test_texts_that_are_wrong_alike_have_one_cause(
    leaf: str, texts: tuple[str, ...], cause: str
) -> None:
    """A cause is what all rows with a problem have in common: the text itself is not in it."""
    causes = {only(built(leaf, text)).cause for text in texts}
    assert len(causes) == 1
    assert causes.pop().startswith(cause)
