"""Files that commands write for a person to change; none replaces another."""

from pathlib import Path

from customer_import.errors import SettingError


def check_new(path: Path) -> None:
    """Refuse before the work what would be refused afterwards.

    Raises:
        SettingError: the file exists, or its folder does not.
    """
    if path.exists():
        raise _exists(path)
    if not path.absolute().parent.is_dir():
        message = f"The folder of {path} does not exist."
        raise SettingError(message, "Make it, or name another path.")


def write_new(path: Path, text: str) -> None:
    """Write a text to a new file.

    Raises:
        SettingError: the file exists, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise SettingError(f"{path}: {reason}.", "Name another path.") from error


def _exists(path: Path) -> SettingError:
    return SettingError(
        f"{path} exists already and is not overwritten.",
        "Name another path with -o, or move it away.",
    )
