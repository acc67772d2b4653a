"""Rules for the project's own files, which no tool of the checks knows."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "customer_import").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sql_numbers_its_placeholders(path: Path) -> None:
    """SQL has `?` or `:name`: Python 3.12.0 to 3.12.3 take `?1` for a name, and warn."""
    assert re.findall(r"[ =(]\?\d\b.*", path.read_text(encoding="utf-8")) == []
