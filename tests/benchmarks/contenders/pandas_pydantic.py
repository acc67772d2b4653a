"""The same with a pydantic model a row, so that rows are checked: `pandas_pydantic.py LIST URL`."""

import sys
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pandas as pd  # noqa: TID251 - what it does is what is measured
from pydantic import BaseModel, BeforeValidator, EmailStr, Field, ValidationError
from record import Api, address, customer

MOST = 500
Mail = Annotated[EmailStr | None, BeforeValidator(lambda given: given or None)]


class Row(BaseModel):
    """A row of the list."""

    Id: str = Field(min_length=1)
    First: str
    Last: str = Field(min_length=1)
    Company: str = Field(max_length=60)
    Email: Mail
    ContactEmail: Mail
    Web: str
    Dept: Literal["S", "T"]
    Phone: str
    Mobile: str
    Fax: str
    Street: str
    City: str
    State: str
    Zip: str
    Country: str
    Limit: Decimal
    Since: date
    Region: Literal["N", "E", "S", "W"]
    Remark: str


def right(frame: pd.DataFrame) -> list[Row]:
    """Return the rows that are right; print what is wrong with the others."""
    rows = []
    for number, values in enumerate(frame.to_dict("records"), 2):
        try:
            rows.append(Row.model_validate(values))
        except ValidationError as error:
            sys.stderr.write(f"row {number}: {error}\n")
    return rows


def main(path: str, base: str) -> None:
    """Read, check, send."""
    api = Api(base)
    checked = right(pd.read_csv(path, dtype=str, keep_default_na=False))
    for first in range(0, len(checked), MOST):
        rows = [row.model_dump(mode="json") for row in checked[first : first + MOST]]
        api.save_customers([customer(row) for row in rows])
        api.save_addresses([address(row) for row in rows])


if __name__ == "__main__":
    main(*sys.argv[1:])
