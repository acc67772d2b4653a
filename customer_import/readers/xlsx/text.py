"""Texts as parts store them: runs joined, phonetic guides left out, `_xHHHH_` decoded."""

import re

_ESCAPE = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
"""Halves of a surrogate pair stay as they are: alone they are no character."""


def decode(text: str) -> str:
    """Return a text with its `_xHHHH_` (ECMA-376 part 1, 22.9.2.19) as the character it means."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


class Runs:
    """Collects the text of one item: every `t`, but for those of phonetic guides (`rPh`)."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._guide = 0
        self._open = False

    def start(self, tag: str) -> None:
        """Take note of a tag within the item."""
        if tag == "t":
            self._open = not self._guide
        elif tag == "rPh":
            self._guide += 1

    def end(self, tag: str) -> None:
        """Take note of a closed tag within the item."""
        if tag == "t":
            self._open = False
        elif tag == "rPh":
            self._guide = max(0, self._guide - 1)

    def text(self, text: str) -> None:
        """Take the text that stands there."""
        if self._open:
            self._pieces.append(text)

    def take(self) -> str:
        """Return the item's text and begin a new one."""
        whole = "".join(self._pieces)
        self._pieces.clear()
        self._guide = 0
        self._open = False
        return decode(whole)
