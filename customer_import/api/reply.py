"""What comes of posting a body: an answer as it came, or what kept it away.

Apart from the client, so that whoever only reads answers does not load HTTP:

    NOT_SENT      no connection was made: name, connect, pool, proxy
    MAYBE_DONE    the request may have arrived: a time-out, a dropped connection
    CERTIFICATE   the server is not who it should be
    UNFORESEEN    a mistake of ours or a change of httpx
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Trouble(Enum):
    """What kept an answer away."""

    NOT_SENT = "not sent"
    MAYBE_DONE = "maybe done"
    CERTIFICATE = "certificate"
    UNFORESEEN = "unforeseen"


class NoReply(Exception):
    """There was no answer.

    Attributes:
        trouble: what that means for the request.
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
