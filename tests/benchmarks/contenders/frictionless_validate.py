"""A list checked by frictionless, with a schema like the mapping: `frictionless_validate.py LIST`.

It sends nothing, so it is compared with a dry run.
"""

import sys
from typing import Any

from frictionless import Checklist, Resource, Schema, system

TEXTS = (
    *("Web", "Phone", "Mobile", "Fax", "First", "Street", "City", "State", "Zip", "Country"),
    "Remark",
)
FIELDS: list[dict[str, Any]] = [
    *({"name": name, "type": "string"} for name in TEXTS),
    {"name": "Id", "type": "string", "constraints": {"required": True, "unique": True}},
    {"name": "Last", "type": "string", "constraints": {"required": True}},
    {"name": "Company", "type": "string", "constraints": {"maxLength": 60}},
    {"name": "Email", "type": "string", "format": "email"},
    {"name": "ContactEmail", "type": "string", "format": "email"},
    {"name": "Dept", "type": "string", "constraints": {"enum": ["S", "T"]}},
    {"name": "Limit", "type": "number"},
    {"name": "Since", "type": "date"},
    {"name": "Region", "type": "string", "constraints": {"enum": ["N", "E", "S", "W"]}},
]


def main(path: str) -> None:
    """Validate, and stop where anything is wrong."""
    system.trusted = True  # the list stands under an absolute path
    with Resource(path) as resource:
        header = list(resource.header)
    ordered = sorted(FIELDS, key=lambda field: header.index(field["name"]))
    schema = Schema.from_descriptor({"fields": ordered})
    report = Resource(path, schema=schema).validate(Checklist())
    if not report.valid:
        raise SystemExit(report.to_summary())


if __name__ == "__main__":
    main(sys.argv[1])
