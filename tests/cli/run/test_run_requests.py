from typing import Any

import pytest

HEADER = "Id,Name,Email,Limit,Street,City"
MAPPING = """\
version: 1
fields:
  CustomerNumber: Id
  CustomerName: Name
  CustomerEmail: Email
  CustomFields:
    Limit: {column: Limit, type: number}
  Addresses:
    Billing: {AddressLine1: Street, AddressCity: City}
"""
CLEAR = MAPPING.replace("fields:", "blank: clear\nfields:", 1)


def make(shell: Any, *rows: str, mapping: str = MAPPING) -> None:
    """Write a list with all columns."""
    shell.make(*rows, header=HEADER, mapping=mapping)


def test_request_names_the_fields_its_records_fill(shell: Any, recorder: Any) -> None:
    """`ApplicableFields` is what these records fill, not what the mapping could."""
    make(shell, "1,Ada,,,,")
    shell.run("list.csv")
    [body] = recorder.customers
    assert body["ApplicableFields"] == ["CustomerNumber", "CustomerName"]
    assert body["Data"][0].keys() == {"ImportRowNumber", "CustomerNumber", "CustomerName"}


def test_rows_that_fill_other_fields_go_in_other_requests(shell: Any, recorder: Any) -> None:
    """Rows share a request only where they fill the same fields."""
    make(shell, "1,Ada,,,,", "2,Bo,bo@shop.example.com,,,", "3,,,5,,", "4,Di,,,,")
    shell.run("list.csv")
    sent: dict[frozenset[str], set[str]] = {}
    for body in recorder.customers:
        numbers = {record["CustomerNumber"] for record in body["Data"]}
        sent.setdefault(frozenset(body["ApplicableFields"]), set()).update(numbers)
    assert sent == {
        frozenset({"CustomerNumber", "CustomerName"}): {"1", "4"},
        frozenset({"CustomerNumber", "CustomerName", "CustomerEmail"}): {"2"},
        frozenset({"CustomerNumber", "CustomFields"}): {"3"},
    }


def test_record_fills_exactly_the_fields_its_request_names(shell: Any, recorder: Any) -> None:
    """Of no record more or less is sent than its request names, and the row number."""
    make(shell, "1,Ada,,,a,b", "2,Bo,bo@shop.example.com,7,,", "3,,,5,,", "4,Di,,,,")
    shell.run("list.csv")
    for body in recorder.customers:
        for record in body["Data"]:
            assert record.keys() == {"ImportRowNumber", *body["ApplicableFields"]}


def test_number_alone_still_names_itself(shell: Any, recorder: Any) -> None:
    """`ApplicableFields` is never empty, which would mean all and wipe what nobody mapped."""
    make(shell, "1,,,,,")
    shell.run("list.csv")
    assert recorder.customers[0]["ApplicableFields"] == ["CustomerNumber"]


def test_cleared_cells_are_sent_as_null_and_named(shell: Any, recorder: Any) -> None:
    """Under `blank: clear` a blank cell is null, and its field is among those to be written."""
    make(shell, "1,Ada,,,,", mapping=CLEAR)
    shell.run("list.csv")
    [body] = recorder.customers
    assert body["Data"][0]["CustomerEmail"] is None
    assert {"CustomerName", "CustomerEmail"} <= set(body["ApplicableFields"])


@pytest.mark.parametrize("mapping", [MAPPING, CLEAR], ids=["keep", "clear"])
def test_neither_addresses_nor_row_numbers_are_named(
    shell: Any, recorder: Any, mapping: str
) -> None:
    """`ApplicableFields` never has `Addresses` or `ImportRowNumber`."""
    make(shell, "1,Ada,,,Main St 1,Boston", mapping=mapping)
    shell.run("list.csv")
    named = {name for body in recorder.customers for name in body["ApplicableFields"]}
    assert named.isdisjoint({"Addresses", "ImportRowNumber"})
    assert all("Addresses" not in body["Data"][0] for body in recorder.customers)


