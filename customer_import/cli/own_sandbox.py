"""A sandbox of this process, over a data file."""

from pathlib import Path

from customer_import.errors import SettingError
from customer_import.sandbox import Sandbox, Settings


def opened_sandbox(data: Path, settings: Settings | None = None, port: int = 0) -> Sandbox:
    """A sandbox over a data file.

    Raises:
        SettingError: the file is something else, or the port is taken.
    """
    try:
        return Sandbox(data, settings or Settings(), port)
    except ValueError as error:
        raise SettingError(str(error), "") from error
    except OSError as error:
        message = f"The sandbox cannot start: {error.strerror or error}."
        raise SettingError(message, "Name another --port or data file.") from error
