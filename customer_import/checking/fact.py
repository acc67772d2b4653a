"""One thing that is to be known of a server, and how sure it is."""

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How sure a fact is."""

    PROVEN = "proven"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes:
        name: what it is about.
        certainty: how sure it is.
        message: what is known, or why it is not, and what to do.
    """

    name: str
    certainty: Certainty
    message: str


def proven(name: str, message: str) -> Fact:
    """Return a fact that is sure."""
    return Fact(name, Certainty.PROVEN, message)


def refuted(name: str, message: str) -> Fact:
    """Return a fact of which the contrary is sure."""
    return Fact(name, Certainty.REFUTED, message)


def unknown(name: str, message: str) -> Fact:
    """Return a fact that cannot be known."""
    return Fact(name, Certainty.UNKNOWN, message)
