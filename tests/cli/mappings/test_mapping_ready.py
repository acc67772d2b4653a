from pathlib import Path
from typing import Any

import pytest

from customer_import.mapping.find import ready_mappings


def test_only_what_is_shipped_is_listed(shell: Any) -> None:
    """`mapping list` names each ready mapping with its export, and no sample."""
    done = shell.call("mapping", "list")
    assert done.status == 0
    lines = [line.strip() for line in done.out.splitlines()[1:]]
    assert dict(zip(lines[::2], lines[1::2], strict=True)) == {
        name: f"For {ready.looks_like}." for name, ready in ready_mappings().items()
    }
    assert not {"kunden", "customers", "large"} & ready_mappings().keys()


@pytest.mark.parametrize("name", ["shopify", "datev"])
def test_a_ready_mapping_is_shown_as_it_is(shell: Any, name: str) -> None:
    """`mapping show` prints the file, comments and all."""
    done = shell.call("mapping", "show", name)
    assert (done.status, done.err) == (0, "")
    assert done.out == ready_mappings()[name].path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("args", "path"), [((), "xero.yaml"), (("-o", "my.yaml"), "my.yaml")])
def test_a_copy_is_a_mapping_to_change(shell: Any, args: tuple[str, ...], path: str) -> None:
    """`mapping copy` writes the file where it is asked to, and says how to use it."""
    done = shell.call("mapping", "copy", "xero", *args)
    assert (done.status, done.out) == (0, "")
    assert f"Wrote {path}. Change it as you need, then run with -m {path}." in done.err
    assert Path(path).read_text() == ready_mappings()["xero"].path.read_text()
    assert shell.call("mapping", "check", path).status == 0


def test_a_copy_overwrites_nothing(shell: Any) -> None:
    """A file that is there already stays as it is."""
    kept = shell.file("xero.yaml", "mine\n")
    done = shell.call("mapping", "copy", "xero")
    assert done.status == 2
    assert "xero.yaml exists already and is not overwritten." in done.err
    assert kept.read_text() == "mine\n"


@pytest.mark.parametrize("command", ["show", "copy"])
@pytest.mark.parametrize(
    ("name", "says"), [("shopfy", "Did you mean shopify?"), ("€€€", "They are datev, ")]
)
def test_an_unknown_name_is_told_with_the_nearest(
    shell: Any, command: str, name: str, says: str
) -> None:
    """A name that no ready mapping has is exit 2, with the nearest one or all of them."""
    done = shell.call("mapping", command, name)
    assert (done.status, done.out) == (2, "")
    assert f"No ready mapping is called {name}." in done.err
    assert says in done.err
