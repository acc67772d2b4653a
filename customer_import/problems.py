"""What is wrong with one row, as data: a stable code, the place, a sentence that says what to do.

Scripts and schedulers rely on the codes; a code is never renamed and never reused.
"""

from enum import StrEnum
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "notice"]
"""An error makes the row invalid. A warning does not, but nothing is sent under `--strict`. A
notice tells of something certain that was done to a value; it never stops `--strict`."""


class Code(StrEnum):
    """Every code a problem can carry."""

    # the list as a whole, found by the readers
    ENCODING_GUESSED = "encoding-guessed"
    HEADER_MISFIT = "header-misfit"
    # the list as a whole, found by the mapping
    NAMELESS = "nameless"
    LIMIT_CUTS = "limit-cuts"
    # the row as a whole, found by the readers
    ROW_SHORT = "row-short"
    ROW_LONG = "row-long"
    QUOTE = "quote"
    SECOND_TABLE = "second-table"
    # one cell, found by the readers
    CELL_ERROR = "cell-error"
    CELL_FORMULA = "cell-formula"
    ZEROS_UNKNOWN = "zeros-unknown"
    MERGED_CELL = "merged-cell"
    # one value, found by the mapping
    REQUIRED = "required"
    VALUE_UNKNOWN = "value-unknown"
    EMAIL = "email"
    NUMBER = "number"
    NUMBER_PRECISION = "number-precision"
    DATE = "date"
    DATE_AMBIGUOUS = "date-ambiguous"
    BOOLEAN = "boolean"
    MAX_LENGTH = "max-length"
    PATTERN = "pattern"
    ONE_OF = "one-of"
    PHONE = "phone"
    PHONE_UNCLEAR = "phone-unclear"
    SEVERAL_VALUES = "several-values"
    # one value that was cleaned of what is certain
    INVISIBLE = "invisible"
    APOSTROPHE = "apostrophe"
    FORMULA_TEXT = "formula-text"
    NULL_MARK = "null-mark"
    FLOAT = "float"
    # one value that looks damaged on its way
    DAMAGED_NUMBER = "damaged-number"
    DAMAGED_DATE = "damaged-date"
    LOST_ZEROS = "lost-zeros"
    MOJIBAKE = "mojibake"
    CUT = "cut"
    ENTITY = "entity"
    ENCODED = "encoded"
    ESCAPES = "escapes"
    LETTERS_LOST = "letters-lost"
    NULL_WORD = "null-word"
    # rows that are not customers
    NOTHING_FILLED = "nothing-filled"
    TOTAL_ROW = "total-row"
    REPORT_LINE = "report-line"
    RULED_LINE = "ruled-line"
    NOTE_ROW = "note-row"
    HINT_ROW = "hint-row"
    GROUP_TITLE = "group-title"
    CONTINUES_ROW = "continues-row"
    # rows of one customer
    DIFFERS_FROM_FIRST = "differs-from-first"
    ANOTHER_ROW = "another-row"
    # rows beside each other
    TWIN = "twin"
    NEAR_TWIN = "near-twin"
    NUMBER_ALIKE = "number-alike"
    # the record as a whole
    CUSTOMER_NUMBER_MISSING = "customer-number-missing"
    CUSTOMER_NUMBER_AND_AUTO = "customer-number-and-auto"
    CUSTOMER_NUMBER_TWICE = "customer-number-twice"
    CUSTOM_FIELDS_PARTLY_BLANK = "custom-fields-partly-blank"
    ADDRESS_TYPE_TWICE = "address-type-twice"
    ADDRESS_NEEDS_NUMBER = "address-needs-number"
    RECORD_TOO_LARGE = "record-too-large"
    # what the server made of it
    REFUSED = "refused"
    ADDRESS_REFUSED = "address-refused"
    NO_ANSWER = "no-answer"
    STILL_UNKNOWN = "still-unknown"
    NOT_DELETED = "not-deleted"
    # what the server had of it, when that was read
    UNREADABLE = "unreadable"
    CHANGED_SINCE = "changed-since"


class Problem(NamedTuple):
    """One thing that is wrong with one row; a named tuple, because every row may have one.

    Attributes:
        code: the stable code.
        message: what is wrong and what to do, in one sentence or two.
        field: the API's name, dotted (`CustomerContactCell.PhoneNumber`); blank for the whole row.
        column: the column as the file spells it; blank where no column is to blame.
        value: the cell as the file has it.
        severity: how much it matters.
        cause: what all rows with this problem have in common, without the value of this row: said
            of the field (`is not a date; …`), or a sentence of its own. Blank if the message has
            nothing that differs between rows, or if it is the server's.
    """

    code: str
    message: str
    field: str = ""
    column: str = ""
    value: str = ""
    severity: Severity = "error"
    cause: str = ""
