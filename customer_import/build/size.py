"""Records that are larger than any request are refused."""

import orjson

from customer_import.build import Built
from customer_import.calls import MOST_BYTES
from customer_import.problems import Code, Problem

MOST_RECORD = MOST_BYTES - 10_000
"""Bytes of a record at the most; the rest is for the names and row numbers of its request."""
SURELY_SMALL = 300_000
"""Characters of a row whose records are surely small enough: six bytes are the most that one
takes in JSON."""


def limited(built: Built) -> Built:
    """The row; with a problem where one of its records is too large."""
    if not built.valid or sum(map(len, built.row.cells)) <= SURELY_SMALL:
        return built
    if all(len(orjson.dumps(each)) <= MOST_RECORD for each in (built.customer, *built.addresses)):
        return built
    message = f"its record is larger than {MOST_RECORD:,} bytes; shorten its texts."
    problem = Problem(Code.RECORD_TOO_LARGE, message)
    return built._replace(problems=[*built.problems, problem])
