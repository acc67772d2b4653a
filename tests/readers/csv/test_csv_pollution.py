import importlib.util
import io
from pathlib import Path
from types import ModuleType

from customer_import.errors import NotStarted
from customer_import.readers.open_table import open_table
from customer_import.table import Source

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "pollution.py"
STEP = 23


def load() -> ModuleType:
    """Return the module that breaks lists, which the benchmark shares."""
    spec = importlib.util.spec_from_file_location("pollution_cases", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def good_rows(data: bytes) -> list[tuple[str, ...]]:
    """Return the rows that are handed on as good, without a warning about the list."""
    try:
        with open_table(Path("-"), Source(), io.BytesIO(data)) as table:
            if table.problems:
                return []
            return [tuple(row.cells) for row in table.rows if not row.flaws]
    except NotStarted:
        return []


def test_no_wrong_row_of_a_broken_list_is_handed_on_as_good() -> None:
    """However a list is broken, a row without a flaw has the cells of a true row."""
    pollution = load()
    cases = list(pollution.all_cases(STEP))
    wrong = [
        f"{case.kind} at {case.place}" for case in cases if pollution.judge(case, good_rows).wrong
    ]
    assert len(cases) > 500
    assert wrong == []


def test_one_broken_row_does_not_cost_the_others() -> None:
    """A row broken below the header leaves the clean rows clean, its neighbours aside."""
    pollution = load()
    styles = [(always, quote) for always in (False, True) for quote in "\"'"]
    cases = [
        case
        for always, quote in styles
        for case in (
            *pollution.row_cases(always=always, step=STEP, quote=quote),
            *pollution.cell_cases(always=always, step=STEP, quote=quote),
        )
        if not case.place.startswith("row 1 ")
    ]
    few = [case for case in cases if pollution.judge(case, good_rows).clean < pollution.ROWS - 3]
    assert few == []
