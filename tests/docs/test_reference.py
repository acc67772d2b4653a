import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "make_reference.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Load the script that makes the pages."""
    spec = importlib.util.spec_from_file_location("make_reference", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands", "mapping-reference"])
def test_the_pages_say_what_the_program_says(script: ModuleType, name: str) -> None:
    """Each page that is made is what the script makes today."""
    kept = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert script.PAGES[name]() == kept, "python scripts/make_reference.py makes them again"


def test_every_page_that_is_made_is_compared(script: ModuleType) -> None:
    """The script makes the two pages that are compared here, and no other."""
    assert list(script.PAGES) == ["commands", "mapping-reference"]


def test_every_key_has_words_of_its_own(script: ModuleType) -> None:
    """A key without a description is an error, and not told in what Python says of its type."""
    with pytest.raises(ValueError, match="needs a description"):
        script._first_paragraph(int)
