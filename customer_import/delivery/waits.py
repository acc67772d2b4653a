"""When nothing may be sent: how long that lasts, and who is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from customer_import.api.pace import Pace
from customer_import.api.verdict import Act, Verdict
from customer_import.clock import Clock
from customer_import.errors import Stopped
from customer_import.events import Event, Listener, Waiting

LOOK_UP = 0.25
"""Longest wait in seconds before we check whether the user wants to stop."""


@dataclass(slots=True)
class Waits:
    """The waits of a run.

    Attributes:
        pace: how fast the run may send.
        clock: time and chance.
        listener: hears how long nothing is sent.
    """

    pace: Pace
    clock: Clock
    listener: Listener
    _told: tuple[Waiting, float] | None = None

    @property
    def is_held(self) -> bool:
        """Return whether nothing may leave now."""
        return self.clock.monotonic() < self.pace.not_before

    def pause(self, due: Iterable[float]) -> None:
        """Sleep until something may leave, but not for long.

        Args:
            due: when requests may be sent again.
        """
        now = self.clock.monotonic()
        self._tell_again(now)
        # What is due already has to wait for something else that is not.
        times = (*due, self.pace.not_before)
        first = min((each for each in times if each > now), default=now + LOOK_UP)
        self.clock.sleep(min(max(first, self.pace.not_before) - now, LOOK_UP))

    def _tell_again(self, now: float) -> None:
        """Tell again how long nothing is sent, when a second has passed."""
        if self._told is None:
            return
        told, at = self._told
        passed = now - at
        if 1 <= passed < told.seconds:
            ends = None if told.gives_up is None else told.gives_up - passed
            event = Waiting(told.seconds - passed, told.reason, ends)
            self._told = event, now
            self.listener(event)

    def hear(self, verdict: Verdict) -> tuple[Stopped | None, list[Event]]:
        """Note whether the server answers again, which was asked by reading.

        Returns:
            why to give up, if that is so; and what to tell.
        """
        if verdict.failure is None:
            self.pace.release()
            return None, []
        now = self.clock.monotonic()
        self.pace.failed(verdict, 1, now, safe=True)
        return self.pace.given_up(verdict, now), self._begun(verdict, now)

    def adapt(
        self, verdict: Verdict, attempts: int, *, safe: bool, tries: bool
    ) -> tuple[float, list[Event]]:
        """Adapt the pace to an answer.

        Args:
            verdict: what the answer means.
            attempts: how often the same request was sent.
            safe: whether the request may be sent twice.
            tries: whether it was sent to try the server.

        Returns:
            when to send the request again, and what to tell.
        """
        now = self.clock.monotonic()
        if verdict.act != Act.RETRY:
            self.pace.went_well()
            return now, []
        due = self.pace.failed(verdict, attempts, now, safe=safe, tries=tries)
        return due, self._begun(verdict, now)

    def given_up(self, verdict: Verdict) -> Stopped | None:
        """Say why to give up; None while failure was short."""
        return self.pace.given_up(verdict, self.clock.monotonic())

    def _begun(self, verdict: Verdict, now: float) -> list[Event]:
        """Return that nothing is sent for a while, if that is so."""
        waiting = self.pace.waiting(verdict, now)
        if waiting is None:
            return []
        self._told = waiting, now
        return [waiting]
