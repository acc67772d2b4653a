"""Report files: written whole or not at all, private, and never over somebody's work."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO, TextIO

import orjson

from customer_import.errors import SettingError


@contextmanager
def written(path: Path, *, is_marked: bool = True) -> Iterator[TextIO]:
    """Open a text file that appears at its path, readable by the user alone, once all is written.

    Args:
        path: where it appears.
        is_marked: whether it begins with the mark by which Excel knows that it is UTF-8.

    Raises:
        SettingError: the folder cannot be written.
    """
    # newline="" because csv ends its lines itself; surrogates pass as they came.
    with (
        _appearing(path) as handle,
        os.fdopen(handle, "w", encoding="utf-8", newline="", errors="surrogatepass") as file,
    ):
        # By hand: the codec "utf-8-sig" is written in Python, and takes a tenth of a long report.
        file.write("\ufeff" if is_marked else "")
        yield file
        file.flush()
        os.fsync(handle)


@contextmanager
def written_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file of bytes that appears at its path just as a text does.

    Raises:
        SettingError: the folder cannot be written.
    """
    with _appearing(path) as handle, os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(handle)


@contextmanager
def _appearing(path: Path) -> Iterator[int]:
    """Give the handle of a file that nobody else can open; once closed, it replaces the path."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    temporary = Path(name)
    try:
        yield handle
        temporary.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def check_path(path: Path) -> None:
    """Check that a report can be written at a path.

    Raises:
        SettingError: it cannot.
    """
    folder = path.absolute().parent
    if path.is_dir():
        raise _is_folder(path)
    if path.exists() and not path.is_file():
        # A report replaces what is there, which must not happen to a device or a pipe.
        raise SettingError(f"{path} is not a file that can be replaced.", "Name another path.")
    if not folder.is_dir():
        raise SettingError(f"The folder of {path} does not exist.", "Make it, or name another.")
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise _unwritable(path, error) from error


def check_free(path: Path) -> None:
    """Check that a new file can be written at a path, where nothing is yet.

    Raises:
        SettingError: it cannot, or something is there.
    """
    check_path(path)
    if path.exists():
        raise exists_already(path)


def exists_already(path: Path) -> SettingError:
    """Return the error that says that a file is there."""
    return SettingError(
        f"{path} exists already and is not overwritten.",
        "Name another path with -o, or move it away.",
    )


def check_ending(path: Path, what: str, *endings: str, also: Collection[str] = ()) -> None:
    """Check that a path ends as a kind of file does, and is not a folder.

    Args:
        path: of the file.
        what: says what kind it is, as the beginning of a sentence.
        endings: that it may have, in small letters.
        also: endings that it may have and that nobody is told.

    Raises:
        SettingError: it does not.
    """
    if path.is_dir():
        raise _is_folder(path)
    if path.suffix.lower() not in (*endings, *also):
        raise SettingError(
            f"{what}, and {path} has another ending.",
            f"Choose a name that ends in {' or '.join(endings)}.",
        )


def _is_folder(path: Path) -> SettingError:
    return SettingError(f"{path} is a folder.", "Name a file in it.")


def check_replaceable(path: Path, option: str, mark: bytes) -> None:
    """Check that a path is free, or holds an earlier report of the same kind.

    Args:
        path: where the report is to go.
        option: that names it.
        mark: the bytes that only reports of this kind have near their beginning.

    Raises:
        SettingError: a report cannot be written there, or somebody's file is there.
    """
    check_path(path)
    try:
        with path.open("rb") as file:
            found = file.read(_BEGINNING)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(path, error) from error
    if found and mark not in found:
        raise SettingError(
            f"{path} exists already and is not one of our reports, so it is not overwritten.",
            f"Name another path with {option}, or move it away.",
        )


def _unwritable(path: Path, error: OSError) -> SettingError:
    reason = error.strerror or "it cannot be written"
    # Windows refuses so what another program has open, such as a spreadsheet.
    is_open = isinstance(error, PermissionError) and path.exists()
    remedy = (
        "Close it in other programs, or name another path." if is_open else "Name another path."
    )
    return SettingError(f"{path} cannot be written: {reason}.", remedy)


OWNED_BY = " "
_BEGINNING = 2048
"""Bytes in which the mark of a report is looked for."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The reports we wrote, by path, with what they held then.

    Attributes:
        path: of the registry's own file.
    """

    path: Path

    def is_ours(self, report: Path) -> bool:
        """Tell whether a file is byte for byte what we last wrote there."""
        try:
            known = self._known().get(_key(report), "").partition(OWNED_BY)[0]
            return report.is_file() and known == _digest(report)
        except OSError:
            # What cannot be read must not be overwritten.
            return False

    def note(self, report: Path, of: Path, target: str = "") -> None:
        """Remember a report just written, the list it is of, and the server that it is about.

        It is about none after a dry run, or where it holds invalid rows only.

        Raises:
            SettingError: the state folder cannot be written.
        """
        self._save({**self._known(), _key(report): _digest(report) + OWNED_BY + _owner(of, target)})

    def may_replace(self, report: Path, target: str) -> bool:
        """Tell whether a report is ours and holds nothing that this server's run does not tell."""
        owner = self._known().get(_key(report), "").partition(":")[2]
        return self.is_ours(report) and owner in ("", _short(""), _short(target))

    def remove(self, report: Path, of: Path, target: str = "") -> bool:
        """Remove a list's report that nobody changed, and tell whether there was one.

        The report of a run on another server stays; that of a real run stays after a dry run.

        Raises:
            SettingError: it cannot be removed.
        """
        owner = self._known().get(_key(report), "").partition(OWNED_BY)[2]
        if not self.is_ours(report) or owner not in (_owner(of, ""), _owner(of, target)):
            return False
        try:
            report.unlink()
        except OSError as error:
            raise _unwritable(report, error) from error
        self._save({key: value for key, value in self._known().items() if key != _key(report)})
        return True

    def _known(self) -> dict[str, str]:
        try:
            found = orjson.loads(self.path.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            # Without its memory nothing is ours, so nothing is overwritten.
            return {}
        return found if isinstance(found, dict) else {}

    def _save(self, known: dict[str, str]) -> None:
        temporary = self.path.with_suffix(f".{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_bytes(orjson.dumps(known))
            temporary.chmod(0o600)
            temporary.replace(self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from error


def _key(report: Path) -> str:
    return hashlib.sha256(str(report.resolve()).encode(errors="surrogatepass")).hexdigest()


def _owner(of: Path, target: str) -> str:
    return f"{_key(of)}:{_short(target)}"


def _short(target: str) -> str:
    return hashlib.sha256(target.encode(errors="surrogatepass")).hexdigest()[:16]


def _digest(report: Path) -> str:
    with report.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def free_path(wanted: Path, registry: Registry, *taken: Path, target: str = "") -> Path:
    """Return where a report can be written: as wanted, or `….errors-2.csv` beside somebody's work.

    Args:
        wanted: the path asked for.
        registry: the reports we wrote.
        taken: the input, which is never overwritten, and where other reports go.
        target: the server the report is about; blank for that of a dry run.
    """
    others = [other.resolve() for other in taken]
    return next(
        path
        for path in numbered(wanted)
        if path.resolve() not in others
        and (not path.exists() or registry.may_replace(path, target))
    )


def numbered(wanted: Path) -> Iterator[Path]:
    """Give the paths of a list's error reports: as wanted, then `….errors-2.csv` and so on."""
    yield wanted
    for number in count(2):
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
