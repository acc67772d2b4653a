"""What counts as a change: null and blank are equal, numbers compare by value, dates by day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.comparing.change import (
    Action,
    FieldChange,
    RowPlan,
    Value,
    packed_changes,
    row_plan,
)
from customer_import.comparing.compare import Finding, compared, created, equal, found_now
from customer_import.comparing.fields import KeysSeen, ServerValues, server_values
from customer_import.customer import Kind

RECORD = {
    "ImportRowNumber": 2,
    "CustomerNumber": "C-1",
    "CustomerName": "Ada",
    "CustomerEmail": None,
    "CustomerBusinessPhone": {"PhoneNumber": "1"},
    "CustomFields": [
        {"DcfLabel": "Limit", "DCFDataType": 2, "DcfNumberValue": 12.5},
        {"DcfLabel": "Since", "DCFDataType": 3, "DcfDateValue": "2021-03-04"},
    ],
}
READABLE = {"CustomerName", "CustomerEmail", "CustomFields.Limit", "CustomFields.Since"}


def has(custom: dict[str, Value] | None = None, **fields: Value) -> ServerValues:
    """Return what the server has; custom fields by label."""
    return server_values({"CustomerName": "Ada", "CustomerEmail": None, **fields}, custom)


SAME = has({"Limit": "12.50", "Since": "2021-03-04T00:00:00"})


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (None, "", Kind.TEXT),
        (None, "  ", Kind.NUMBER),
        (" Ada ", "Ada", Kind.TEXT),
        (1, "1.00", Kind.NUMBER),
        (1e3, 1000, Kind.NUMBER),
        ("2021-03-04", "2021-03-04T00:00:00Z", Kind.DATE),
        (True, "true", Kind.BOOLEAN),
    ],
)
def test_what_means_the_same_is_equal(one: Value, other: Value, kind: Kind) -> None:
    """Blank equals null, a number its other spelling, a day its midnight."""
    assert equal(one, other, kind)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("0", None, Kind.TEXT),
        (0, None, Kind.NUMBER),
        ("ada", "Ada", Kind.TEXT),
        ("01", "1", Kind.TEXT),
        (1, "one", Kind.NUMBER),
        ("2021-03-04", "2021-03-05", Kind.DATE),
        (False, None, Kind.BOOLEAN),
    ],
)
def test_what_differs_is_not_equal(one: Value, other: Value, kind: Kind) -> None:
    """Zero is not blank, texts keep their case and zeros, another day is another date."""
    assert not equal(one, other, kind)


def test_a_new_customer_is_created_with_all_it_fills() -> None:
    """A create shows every value that can be compared, without an old one."""
    plan = created(2, "C-1", RECORD)
    assert plan.action == Action.CREATE
    assert [(each.field, each.old, each.new) for each in plan.changes] == [
        ("CustomerName", None, "Ada"),
        ("CustomFields.Limit", None, 12.5),
        ("CustomFields.Since", None, "2021-03-04"),
    ]
    assert plan.uncompared == ["CustomerBusinessPhone"]


def test_a_row_without_a_change_is_unchanged() -> None:
    """All values are there already, and nothing is filled that cannot be read."""
    record = {name: value for name, value in RECORD.items() if "Phone" not in name}
    assert compared(2, "C-1", record, SAME, READABLE).action == Action.UNCHANGED


def test_what_cannot_be_read_is_never_unchanged() -> None:
    """A phone is sent though nothing else changes, and so is a field that no answer had."""
    plan = compared(2, "C-1", RECORD, SAME, READABLE - {"CustomerEmail"})
    assert (plan.action, plan.changes) == (Action.UPDATE, ())
    assert plan.uncompared == ["CustomerEmail", "CustomerBusinessPhone"]


def test_a_change_has_its_old_and_its_new_value() -> None:
    """A key that this answer lacks and others have counts as null."""
    found = server_values({"CustomerName": "Eva"}, {"Since": "2020-01-01"})
    plan = compared(2, "C-1", RECORD, found, READABLE)
    assert [(each.field, each.old, each.new) for each in plan.changes] == [
        ("CustomerName", "Eva", "Ada"),
        ("CustomFields.Limit", None, 12.5),
        ("CustomFields.Since", "2020-01-01", "2021-03-04"),
    ]


def test_null_phones_are_not_readable() -> None:
    """A read that has phones as null says nothing of them."""
    found = has(CustomerBusinessPhoneNumber=None)
    record = {"CustomerNumber": "C-1", "CustomerBusinessPhoneNumber": "1"}
    plan = compared(2, "C-1", record, found, {"CustomerBusinessPhoneNumber"})
    assert plan.uncompared == ["CustomerBusinessPhoneNumber"]


def test_keys_that_some_answers_lack_are_known() -> None:
    """What an answer lacks is null only where another one has it."""
    keys = KeysSeen()
    keys.add(server_values({"CustomerName": "Ada", "CustomerEmail": "a@b.org"}, None))
    keys.add(server_values({"CustomerName": "Eva"}, None))
    assert keys.seen == {"CustomerName", "CustomerEmail"}
    assert keys.lacking == {"CustomerEmail"}


CHANGE = FieldChange("CustomerName", "Eva", "Ada")
UPDATE = RowPlan(2, "C-1", Action.UPDATE, (CHANGE,))
CREATE = RowPlan(2, "C-1", Action.CREATE, (CHANGE._replace(old=None),))
DELETE = RowPlan(2, "C-1", Action.DELETE, (FieldChange("CustomerName", "Ada", None),))


@pytest.mark.parametrize(
    ("plan", "found", "finding"),
    [
        (UPDATE, has(CustomerName=" Eva"), Finding.AS_PLANNED),
        (UPDATE, has(CustomerName="Ada"), Finding.AS_WRITTEN),
        (UPDATE, has(CustomerName="Bob"), Finding.CHANGED),
        (UPDATE, None, Finding.CHANGED),
        (UPDATE, server_values({"CustomerEmail": None}, None), Finding.UNREAD),
        (CREATE, None, Finding.AS_PLANNED),
        (CREATE, has(CustomerName="Ada"), Finding.AS_WRITTEN),
        (CREATE, has(CustomerName=""), Finding.CHANGED),
        (DELETE, has(CustomerName="Ada"), Finding.AS_PLANNED),
        (DELETE, has(CustomerName="Ada", CustomerEmail="a@b.org"), Finding.CHANGED),
        (DELETE, has(CustomerName="Eva"), Finding.CHANGED),
        (DELETE, None, Finding.AS_WRITTEN),
    ],
)
def test_only_what_is_as_planned_may_be_sent(
    plan: RowPlan, found: ServerValues | None, finding: Finding
) -> None:
    """What another user changed, created or deleted is found, and what cannot be read too."""
    assert found_now(plan, found, ()).finding == finding


def test_what_changed_since_the_plan_is_named() -> None:
    """A held row says which field changed, from what to what."""
    assert found_now(UPDATE, has(CustomerName="Bob"), ()).differences == [
        CHANGE._replace(new="Bob")
    ]


def test_a_lacking_key_is_null_only_where_the_plan_met_that() -> None:
    """An answer that suddenly lacks a field is not taken for a blank one."""
    plan = UPDATE._replace(changes=(CHANGE._replace(old=None),))
    thin = server_values({}, None)
    assert found_now(plan, thin, ()).finding == Finding.UNREAD
    assert found_now(plan, thin, {"CustomerName"}).finding == Finding.AS_PLANNED


def test_a_create_that_left_and_fills_nothing_to_compare_is_there() -> None:
    """Such a customer did not exist before; if it does now, the request was carried out."""
    plan = RowPlan(2, "C-1", Action.CREATE, (), ("CustomerBusinessPhone",))
    assert found_now(plan, has(), (), sent=True).finding == Finding.AS_WRITTEN
    assert found_now(plan, has(), ()).finding == Finding.CHANGED


VALUES = (
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.booleans()
    | st.integers(-(2**53), 2**53)
)


@given(st.lists(st.builds(FieldChange, st.just("A"), VALUES, VALUES, st.sampled_from(Kind))))
def test_a_plan_is_kept_as_it_is(changes: list[FieldChange]) -> None:
    """What is packed comes back the same."""
    plan = RowPlan(2, None, Action.UPDATE, tuple(changes), ("CustomerNote",))
    assert row_plan(2, None, "update", packed_changes(plan)) == plan
