"""What the vendor's pages do not say, as it is assumed unless a mapping says otherwise."""

from typing import Literal

from pydantic import Field

from customer_import.mapping.mirror import Model


class CustomFieldTypes(Model):
    """`DCFDataType` of each type of custom field."""

    text: int = Field(1, description="that of a text: in use by public programs")
    number: int = Field(2, description="that of a number: assumed")
    date: int = Field(3, description="that of a date: assumed")


DateZone = Literal["none", "utc"]


class Assumptions(Model):
    """What the vendor's pages do not say, as it is assumed here; a mapping may say otherwise."""

    custom_field_types: CustomFieldTypes = Field(
        CustomFieldTypes(), description="DCFDataType; only that of text is known from public code"
    )
    custom_field_status: int = Field(0, description="DcfValueRecordStatus of an active value")
    custom_fields_left_out_are_kept: bool = Field(
        True, description="custom fields that a record does not list keep their stored value"
    )
    cleared_as: Literal["null", "empty"] = Field(
        "null", description="what empties a stored text where `blank: clear` says so"
    )
    name_customer_number: bool = Field(True, description="ApplicableFields may name CustomerNumber")
    number_case_matters: bool = Field(
        False, description="C-1 and c-1 are two customers, also in a list and between runs"
    )
    notes_are_added_again: bool = Field(
        True, description="a record sent twice adds its notes twice, so it never is unasked"
    )
    attachments_are_added_again: bool = Field(
        True, description="the same of AttachmentsToAdd and AttachmentsToDelete"
    )
    date_zone: DateZone = Field(
        "none",
        description="the zone of dates that are sent: none (2021-03-04T00:00:00), or utc "
        "(2021-03-04T00:00:00+00:00)",
    )
    empty_answer_is_saved: bool = Field(
        True,
        description="an answer to a single record that reports no error, and no success either, "
        "means that it is saved",
    )
    numbers_per_read: int = Field(
        100, ge=1, le=500, description="customer numbers in one request that reads"
    )
