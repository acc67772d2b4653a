"""Ctrl-C: once finishes what is in flight and stops, twice stops at once."""

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
    """Whether the user asked to stop, for as long as the context lasts.

    Args:
        said: tells the user what happens.
    """
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1:
            # Threads may still wait for answers; the ledger has all of it on the disk.
            os._exit(INTERRUPTED)
        said("Stopping once what is in flight is answered; Ctrl-C again stops at once.")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def answering() -> Iterator[None]:
    """While a question waits, nothing is in flight: Ctrl-C stops at once.

    Raises:
        Interrupted: the answer was Ctrl-C, or that there will be none.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except typer.Abort as error:
        raise Interrupted from error
    finally:
        signal.signal(signal.SIGINT, before)
