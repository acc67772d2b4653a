"""Run the tests on all cores, in an environment of their own, with a sample of the large tables.

Their files are in memory where there is room, as on Linux; TMPDIR names another place.

What the caller's environment says of colours, widths, servers, languages and homes does not reach
the tests, nor the programs that they start.

A test marked `table` has many cases, each a combination of a few kinds of things. A sample of
them has every two kinds together at least once, which is where nearly all faults show, and is the
same in every run. With --all every case runs. With --share 2/3 the second of every three tests
runs, for whoever has several Pythons and little time.
"""

import argparse
import os
import signal
import site
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

KEPT = {
    *("PATH", "PATHEXT", "LD_LIBRARY_PATH", "TMPDIR", "TMP", "TEMP", "VIRTUAL_ENV"),
    *("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC"),
}
"""Variables that processes need to start at all."""
KEPT_PREFIXES = ("COV", "PYTEST", "HYPOTHESIS")
"""What variables begin with that belong to the tools of the tests."""
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
MEMORY = Path("/dev/shm")  # noqa: S108 - each test has a folder of its own in it
"""Where Linux keeps files in memory. The ledgers of tests wait for a disk half of their time."""
ROOM = 2 << 30
"""Bytes that must be free there: several times what a run of all tests leaves."""
Pair = tuple[tuple[int, str], tuple[int, str]]
"""Two of the kinds that a case is made of, each with its place."""


def _keep_files_in_memory() -> None:
    """Let temporary files be in memory, unless the caller names a place for them."""
    named = any(os.environ.get(name) for name in ("TMPDIR", "TMP", "TEMP"))
    if not named and os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        # pytest may have asked where they are already.
        tempfile.tempdir = None


def _use_own_environment() -> TemporaryDirectory[str]:
    """Take the caller's settings out of the environment; return the home that it names now."""
    home = TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True)
    # Packages of the user's own, which Python looks for in the home, are found all the same.
    own = dict.fromkeys(HOMES, home.name) | {"PYTHONUSERBASE": site.getuserbase()}
    for name in set(os.environ) - KEPT:
        if not name.startswith(KEPT_PREFIXES):
            del os.environ[name]
    os.environ.update(own, LANG="C.UTF-8", TZ="UTC")
    if sys.platform != "win32":
        time.tzset()
    return home


def _hear_signals() -> None:
    """Let a closed terminal and Ctrl-C end processes, as usual: a caller may have them ignored."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


_hear_signals()
_keep_files_in_memory()
HOME = _use_own_environment()
"""Made before any test is imported, for some libraries look at the environment just once."""


def pytest_unconfigure() -> None:
    """Remove the home."""
    HOME.cleanup()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the option --all, and take those of xdist where it is left out (`-p no:xdist`)."""
    parser.addoption(
        "--all", action="store_true", help="run every case of the tables, not only a sample"
    )
    parser.addoption(
        "--share", default="1/1", type=_share, help="run only each third test, the second: 2/3"
    )
    if not pluginmanager.hasplugin("xdist"):
        for option in ("--numprocesses", "--dist"):
            parser.addoption(option, help=argparse.SUPPRESS)


def _share(text: str) -> slice:
    """Return which tests `2/3` means.

    Raises:
        ArgumentTypeError: it is not written so.
    """
    which, _, shares = text.partition("/")
    if not (which.isdecimal() and shares.isdecimal() and 1 <= int(which) <= int(shares)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a share such as 2/3")
    return slice(int(which) - 1, None, int(shares))


def pytest_configure(config: pytest.Config) -> None:
    """Let tests of random data try the same examples each time, but with --all ever new ones."""
    # No deadline: the code is not to blame for a busy machine.
    settings.register_profile("sample", derandomize=True, database=None, deadline=None)
    settings.register_profile("all", derandomize=False, deadline=None)
    settings.load_profile("all" if config.getoption("all") else "sample")


def pytest_report_header(config: pytest.Config) -> str:
    """Say how much of the tables runs."""
    return f"tables: {'every case' if config.getoption('all') else 'a sample (all: --all)'}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run single files, and what is to show its output, in this process; else use all cores.

    A third of the tests' time they wait, for a server or for a program: for every two cores there
    is a further process.
    """
    here = not all(map(os.path.isdir, config.args)) or config.option.capture == "no"
    # Coverage has decided by now that it is measured in other processes.
    if here and not config.pluginmanager.hasplugin("_cov"):
        return 0
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else _cores() * 3 // 2


def _cores() -> int:
    """Return how many cores these tests may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of each table what its sample does not need, and what another share has."""
    chosen = items if config.getoption("all") else list(_without_rest_of_tables(items))
    chosen = chosen[config.getoption("share")]
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen


def _without_rest_of_tables(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    tables: dict[tuple[object, str], list[pytest.Function]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("table"):
            tables[item.parent, item.originalname].append(item)
    in_tables = {item for table in tables.values() for item in table}
    samples = {item for table in tables.values() for item in _sample(table)}
    return (item for item in items if item not in in_tables or item in samples)


def _sample(table: Sequence[pytest.Function]) -> Iterator[pytest.Function]:
    """Choose cases until every two kinds were together once, most new pairs first."""
    missing = {item: set(_pairs(item)) for item in table}
    while missing:
        best = max(missing, key=lambda item: len(missing[item]))
        found = missing.pop(best)
        if not found:
            return
        yield best
        for pairs in missing.values():
            pairs.difference_update(found)


def _pairs(item: pytest.Function) -> Iterable[Pair]:
    """Return every two kinds of a case; of a case of one kind, the kind twice."""
    marker = item.get_closest_marker("table")
    assert marker is not None
    kinds_of: Callable[..., Sequence[str]] = marker.kwargs.get("kinds", _flat)
    kinds = list(enumerate(kinds_of(*item.callspec.params.values())))
    return combinations(kinds, 2) if len(kinds) > 1 else [(kinds[0], kinds[0])]


def _flat(*values: object) -> list[str]:
    """Return the texts in a case's parameters, those in tuples one by one."""
    texts: list[str] = []
    for value in values:
        texts.extend(_flat(*value) if isinstance(value, tuple) else [str(value)])
    return texts
