"""Lists in .xls and .ods, run from end to end."""

import shutil
from pathlib import Path

from tests.cli.conftest import Shell

DATA = Path(__file__).parent.parent / "data" / "workbooks"
MAPPING = """\
version: 1
fields:
  CustomerNumber: Number
  CustomerName: Name
  CustomerContactPhone: Phone
  CustomFields:
    Limit: {column: Limit, type: number}
    Active: Active
  Addresses:
    Billing: {AddressPostalCode: Zip}
"""
