from typing import Any

from customer_import.mapping.load import parse_mapping

CASE = parse_mapping(
    """
version: 1
assume: {number_case_matters: true}
fields: {CustomerNumber: Number, CustomerName: Name}
""",
    "case.yaml",
)


def test_a_number_in_two_spellings_is_twice_in_a_list(bench: Any) -> None:
    """Each row names the other, with its own number as it is spelled there."""
    ran = bench.run(bench.keyed("Ä1", "A"), bench.keyed("ä1 ", "B"), bench.keyed("Ä2", "C"))
    assert ran.states == {2: "invalid", 3: "invalid", 4: "saved"}
    assert [ran.problems[row][0].split(";")[0] for row in (2, 3)] == [
        "Ä1 is in row 3 too",
        "ä1 is in row 2 too",
    ]


def test_a_number_is_known_in_any_spelling(bench: Any) -> None:
    """What was saved under it is skipped, with its addresses; a changed value is sent."""
    bench.run(bench.keyed("C1", "A", billing="Ely"), bench.keyed("C2", "B"))
    again = [bench.keyed("c1", "A", billing="Ely"), bench.keyed("c2", "b")]
    assert bench.run(*again).states == {2: "skipped", 3: "saved"}
    assert bench.run(*again, file="b.csv").counts == {"skipped": 2}
    assert len(bench.account.addresses) == 1


def test_a_mapping_may_say_that_the_case_matters(bench: Any) -> None:
    """Then two spellings are two customers."""
    bench.mapping = CASE
    rows = [bench.keyed("C1", "A"), bench.keyed("c1", "A")]
    assert bench.run(*rows).counts == {"saved": 2}
    assert bench.run(*rows, file="b.csv").counts == {"skipped": 2}
    assert bench.run(bench.keyed("C2", "A"), file="c.csv").counts == {"saved": 1}
    assert bench.run(bench.keyed("c2", "A"), file="d.csv").counts == {"saved": 1}
