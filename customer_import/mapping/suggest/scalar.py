"""Texts as YAML scalars that any reader takes for texts."""

import re

_BARE = re.compile(r"[^\W\d_](?:[\w ./()+'°-]*[\w.)°])?")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What YAML 1.1 or 1.2 takes for something else than a text."""


def quoted(text: str) -> str:
    """A text as a YAML scalar: bare where that is surely the same text, else in quotes."""
    if _BARE.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(char) for char in escaped) + '"'


def _escaped(char: str) -> str:
    return char if char.isprintable() else f"\\U{ord(char):08x}"
