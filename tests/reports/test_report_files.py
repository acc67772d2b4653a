import os
import sys
from pathlib import Path

import pytest

from customer_import.errors import SettingError
from customer_import.reports.files import Registry, check_path, free_path, written, written_bytes

LIST = Path("list.csv")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Return a registry in a state folder that does not exist yet."""
    return Registry(tmp_path / "state" / "reports.json")


def ours(path: Path, registry: Registry, text: str = "ours") -> Path:
    """Write a report and remember it."""
    with written(path) as file:
        file.write(text)
    registry.note(path, LIST)
    return path


def test_file_appears_whole_and_private(tmp_path: Path) -> None:
    """A report is not there before it is complete, and then for the user alone."""
    path = tmp_path / "r.csv"
    with written(path) as file:
        file.write("é")
        assert not path.exists()
    assert path.read_bytes() == b"\xef\xbb\xbf\xc3\xa9"
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("bytes_", [False, True], ids=["text", "bytes"])
def test_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, bytes_: bool
) -> None:
    """A power cut leaves the old report or the whole new one: all is synced, then it is renamed."""
    path, synced = tmp_path / "r", []
    path.write_bytes(b"old")
    sync = os.fsync

    def note(handle: int) -> None:
        synced.append((os.fstat(handle).st_size, path.read_bytes()))
        sync(handle)

    monkeypatch.setattr("os.fsync", note)
    if bytes_:
        with written_bytes(path) as raw:
            raw.write(b"x" * 100_000)
    else:
        with written(path, is_marked=False) as file:
            file.write("x" * 100_000)
    assert synced == [(100_000, b"old")]
    assert path.read_bytes() == b"x" * 100_000


def test_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """Where writing fails the old file stays as it was, and nothing is left beside it."""
    path = tmp_path / "r.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), written(path) as file:
        file.write(str(1 // 0))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_report_that_is_open_elsewhere_is_to_be_closed(tmp_path: Path) -> None:
    """Windows does not let go of a file that a spreadsheet shows; the message says what helps."""
    path = tmp_path / "list.errors.csv"
    path.touch()
    with pytest.raises(SettingError, match="Close it in other programs, or name"), written(path):
        raise PermissionError(13, "Permission denied")
    assert path.read_bytes() == b""


@pytest.mark.parametrize("name", ["gone/r.csv", "x" * 300, "folder"])
def test_place_that_takes_nothing_is_named(tmp_path: Path, name: str) -> None:
    """A path nothing can be written to is named with its remedy; a folder is not replaced."""
    (tmp_path / "folder").mkdir()
    said = pytest.raises(SettingError, match=r"cannot be written: .+\. Name another path\.")
    with said, written(tmp_path / name):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_report_is_ours_until_it_changes(tmp_path: Path, registry: Registry) -> None:
    """A report is ours while it is byte for byte what was last written there."""
    path = ours(tmp_path / "r.csv", registry)
    assert registry.is_ours(path)
    path.write_text("fixed")
    assert not registry.is_ours(path)
    assert ours(path, registry, "again") == path
    assert registry.is_ours(path)


def test_same_bytes_elsewhere_are_not_ours(tmp_path: Path, registry: Registry) -> None:
    """Only what was written at a path is ours, not its copy."""
    path = ours(tmp_path / "r.csv", registry)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(path.read_bytes())
    assert not registry.is_ours(copy)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_without_its_memory_nothing_is_ours(
    tmp_path: Path, registry: Registry, content: bytes
) -> None:
    """A registry that is lost or damaged knows nothing, so nothing is overwritten."""
    path = ours(tmp_path / "r.csv", registry)
    registry.path.write_bytes(content)
    assert not registry.is_ours(path)
    assert free_path(path, registry, tmp_path / "list.csv") == tmp_path / "r-2.csv"


def test_registry_holds_no_name_and_no_data(tmp_path: Path, registry: Registry) -> None:
    """What is remembered are digests, readable by the user alone."""
    ours(tmp_path / "acme-customers.csv", registry, "ada@shop.example.com")
    if sys.platform != "win32":
        assert registry.path.stat().st_mode & 0o777 == 0o600
    kept = registry.path.read_bytes()
    assert b"acme" not in kept
    assert b"ada@" not in kept


def test_removing_takes_only_what_is_ours(tmp_path: Path, registry: Registry) -> None:
    """An unchanged report of ours is removed, and forgotten; nothing else is."""
    path, mine = ours(tmp_path / "r.csv", registry), tmp_path / "mine.csv"
    other = ours(tmp_path / "other.csv", registry)
    mine.write_text("mine")
    assert (registry.remove(path, LIST), registry.remove(mine, LIST)) == (True, False)
    assert (path.exists(), mine.exists(), registry.remove(path, LIST)) == (False, True, False)
    assert registry.is_ours(other)


def test_a_list_removes_no_report_of_another(tmp_path: Path, registry: Registry) -> None:
    """Only the list a report is of has it removed, however unchanged it is."""
    path = ours(tmp_path / "r.csv", registry)
    assert (registry.remove(path, tmp_path / "another.csv"), path.exists()) == (False, True)


def test_free_path_counts_past_somebody_s_work(tmp_path: Path, registry: Registry) -> None:
    """A report goes where it is wanted, unless somebody's work or the list stands there."""
    wanted, taken = tmp_path / "list.errors.csv", tmp_path / "list.csv"
    assert free_path(wanted, registry, taken) == wanted
    ours(wanted, registry)
    assert free_path(wanted, registry, taken) == wanted
    assert free_path(wanted, registry, wanted) == tmp_path / "list.errors-2.csv"
    wanted.write_text("fixing")
    (tmp_path / "list.errors-2.csv").write_text("fixing too")
    assert free_path(wanted, registry, taken) == tmp_path / "list.errors-3.csv"


def test_state_folder_that_takes_nothing_is_named(tmp_path: Path) -> None:
    """Where the registry cannot be written that is said by its name."""
    (tmp_path / "file").write_text("")
    report = tmp_path / "r.csv"
    report.write_text("")
    with pytest.raises(SettingError, match=r"reports\.json cannot be written"):
        Registry(tmp_path / "file" / "reports.json").note(report, LIST)


@pytest.mark.parametrize("name", ["r.csv", "there.csv"])
def test_path_that_can_be_written_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    """Looking whether a path can be written changes nothing there."""
    (tmp_path / "there.csv").write_text("mine")
    check_path(tmp_path / name)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("there.csv", "mine")]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may do everything")
def test_report_in_a_locked_folder_is_not_removed(tmp_path: Path, registry: Registry) -> None:
    """A report that cannot be removed is named."""
    folder = tmp_path / "locked"
    folder.mkdir()
    path = ours(folder / "r.csv", registry)
    folder.chmod(0o500)
    try:
        with pytest.raises(SettingError, match=r"r\.csv cannot be written"):
            registry.remove(path, LIST)
    finally:
        folder.chmod(0o700)
