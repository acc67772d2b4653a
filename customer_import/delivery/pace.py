"""How fast to send, how long to wait, when to give up. Clock and chance are passed in."""

from collections.abc import Callable
from dataclasses import dataclass

from customer_import.api.verdict import Act, Verdict
from customer_import.errors import Unreachable

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
UNANSWERED = 10.0
"""Seconds of failure after which a server that never answered is given up."""


def backoff(attempt: int, chance: Callable[[], float]) -> float:
    """Return the seconds to wait before an attempt: doubled each time, capped, with full jitter.

    Args:
        attempt: how many attempts have failed, from 1.
        chance: returns a number from 0 to 1.
    """
    longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempt, 16))
    return chance() * longest


@dataclass(slots=True)
class Pace:
    """The pace of a run: it slows down for all requests when the server is busy, and recovers.

    Attributes:
        most: most requests at a time.
        patience: seconds of nothing but failure after which the run gives up.
        chance: returns a number from 0 to 1.
        limit: requests at a time now.
        not_before: the time before which nothing is sent.
        answered: whether the server ever answered.
        failing_since: time of the first failure since the last success; None if there is none.
        failures: number of failures since the last success.
    """

    most: int
    patience: float
    chance: Callable[[], float]
    limit: float = 0.0
    not_before: float = 0.0
    answered: bool = False
    failing_since: float | None = None
    failures: int = 0

    def __post_init__(self) -> None:
        """Begin at full pace."""
        self.limit = float(self.most)

    @property
    def failing(self) -> bool:
        """Return whether the last request failed in a way that may pass."""
        return self.failing_since is not None

    def went_well(self) -> None:
        """Note that the server answered properly, even if with a refusal."""
        self.answered, self.failing_since, self.failures = True, None, 0
        self.limit = min(float(self.most), self.limit + 1 / self.limit)

    def failed(self, verdict: Verdict, attempts: int, now: float, *, safe: bool) -> float:
        """Note a failure that may pass.

        Args:
            verdict: what the failure means.
            attempts: how often the same request has failed.
            now: the time.
            safe: whether the request may be sent twice.

        Returns:
            when to try again.
        """
        self.answered = self.answered or verdict.answered
        self.failing_since = now if self.failing_since is None else self.failing_since
        self.failures += 1
        due = now + (verdict.wait or backoff(max(attempts, 1), self.chance))
        if verdict.wait is not None:
            self.limit = max(1.0, self.limit / 2)
            self.not_before = max(self.not_before, due)
        elif not safe:
            # A dead server costs one row with every request that cannot be repeated: go slowly.
            self.limit = 1.0
            self.not_before = max(self.not_before, now + backoff(self.failures, self.chance))
        return min(due, self._ends) if verdict.wait is None and self._ends > now else due

    @property
    def _ends(self) -> float:
        bearable = self.patience if self.answered else min(self.patience, UNANSWERED)
        return (self.failing_since or 0.0) + bearable

    def given_up(self, verdict: Verdict, now: float) -> Unreachable | None:
        """Say why to give up; None while failure was short and the server asks for little."""
        if verdict.act != Act.RETRY or now + (verdict.wait or 0.0) < self._ends:
            return None
        waits = f"; it asks to wait {verdict.wait:.0f} s" if verdict.wait else ""
        return Unreachable(
            f"Gave up on the server: {verdict.reason}{waits}.",
            "Nothing is lost: when it answers again, run the same command to go on.",
        )
