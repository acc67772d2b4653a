"""How fast to send, how long to wait, when to give up. Clock and chance are passed in."""

from collections.abc import Callable
from dataclasses import dataclass

from customer_import.api.verdict import Act, Failure, Verdict
from customer_import.errors import Stopped, Unreachable
from customer_import.events import Waiting

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
UNANSWERED = 10.0
"""Seconds of failure after which a server that never answered is given up."""
PAGE_WAIT = 3.0
"""Seconds before a server is asked again that answered with a web page. Public clients saw the live
service do so once, and work again seconds later."""
MOST_PAGES = 3
"""Web pages in a row that end the run: the first, and those of two further tries."""


def backoff(attempt: int, chance: Callable[[], float]) -> float:
    """Return the seconds to wait before an attempt: doubled each time, capped, the half by chance.

    Args:
        attempt: how many attempts have failed, from 1.
        chance: returns a number from 0 to 1.
    """
    longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempt, 16))
    return longest * (1 + chance()) / 2


@dataclass(slots=True)
class Pace:
    """The pace of a run: it slows down for all requests when the server is busy, and recovers.

    Attributes:
        most: most requests at a time.
        patience: seconds of nothing but failure after which the run gives up.
        chance: returns a number from 0 to 1.
        answered: whether the server ever answered.
        limit: requests at a time now.
        not_before: the time before which nothing is sent.
        failing_since: time of the first failure since the last success; None if there is none.
        failures: number of failures since the last success.
        held: the server does not answer, or with a web page, so that only one request at a time
            is sent, to try it; else None.
        pages: web pages since the last success.
    """

    most: int
    patience: float
    chance: Callable[[], float]
    answered: bool = False
    limit: float = 0.0
    not_before: float = 0.0
    failing_since: float | None = None
    failures: int = 0
    held: Verdict | None = None
    pages: int = 0

    def __post_init__(self) -> None:
        """Begin at full pace."""
        self.limit = float(self.most)

    @property
    def failing(self) -> bool:
        """Return whether the last request failed in a way that may pass."""
        return self.failing_since is not None

    @property
    def waits_for_page(self) -> bool:
        """Return whether web pages came in place of the last answer."""
        return self.held is not None and self.held.failure == Failure.PAGE

    def went_well(self) -> None:
        """Note that the server answered properly, even if with a refusal."""
        self.release()
        self.answered, self.failing_since, self.failures, self.pages = True, None, 0, 0
        self.limit = min(float(self.most), self.limit + 1 / self.limit)

    def release(self) -> None:
        """Let all requests go on: the server answers again."""
        if self.held is not None:
            self.held, self.not_before = None, 0.0

    def failed(
        self, verdict: Verdict, attempts: int, now: float, *, safe: bool, tries: bool = True
    ) -> float:
        """Note a failure that may pass.

        Args:
            verdict: what the failure means.
            attempts: how often the same request has failed.
            now: the time.
            safe: whether the request may be sent twice.
            tries: whether the request was sent to try the server; others, sent before it was
                known that the server does not answer, count once.

        Returns:
            when to try again.
        """
        self.answered = self.answered or verdict.answered
        self.failing_since = now if self.failing_since is None else self.failing_since
        if verdict.failure in (Failure.AWAY, Failure.PAGE):
            if self.held is None or tries:
                self._hold(verdict, now)
            if not safe:
                self.limit = 1.0
            return now
        self.release()
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

    def _hold(self, verdict: Verdict, now: float) -> None:
        """Let nothing leave for a while, then one request at a time."""
        self.held = verdict
        if verdict.failure == Failure.PAGE:
            self.pages += 1
            self.not_before = now + PAGE_WAIT
            return
        self.failures += 1
        due = now + backoff(self.failures, self.chance)
        self.not_before = min(due, self._ends) if self._ends > now else due

    @property
    def _ends(self) -> float:
        bearable = self.patience if self.answered else min(self.patience, UNANSWERED)
        return (self.failing_since or 0.0) + bearable

    def waiting(self, verdict: Verdict, now: float) -> Waiting | None:
        """Say why nothing is sent, and for how long; None if something may leave."""
        seconds = self.not_before - now
        if seconds <= 0 or (verdict.wait is None and self.held is None):
            return None
        is_away = verdict.failure == Failure.AWAY
        return Waiting(seconds, verdict.reason, self._ends - now if is_away else None)

    def given_up(self, verdict: Verdict, now: float) -> Stopped | None:
        """Say why to give up; None while failure was short and the server asks for little."""
        if verdict.act != Act.RETRY:
            return None
        if verdict.failure == Failure.PAGE:
            return verdict.stop if self.pages >= MOST_PAGES else None
        if verdict.stop is not None and not self.answered:
            return verdict.stop
        if now + (verdict.wait or 0.0) < self._ends:
            return None
        waits = f"; it asks to wait {verdict.wait:.0f} s" if verdict.wait else ""
        return Unreachable(
            f"Gave up on the server: {verdict.reason}{waits}.",
            "Nothing is lost: when it answers again, run the same command to go on.",
        )
