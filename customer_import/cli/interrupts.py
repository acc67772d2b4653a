"""Ctrl-C: the first waits for the requests on their way and stops, the second stops at once."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from customer_import.delivery.delivery import Interrupted

Stopping = Callable[[], bool]
INTERRUPTED = 130


@contextmanager
def interruptible(said: Callable[[str], None]) -> Iterator[Stopping]:
    """Watch for a request to stop; yield a function that says whether there was one.

    Args:
        said: tells the user what happens.
    """
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1:
            # Threads may still wait for answers; the ledger has everything on the disk.
            os._exit(INTERRUPTED)
        said("Finishing the requests already sent… Press Ctrl-C again to stop at once.")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def answering() -> Iterator[None]:
    """Let Ctrl-C stop at once while a question waits, since no request is on its way.

    Raises:
        Interrupted: the answer was Ctrl-C, or the input has ended.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except typer.Abort as error:
        raise Interrupted from error
    finally:
        signal.signal(signal.SIGINT, before)
