"""Requests to stop: Ctrl-C, the signal of a service manager, a terminal that is closed.

The first one waits for the requests on their way. Ctrl-C a second time stops at once.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import typer

from customer_import.clock import Interrupted

Stopping = Callable[[], bool]
Handler = Callable[[int, FrameType | None], object]
INTERRUPTED = 130
_HANGUP = getattr(signal, "SIGHUP", None)
"""The terminal was closed, or the connection to it was lost; Windows does not have it."""
_STOPPED = "Stopped at once. The same command goes on, and settles what was under way.\n"
_SHOW_CURSOR = "\x1b[?25h"
"""A progress bar has hidden it."""


@contextmanager
def interruptible(said: Callable[[str], None]) -> Iterator[Stopping]:
    """Watch for a request to stop; yield a function that says whether there was one.

    Args:
        said: tells the user what happens.
    """
    asked: list[int] = []
    terminals = [descriptor for descriptor in (1, 2) if os.isatty(descriptor)]

    def ask(number: int, _: FrameType | None) -> None:
        # A terminal that is closed may say so more than once.
        again = number != _HANGUP and bool(asked)
        asked.append(number)
        if number == _HANGUP:
            _let_go(terminals)
        if again:
            _leave_at_once()
        said("Finishing the requests already sent… Press Ctrl-C again to stop at once.")

    with _handling(ask):
        yield lambda: bool(asked)


@contextmanager
def stopping_at_once() -> Iterator[None]:
    """Let a request to stop end what nobody has to wait for, such as reading a pipe.

    Raises:
        KeyboardInterrupt: somebody asked to stop.
    """

    def stop(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handling(stop):
        yield


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


@contextmanager
def _handling(handler: Handler) -> Iterator[None]:
    """Let a function handle the requests to stop."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    # What ignores a closed terminal, such as `nohup`, goes on.
    if _HANGUP is not None and signal.getsignal(_HANGUP) != signal.SIG_IGN:
        numbers.append(_HANGUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _let_go(terminals: list[int]) -> None:
    """Let what is still printed go nowhere: a closed terminal answers with an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in terminals:
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _leave_at_once() -> None:
    """End the program; threads may still wait for answers, and the ledger has all on the disk."""
    # Written past the stream: it may be in the midst of the first message.
    shown = f"\n{_SHOW_CURSOR}{_STOPPED}" if os.isatty(2) else _STOPPED
    with suppress(OSError):
        os.write(2, shown.encode())
    os._exit(INTERRUPTED)
