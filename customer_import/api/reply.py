"""The result of posting a body: a reply, or the reason why there is none.

This is not in the client, so that modules that only read answers do not load httpx.

    NO_SUCH_HOST  nothing was sent: the name of the server does not exist
    NOT_SENT      no connection was made: name, connect, pool, proxy
    MAYBE_DONE    the request may have arrived: a time-out, a dropped connection
    CERTIFICATE   the server is not who it should be
    UNFORESEEN    an error of ours or a change in httpx
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from customer_import.endpoints import Call

if TYPE_CHECKING:
    from concurrent.futures import Future


class Trouble(Enum):
    """Why there was no answer."""

    NO_SUCH_HOST = "no such host"
    NOT_SENT = "not sent"
    MAYBE_DONE = "maybe done"
    CERTIFICATE = "certificate"
    UNFORESEEN = "unforeseen"


class NoReply(Exception):
    """There was no answer.

    Attributes:
        trouble: what this means for the request.
        reason: what happened, in words.
    """

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: nothing of it is believed yet."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Post = Callable[[Call, bytes], Reply]
"""Posts a body; raises `NoReply`."""


def reply_of(future: "Future[Reply]") -> Reply | NoReply:
    """Return what came of a body that was posted in a thread, which is done."""
    try:
        return future.result()
    except NoReply as trouble:
        return trouble
