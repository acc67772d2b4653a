"""The shapes of the sandbox's answers, and what else public clients do not agree on.

The vendor's pages leave most of this open. The first entry of each group is what the sandbox does
if nothing else is chosen.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

WHOLE = {"whole": 400, "whole-200": 200, "whole-500": 500}
"""Shapes in which one bad record fails the request, by the status of that answer."""
SHAPES = ("list", "failures-by-row", "failures-by-number", *WHOLE)
"""Shapes that tell the truth, and let a client know which record is meant or that none is."""
ODD_SHAPES = (
    "failures-by-message",
    "twice",
    "zero-totals",
    "silent",
    "has-error",
    "all-refused",
    "all-saved",
)
"""Shapes that public clients met on a bad day: they name records only in a text, contradict
themselves, say nothing, or say what is not true."""
SHAPE_HELP: Mapping[str, str] = MappingProxyType(
    {
        "list": "one entry for each record, in order",
        "failures-by-row": "only failures are listed, FieldName is the row number",
        "failures-by-number": "only failures are listed, FieldName is the customer number",
        "whole": "one bad record fails the request with 400, and no record is named",
        "whole-200": "the same with 200",
        "whole-500": "the same with 500",
        "failures-by-message": "only failures are listed, the message names the customer number",
        "twice": "each record is listed twice",
        "zero-totals": "only failures are listed, every total is 0",
        "silent": "nothing is listed, every total is 0, HasError is false, also for failures",
        "has-error": "HasError is true although every record was saved",
        "all-refused": "every record is said to be refused, although the good ones were saved",
        "all-saved": "every record is said to be saved, although the bad ones were not",
    }
)
"""What the answers of each shape look like, in words for `--help`."""

ELEMENT_VARIANTS = MappingProxyType(
    {
        "records": "GetCustomersByNumber: a record for each known number; else envelopes",
        "mixed": "reads: every second record is in an envelope, the others are not",
    }
)
ABSENT_VARIANTS = MappingProxyType(
    {
        "absent-null": "GetCustomersByNumber: an unknown number is null, without an error",
        "absent-missing": "GetCustomersByNumber: an unknown number is left out",
        "absent-blank": "GetCustomersByNumber: an unknown number is a record with nothing in it",
    }
)
NUMBER_VARIANTS = MappingProxyType(
    {
        "all-exist": "GetCustomersByNumber: every number exists",
        "none-exist": "GetCustomersByNumber: no number exists",
        "strangers": "GetCustomersByNumber: a customer that nobody asked for is in the answer",
        "duplicates": "GetCustomersByNumber: each customer is in the answer twice",
        "reversed": "GetCustomersByNumber: the last number comes first",
    }
)
SEARCH_VARIANTS = MappingProxyType(
    {
        "no-filter": "advancedinfosearch: the filter is ignored",
        "false-flag": "advancedinfosearch: HasSuccessWithMoreDataRemaining is never true",
        "true-flag": "advancedinfosearch: HasSuccessWithMoreDataRemaining is always true",
        "zero-total": "advancedinfosearch: TotalRecordsLongCount is 0",
        "short-pages": "advancedinfosearch: a page has 100 records at most",
        "last-page-again": "advancedinfosearch: after the last page comes the last page again",
    }
)
RECORD_VARIANTS = MappingProxyType(
    {
        "few-keys": "reads: a record has its id, number and name only",
        "no-nulls": "reads: a record lacks the keys of blank fields",
        "null-phones": "reads: phones and addresses are there, but null",
        "camel-case": "reads: keys begin with a small letter",
        "lower-case": "reads: keys have small letters only",
    }
)
WRITE_VARIANTS = MappingProxyType(
    {
        "create-refuses": "createNew: a number that exists is refused; else it is ignored",
        "delete-frees": "delete: the number can be used again; else it stays taken",
    }
)
VARIANTS: Mapping[str, str] = MappingProxyType(
    {
        **ELEMENT_VARIANTS,
        **ABSENT_VARIANTS,
        **NUMBER_VARIANTS,
        **SEARCH_VARIANTS,
        **RECORD_VARIANTS,
        **WRITE_VARIANTS,
    }
)
"""What each variant changes, in words for `--help`."""
EXCLUSIVE = (ELEMENT_VARIANTS, ABSENT_VARIANTS, ("all-exist", "none-exist"))
"""Variants of which a sandbox can have one at a time."""


def check_variants(names: frozenset[str]) -> None:
    """Check that variants exist and go together.

    Raises:
        ValueError: they do not; the message says which.
    """
    if unknown := names - VARIANTS.keys():
        known = ", ".join(VARIANTS)
        raise ValueError(f"The variant {min(unknown)!r} does not exist; take some of {known}.")
    for group in EXCLUSIVE:
        if len(both := sorted(names.intersection(group))) > 1:
            raise ValueError(f"The variants {both[0]} and {both[1]} exclude each other; take one.")


class Manner(NamedTuple):
    """How a request is answered: in which shape, and with which variants."""

    shape: str
    variants: frozenset[str]

    def but_with(self, name: str) -> "Manner":
        """Return this manner with another shape, or with a variant that others give way to."""
        if name in SHAPE_HELP:
            return self._replace(shape=name)
        ousted = {each for group in EXCLUSIVE if name in group for each in group}
        return self._replace(variants=(self.variants - ousted) | {name})
