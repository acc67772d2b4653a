"""The page about results explains every key of the objects that scripts read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "results.md"


def keys(value: Any) -> Iterator[str]:
    """Yield every key of an object, those of the objects in it included."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from keys(each)


@pytest.mark.parametrize(
    "command",
    [
        *(("plan", "list.csv"), ("history",), ("history", "last"), ("history", "check")),
        ("run", "list.csv", "--sandbox"),
    ],
    ids=" ".join,
)
def test_every_key_is_explained(shell: Any, serve: Any, command: tuple[str, ...]) -> None:
    """A script's author finds each key of each command that prints JSON."""
    serve()
    shell.make("1,Ada,ada@shop.example.com", "2,Bob,no mail")
    shell.run("list.csv")
    told = shell.call(*command, "--json", "--state-dir", shell.state).json
    page = PAGE.read_text(encoding="utf-8")
    assert told
    assert [key for key in keys(told) if f"`{key}`" not in page] == []
