from customer_import.cli.lists.open_list import identity
from customer_import.cli.options.for_reading import ReadOptions
from customer_import.mapping.load import parse_mapping

MAPPING = "version: 1\nfields: {CustomerNumber: Id}\n"
STORED = "0e860c2bf3fafe03962617e7c7c5daed41c2bdfd88a6358e4e76b42b9401d8d0"
"""What ledgers hold already."""


def identity_of(options: ReadOptions, again: str = "", text: str = MAPPING) -> str:
    """Return the identity of the run of a list whose digest is `d`."""
    return identity("d", parse_mapping(text, "m.yaml"), options, again)


def test_a_ledger_of_an_earlier_version_knows_its_run() -> None:
    """What the ledger keeps of a command stays the same, whatever we call things."""
    options = ReadOptions("Data", 3, "cp1252", ";", 10)
    assert identity_of(options, "resend=False unknown=True") == STORED


def test_another_command_is_another_run() -> None:
    """Other options, another mapping, or other rows to send again do not go on with a run."""
    found = {
        identity_of(ReadOptions()),
        identity_of(ReadOptions(limit=1)),
        identity_of(ReadOptions(), "resend=True unknown=False"),
        identity_of(ReadOptions(), text=MAPPING.replace("Id", "Number")),
    }
    assert len(found) == 4
