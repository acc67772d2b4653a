import pytest

from customer_import.mapping.suggest.unsplit import SIGNS, unsplit_at


@pytest.mark.parametrize("sign", SIGNS)
def test_one_column_full_of_a_sign_looks_unsplit(sign: str) -> None:
    """The header has the sign, and so have nearly all rows."""
    rows = [[sign.join(("1", "Ada", "Leeds"))]] * 9
    assert unsplit_at([sign.join(("No", "Name", "City"))], [*rows, ["-- end --"]]) == sign


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (["Name"], [["Lee, Ann"], ["King, Ada"]]),
        (["Last, First"], [["Ann Lee"], ["Ada King"]]),
        (["Last, First"], []),
        (["No^Name", "City"], [["1^Ada", "Leeds"]]),
        (["Name"], [["Ada"]]),
        (["E-mail:"], [["a@x.org"], ["b@x.org"]]),
        (["Full name of customer"], [["Ada of York"], ["Ann of Leeds"]]),
    ],
)
def test_other_lists_do_not(headers: list[str], rows: list[list[str]]) -> None:
    """A comma in names says nothing, nor does a sign where the rows do not have it."""
    assert unsplit_at(headers, rows) == ""
