"""What a short script makes of a row, and how it posts: shared by the contenders that post."""

from typing import Any

import requests

DEPARTMENTS = {"S": "Sales", "T": "Service"}
FIELDS = {
    "Id": "CustomerNumber",
    "First": "CustomerFirstName",
    "Last": "CustomerLastName",
    "Company": "CustomerCompanyName",
    "Email": "CustomerEmail",
    "ContactEmail": "CustomerContactEmail",
    "Web": "CustomerWebsite",
    "Dept": "CustomerDepartment",
    "Phone": "CustomerBusinessPhone",
    "Mobile": "CustomerContactCellNumber",
    "Fax": "CustomerBusinessFaxNumber",
}
ADDRESS = {
    "Street": "AddressLine1",
    "City": "AddressCity",
    "State": "AddressStateProvince",
    "Zip": "AddressPostalCode",
    "Country": "AddressCountry",
}
CUSTOM = {"Limit": 2, "Since": 3, "Region": 1, "Remark": 1}


def customer(row: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a row."""
    record = {name: row[column] for column, name in FIELDS.items()}
    record["CustomerName"] = f"{row['First']} {row['Last']}"
    record["CustomerEmail"] = row["Email"].lower()
    record["CustomerDepartment"] = DEPARTMENTS[row["Dept"]]
    record["CustomFields"] = [
        {"DCFLabel": column, "DCFValue": row[column], "DCFDataType": kind}
        for column, kind in CUSTOM.items()
    ]
    return record


def address(row: dict[str, Any]) -> dict[str, Any]:
    """Return the address of a row."""
    record = {name: row[column] for column, name in ADDRESS.items()}
    return {"CustomerNumber": row["Id"], "AddressTypeName": "Billing", **record}


class Api:
    """The two calls.

    Args:
        base: the server's address.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._session = requests.Session()
        self._session.headers["Authorization"] = "Bearer t"

    def save_customers(self, records: list[dict[str, Any]]) -> None:
        """Save customers, 500 at the most."""
        data = {"ApplicableFields": list(records[0]), "Data": records}
        self._post("/public-api/customers/save", data)

    def save_addresses(self, records: list[dict[str, Any]]) -> None:
        """Save addresses, 500 at the most."""
        self._post("/public-api/addresses/customer/save", records)

    def _post(self, path: str, data: Any) -> None:
        """Send a request, and stop at anything but success."""
        response = self._session.post(self._base + path, json=data, timeout=120)
        response.raise_for_status()
        if response.json()["HasError"]:
            raise SystemExit(response.text)
