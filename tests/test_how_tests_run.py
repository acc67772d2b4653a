"""The project's conftest.py: the sample of a table, the cores, and the environment of the tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILE = """
import os
from itertools import product
import pytest

@pytest.mark.table
@pytest.mark.parametrize("case", list(product("abcde", "vwxyz", "12345")), ids="".join)
def test_case(case):
    pass

@pytest.mark.table(kinds=lambda number: ["even" if number % 2 == 0 else "odd"])
@pytest.mark.parametrize("number", range(9))
def test_number(number):
    pass

def test_environment(request, tmp_path):
    print(dict(os.environ), hasattr(request.config, "workerinput"))
    print("files in", tmp_path)
"""
ALL_CORES = ("--numprocesses=auto", "--dist=worksteal")
"""What pyproject.toml gives to every run."""
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs pytest on a small file with the project's conftest; it gives the output."""
    shutil.copy(ROOT / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    table(kinds): has many cases\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(FILE)

    def run(*options: str, **env: str) -> str:
        command = (sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", *options)
        # What the run around this one was told to do is not for this one.
        own = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
        done = subprocess.run(
            command, cwd=tmp_path, env=own | env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run


def cores() -> int:
    """Return how many cores this machine lets us use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def names(output: str, test: str) -> list[str]:
    """Return the names of the cases of a test that ran."""
    passed = (line for line in output.splitlines() if line.startswith("PASSED"))
    return sorted(line.partition("[")[2][:-1] for line in passed if f"::{test}[" in line)


def pairs(cases: list[str]) -> set[tuple[str, ...]]:
    """Return every two kinds that are together in a case."""
    return {pair for case in cases for pair in combinations(case, 2)}


def test_a_sample_has_every_two_kinds_together(run: Run) -> None:
    """A third of the cases has all the pairs of kinds there are; with --all every case runs."""
    every = names(run("--all", "-n0"), "test_case")
    output = run("-n0")
    sample = names(output, "test_case")
    assert len(every) == 125
    assert len(sample) <= 42
    assert pairs(sample) == pairs(every)
    assert names(output, "test_number") == ["0", "1"]


def test_all_cores_run_the_same_sample(run: Run) -> None:
    """Folders run in three processes for every two cores; each chooses the sample that one does."""
    output = run(*ALL_CORES, "tests")
    assert "} True\n" in output
    assert f"{cores() * 3 // 2} worker" in output
    alone = run(*ALL_CORES, "-p", "no:xdist")
    assert "} False\n" in alone
    assert names(output, "test_case") == names(alone, "test_case")


def test_shares_are_all_tests_together_and_none_twice(run: Run) -> None:
    """Two shares are as large as each other, and a test is in just one of them."""
    first, second = (names(run("--all", "-n0", "--share", f"{n}/2"), "test_case") for n in (1, 2))
    assert abs(len(first) - len(second)) <= 1
    assert sorted(first + second) == names(run("--all", "-n0"), "test_case")


def test_a_case_that_is_asked_for_runs(run: Run) -> None:
    """It runs in one process, and no sample leaves it out."""
    file = "tests/test_it.py"
    output = run(*ALL_CORES, f"{file}::test_case[ev5]", f"{file}::test_environment")
    assert names(output, "test_case") == ["ev5"]
    assert "} False\n" in output


def test_the_callers_environment_does_not_reach_the_tests(run: Run) -> None:
    """What a caller says of colours, widths, servers and homes changes nothing."""
    given = {"NO_COLOR": "1", "COLUMNS": "200", "WASP_API_TOKEN": "mine", "TZ": "Asia/Kolkata"}
    output = run("-s", "-k", "environment", **given, HOME="/nowhere", LC_ALL="C", TERM="dumb")
    for name in ("NO_COLOR", "COLUMNS", "WASP_API_TOKEN", "LC_ALL", "TERM", "nowhere", "Asia"):
        assert name not in output


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="only Linux has files in memory there")  # noqa: S108
def test_files_are_in_memory_unless_the_caller_names_a_place(run: Run, tmp_path: Path) -> None:
    """Tests do not wait for a disk; TMPDIR is where their files are if it is given."""
    room = shutil.disk_usage("/dev/shm").free >= 2 << 30  # noqa: S108
    usual, place = run("-s", "-k", "environment", TMPDIR=""), tmp_path / "place"
    assert ("files in /dev/shm/" in usual) == room
    place.mkdir()
    assert f"files in {place}/" in run("-s", "-k", "environment", TMPDIR=str(place))
