from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[3]


class Sample(NamedTuple):
    """What becomes of a sample list: how many rows are saved, invalid and failed."""

    saved: int
    invalid: int = 0
    failed: int = 0


SAMPLES = {
    "customers.csv": Sample(300),
    "customers-with-problems.csv": Sample(44, invalid=15, failed=1),
    "kunden.csv": Sample(120),
    "clientes.xlsx": Sample(80),
    "large.csv": Sample(1485, invalid=15),
    "new-contacts.xlsx": Sample(25),
}


@pytest.mark.parametrize(("name", "sample"), SAMPLES.items(), ids=SAMPLES)
def test_sample_is_imported_and_then_skipped(shell: Any, name: str, sample: Sample) -> None:
    """Each sample comes through as it is meant to; run again, what is saved is skipped."""
    shell.file(name, (ROOT / "sample_data" / name).read_bytes())
    mapping = (ROOT / "sample_data" / name).with_suffix(".yaml")
    shell.file(mapping.name, mapping.read_bytes())
    first = shell.run(name, "--sandbox", "--json")
    wanted = {state: count for state, count in sample._asdict().items() if count}
    assert (first.states, first.status) == (wanted, 1 if len(wanted) > 1 else 0)
    second = shell.run(name, "--sandbox", "--json")
    again = {"skipped" if state == "saved" else state: count for state, count in wanted.items()}
    assert second.states == again


def test_first_command_of_the_readme_has_a_result_worth_looking_at(shell: Any) -> None:
    """The main job on the first sample ends with 0, some rows, their number, and the counts."""
    shell.file("customers.csv", (ROOT / "sample_data" / "customers.csv").read_bytes())
    shell.file("customers.yaml", (ROOT / "sample_data" / "customers.yaml").read_bytes())
    done = shell.run("customers.csv", "--sandbox")
    assert done.status == 0
    assert "CustomerId 1" in done.out
    assert "… and 290 more rows; --show all shows every row." in done.out
    assert "300  saved" in done.out
