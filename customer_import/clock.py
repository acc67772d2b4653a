"""Time and chance, and the wish of a user to stop: all that a core waits for, or by."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


class Interrupted(Exception):
    """The user asked to stop; all requests on their way are settled."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, passed in so that tests do not wait.

    Attributes:
        now: returns the time of day, with its zone.
        monotonic: returns seconds that never jump.
        sleep: waits so many seconds.
        chance: returns a number from 0 to 1.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
