from array import array
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.ledger.alike_numbers import bare
from customer_import.ledger.hashes import NONE, repeated
from customer_import.problems import Code


@pytest.fixture
def refusing(bench: Any) -> Any:
    """A bench whose mapping refuses twins, as one does that says nothing."""
    mapping = bench.mapping
    bench.mapping = replace(mapping, mapping=mapping.mapping.model_copy(update={"twins": "refuse"}))
    return bench


@given(st.lists(st.integers(-9, 9), max_size=60))
def test_repeated_hashes_are_those_that_are_there_twice(values: list[int]) -> None:
    """What is not there has no hash, however often."""
    counts = Counter(values)
    wanted = {each for each, count in counts.items() if count > 1 and each != NONE}
    assert set(repeated(array("q", values))) == wanted


def test_a_row_that_equals_an_earlier_one_is_refused(refusing: Any) -> None:
    """The first is sent; each later one names it."""
    ran = refusing.run(
        refusing.auto("A"), refusing.auto("B"), refusing.auto("A"), refusing.auto("A")
    )
    assert ran.states == {2: "saved", 3: "saved", 4: "invalid", 5: "invalid"}
    assert [ran.problems[row] for row in (4, 5)] == 2 * [
        ["It equals row 2; delete it, or say `twins: allow` in the mapping if both are meant."]
    ]


def test_rows_with_a_number_are_no_twins(refusing: Any) -> None:
    """Their numbers make two customers of them."""
    assert refusing.run(refusing.keyed("1", "A"), refusing.keyed("2", "A")).counts == {"saved": 2}


def test_a_twin_that_was_saved_is_skipped(refusing: Any) -> None:
    """Both were saved when twins were allowed; a third is refused."""
    allowing = refusing.mapping
    refusing.mapping = replace(
        allowing, mapping=allowing.mapping.model_copy(update={"twins": "allow"})
    )
    assert refusing.run(refusing.auto("A"), refusing.auto("A")).counts == {"saved": 2}
    refusing.mapping = allowing
    ran = refusing.run(*[refusing.auto("A")] * 3, file="b.csv")
    assert ran.states == {2: "skipped", 3: "skipped", 4: "invalid"}


def test_the_list_again_with_a_twin_creates_nobody(refusing: Any) -> None:
    """The first is skipped, the other stays refused."""
    rows = [refusing.auto("A"), refusing.auto("A")]
    assert refusing.run(*rows).states == {2: "saved", 3: "invalid"}
    assert refusing.run(*rows, file="b.csv").states == {2: "skipped", 3: "invalid"}


def test_a_twin_alone_in_its_error_report_is_still_the_second(refusing: Any) -> None:
    """It keeps its place among its equals: the first was saved from the list."""
    ran = refusing.run(refusing.auto("A"), refusing.auto("A"))
    lines = refusing.report(ran, r3=refusing.auto("A"))
    again = refusing.run(*lines, file="list.errors.csv", is_report=True)
    assert again.counts == {"invalid": 1}
    (said,) = again.problems[2]
    assert "It equals a row that was saved before" in said


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1", "1"),
        ("01", "1"),
        ("1.0", "1"),
        ("001.00", "1"),
        ("ab\u20111", "ab-1"),
        ("ab-1", "ab-1"),
        ("0", "0"),
        ("000", "0"),
        ("1.05", "1.05"),
        ("a.0", "a.0"),
        ("10", "10"),
        ("a-01", "a-01"),
    ],
)
def test_numbers_are_compared_without_what_programs_add(number: str, text: str) -> None:
    """Leading zeros, `.0` and the kind of hyphen; nothing else."""
    assert bare(number) == text


def test_numbers_that_are_alike_are_warned_about(bench: Any) -> None:
    """Each names the other; both are sent, for they may be two customers."""
    ran = bench.run(bench.keyed("AB-1", "A"), bench.keyed("ab\u20111", "B"), bench.keyed("C", "D"))
    assert ran.counts == {"saved": 3}
    (first,), (second,) = ran.problems[2], ran.problems[3]
    assert first.startswith("AB-1 differs from ab\u20111 in row 3 only by leading zeros, .0 or")
    assert second.startswith("ab\u20111 differs from AB-1 in row 2 only by")
    assert ran.codes[2] == [Code.NUMBER_ALIKE]
