"""Files that commands write for a person to change; none replaces another."""

from pathlib import Path

from customer_import.errors import SettingError
from customer_import.reports.files import exists_already


def write_new(path: Path, text: str) -> None:
    """Write a text to a new file.

    Raises:
        SettingError: the file exists, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise exists_already(path) from None
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise SettingError(f"{path}: {reason}.", "Name another path.") from error