def test_row_number_is_the_one_a_spreadsheet_shows(shell: Any, recorder: Any) -> None:
    """`ImportRowNumber` is the row as Excel numbers it, in the record and its custom fields."""
    make(shell, "1,Ada,,5,,", '2,"Bo\nof two lines",,6,,', "3,Cy,,7,,")
    shell.run("list.csv")
    records = [record for body in recorder.customers for record in body["Data"]]
    rows = {record["CustomerNumber"]: record["ImportRowNumber"] for record in records}
    assert rows == {"1": 2, "2": 3, "3": 4}
    for record in records:
        assert [each["ImportRowNumber"] for each in record["CustomFields"]] == [
            record["ImportRowNumber"]
        ]


def test_first_request_carries_one_row(shell: Any, recorder: Any) -> None:
    """What is wrong with the token, the address or a field costs one row."""
    make(shell, *(f"{number},Name,,,," for number in range(1, 8)))
    shell.run("list.csv")
    assert [len(body["Data"]) for body in recorder.customers] == [1, 6]


def test_chunk_size_is_the_most_records_of_a_request(shell: Any, recorder: Any) -> None:
    """`--chunk-size N` sends no more than N records a request, addresses included."""
    make(shell, *(f"{number},Name,,,Street,City" for number in range(1, 8)))
    done = shell.run("list.csv", "--chunk-size", "4", "--json")
    assert sorted(len(body["Data"]) for body in recorder.customers) == [1, 2, 4]
    assert sorted(map(len, recorder.addresses)) == [3, 4]
    assert done.json["requests"] == 5


def test_no_request_has_more_than_500_records(shell: Any, recorder: Any) -> None:
    """Unless told to send fewer, a request carries up to 500 records."""
    make(shell, *(f"{number},Name,,,," for number in range(1, 1003)))
    shell.run("list.csv")
    assert sorted(len(body["Data"]) for body in recorder.customers) == [1, 1, 500, 500]


def test_rows_with_notes_never_share_a_request_with_rows_without(shell: Any, recorder: Any) -> None:
    """What is safe to send twice and what is not go apart."""
    mapping = "version: 1\nfields: {CustomerNumber: Id, CustomerName: Name, CustomerNote: Note}\n"
    shell.make("1,A,x", "2,B,", "3,C,y", "4,D,", header="Id,Name,Note", mapping=mapping)
    shell.run("list.csv")
    noted = [{"CustomerNote" in record for record in body["Data"]} for body in recorder.customers]
    assert {len(kinds) for kinds in noted} == {1}


def test_addresses_go_after_their_customers(shell: Any, recorder: Any) -> None:
    """An address is sent once its customer is saved, with its number and type."""
    make(shell, "1,Ada,,,Main St 1,Boston", "2,Bo,,,,")
    shell.run("list.csv")
    calls = [path for path, _ in recorder.bodies]
    assert calls == ["customers/save", "customers/save", "addresses/customer/save"]
    assert recorder.addresses == [
        [
            {
                "CustomerNumber": "1",
                "AddressLine1": "Main St 1",
                "AddressCity": "Boston",
                "AddressTypeName": "Billing",
            }
        ]
    ]


def test_blank_cell_leaves_what_is_stored_alone(shell: Any, serve: Any) -> None:
    """An update whose e-mail is blank leaves the stored e-mail and every other column alone."""
    server = serve()
    make(shell, "1,Ada,ada@shop.example.com,5,,")
    shell.run("list.csv")
    make(shell, "1,Ada Lovelace,,,,")
    assert shell.run("list.csv", "--json").states == {"saved": 1}
    stored = server.store.customer("1").fields
    assert stored["CustomerName"] == "Ada Lovelace"
    assert stored["CustomerEmail"] == "ada@shop.example.com"
    assert list(stored["CustomFields"]) == ["Limit"]


def test_blank_cell_empties_what_is_stored_where_that_is_wanted(shell: Any, serve: Any) -> None:
    """Under `blank: clear` an update whose e-mail is blank empties the stored one."""
    server = serve()
    make(shell, "1,Ada,ada@shop.example.com,5,,", mapping=CLEAR)
    shell.run("list.csv")
    make(shell, "1,Ada,,5,,", mapping=CLEAR)
    assert shell.run("list.csv", "--json").states == {"saved": 1}
    stored = server.store.customer("1").fields
    assert "CustomerEmail" not in stored
    assert stored["CustomerName"] == "Ada"
