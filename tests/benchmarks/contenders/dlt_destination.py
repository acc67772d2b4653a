"""A list into the API by a custom destination of dlt, 500 at a time: `dlt_destination.py LIST URL`.

The pipeline's own files stay in a folder that goes with the process.
"""

import csv
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Read by dlt when it is imported.
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"

import dlt
from record import Api, address, customer

MOST = 500


def main(path: str, base: str) -> None:
    """Extract, normalise, load."""
    api = Api(base)

    @dlt.resource(name="customers")
    def rows() -> Iterator[dict[str, str]]:
        with Path(path).open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    @dlt.destination(batch_size=MOST, naming_convention="direct", skip_dlt_columns_and_tables=True)
    def wasp(items: list[dict[str, Any]], _: dict[str, Any]) -> None:
        api.save_customers([customer(row) for row in items])
        api.save_addresses([address(row) for row in items])

    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline("customers", destination=wasp, pipelines_dir=folder)
        pipeline.run(rows()).raise_on_failed_jobs()


if __name__ == "__main__":
    main(*sys.argv[1:])
