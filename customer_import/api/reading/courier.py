"""Posts reads, several at a time, and each again until it is answered or refused.

What a failure means is decided by `verdict`, and how long to wait by `Pace`, as for requests that
write. A read changes nothing, so every read is safe to send twice.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from typing import Any

from customer_import.api.pace import Pace
from customer_import.api.reading.listed import Elements, read_elements, refusal_text
from customer_import.api.reply import NoReply, Post, Reply, reply_of
from customer_import.api.verdict import UNREADABLE, Act, Failure, Verdict, judge, refusal
from customer_import.clock import Clock, Interrupted
from customer_import.endpoints import PATHS, Call
from customer_import.errors import CannotRead, Stopped
from customer_import.events import Listener

LOOK_UP = 0.25
"""Longest wait in seconds before we check whether the user wants to stop."""
MOST_FAULTS = 2
"""Answers of 500 to the same read after which it is not sent again."""
NOT_THERE = 404


@dataclass(frozen=True, slots=True)
class Question:
    """A read to be sent.

    Attributes:
        call: the call.
        body: what is posted.
        topic: what it is about, for whoever asks.
        attempts: how often it failed in a way that may pass.
        faults: how often the server answered 500.
        due: the time (monotonic clock) before which it is not sent.
        tries: whether it was sent to try a server that did not answer.
    """

    call: Call
    body: bytes
    topic: Any
    attempts: int = 0
    faults: int = 0
    due: float = 0.0
    tries: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a read.

    Attributes:
        topic: what it was about.
        answer: its answer; None if the server refused it, or failed each time.
        why: why there is none.
    """

    topic: Any
    answer: Elements | None
    why: str = ""


@dataclass(slots=True)
class Courier:
    """Posts reads, and waits for their answers.

    Attributes:
        post: posts a body; raises `NoReply`.
        executor: runs `post` in threads.
        pace: how fast to send, when to wait, when to give up.
        clock: time and chance.
        listener: hears what happens.
        stopping: returns whether the user asked to stop.
        requests: how many reads were sent so far.
    """

    post: Post
    executor: Executor
    pace: Pace
    clock: Clock
    listener: Listener
    stopping: Callable[[], bool]
    requests: int = 0
    _waiting: deque[Question] = field(default_factory=deque)
    _flying: dict[Future[Reply], Question] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the reads that have no answer yet."""
        return len(self._waiting) + len(self._flying)

    @property
    def has_room(self) -> bool:
        """Return whether another read could leave at once."""
        return len(self) < self.pace.most

    def ask(self, call: Call, body: bytes, topic: Any) -> None:
        """Take a read; it leaves when `hear` is called."""
        self._waiting.append(Question(call, body, topic))

    def forget(self) -> None:
        """Ask nothing more; what is on its way is not waited for."""
        self._waiting.clear()
        self._flying.clear()

    def hear(self) -> Heard:
        """Wait until a read is answered or refused, and return what became of it.

        Raises:
            Stopped: the server, the token or the address ends the command.
            Interrupted: the user asked to stop.
        """
        heard = None
        try:
            while heard is None:
                self._check_stopping()
                self._send()
                heard = self._land()
        except (Stopped, Interrupted):
            self.forget()
            raise
        return heard

    def _check_stopping(self) -> None:
        if self.stopping():
            raise Interrupted

    def _send(self) -> None:
        """Send what may leave now."""
        now = self.clock.monotonic()
        places = int(self.pace.limit) - len(self._flying)
        if self.pace.held is not None:
            places = 0 if self._flying else 1
        for question in [each for each in self._waiting if each.due <= now][: max(places, 0)]:
            if now < self.pace.not_before:
                return
            self._waiting.remove(question)
            leaving = replace(question, tries=self.pace.held is not None)
            self.requests += 1
            self._flying[self.executor.submit(self.post, question.call, question.body)] = leaving

    def _land(self) -> Heard | None:
        """Take the reply of one read; None if none came, or it is to be sent again."""
        if not self._flying:
            self._pause()
            return None
        done = next((each for each in self._flying if each.done()), None)
        if done is None:
            wait(self._flying, timeout=LOOK_UP, return_when=FIRST_COMPLETED)
            return None
        question = self._flying.pop(done)
        return self._judge(question, reply_of(done))

    def _pause(self) -> None:
        now = self.clock.monotonic()
        dues = [max(each.due, self.pace.not_before) for each in self._waiting]
        self.clock.sleep(min(max(min(dues, default=now) - now, 0.0), LOOK_UP))

    def _judge(self, question: Question, reply: Reply | NoReply) -> Heard | None:
        """Say what a reply means for a read; None if it is sent again."""
        verdict, answer = judge(reply, self.clock.now()), None
        if verdict.act == Act.MATCH and isinstance(reply, Reply):
            answer = read_elements(reply.body)
            verdict = verdict if answer is not None else UNREADABLE
        if verdict.act == Act.RETRY:
            return self._again(question, verdict)
        self.pace.went_well()
        if verdict.act == Act.STOP and verdict.stop is not None:
            raise _of_reading(verdict.stop, question.call, reply)
        if answer is None:
            return Heard(question.topic, None, verdict.reason)
        if answer.forbidden is not None:
            raise refusal(answer.forbidden)
        return Heard(question.topic, answer, refusal_text(answer))

    def _again(self, question: Question, verdict: Verdict) -> Heard | None:
        """Let a read wait for another attempt, unless the server failed at it too often."""
        now = self.clock.monotonic()
        attempts = question.attempts + 1
        due = self.pace.failed(verdict, attempts, now, safe=True, tries=question.tries)
        faults = question.faults + (verdict.failure == Failure.FAULT)
        if given_up := self.pace.given_up(verdict, now):
            raise given_up
        if faults >= MOST_FAULTS:
            return Heard(question.topic, None, verdict.reason)
        self._waiting.appendleft(replace(question, attempts=attempts, faults=faults, due=due))
        if waiting := self.pace.waiting(verdict, now):
            self.listener(waiting)
        return None


def _of_reading(stop: Stopped, call: Call, reply: Reply | NoReply) -> Stopped:
    """Say what stops a read; a call that does not exist need not be a wrong address."""
    if not isinstance(reply, Reply) or reply.status != NOT_THERE:
        return stop
    return CannotRead(
        f"The server does not know the call that reads customers (404): {PATHS[call]}.",
        f"{stop.remedy} If `run` works with this address, this server cannot be read, and only "
        "`run` can be used.",
    )
