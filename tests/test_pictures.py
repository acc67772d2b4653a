import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Load the script that makes the pictures."""
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "scripts/make_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(os.name == "nt", reason="Windows writes paths in its own way")
@pytest.mark.parametrize("name", ["clean-run", "run-with-problems", "preview"])
def test_the_pictures_show_what_the_program_prints(script: ModuleType, name: str) -> None:
    """Each picture is what the program prints today."""
    kept = (ROOT / "docs" / f"{name}.svg").read_text(encoding="utf-8")
    assert script.picture(name) == kept, "python scripts/make_pictures.py makes them again"


def test_every_picture_is_shown(script: ModuleType) -> None:
    """A page shows each picture there is."""
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert [name for name in script.PICTURES if f"]({name}.svg)" not in pages] == []
