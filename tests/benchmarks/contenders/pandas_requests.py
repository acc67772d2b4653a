"""A list into the API with pandas and requests, 500 at a time: `pandas_requests.py LIST URL`."""

import sys

import pandas as pd  # noqa: TID251 - what it does is what is measured
from record import Api, address, customer

MOST = 500


def main(path: str, base: str) -> None:
    """Read, rename, send."""
    api = Api(base)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for first in range(0, len(frame), MOST):
        rows = frame.iloc[first : first + MOST].to_dict("records")
        api.save_customers([customer(row) for row in rows])
        api.save_addresses([address(row) for row in rows])


if __name__ == "__main__":
    main(*sys.argv[1:])
