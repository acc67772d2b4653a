"""How large a regular expression becomes when its repeats are written out, as the engine does."""

import re

LARGEST_PATTERN = 20_000
"""Signs of a pattern with its repeats written out: it takes some MB then. What values are checked
with has some dozen; `a{1000000000}` would take all memory there is."""
_DIGITS = 9
"""Digits of a number that is read; a longer one is larger than any limit."""
_TOKEN = re.compile(
    r"\\[pPN]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|(?P<open>\()|(?P<close>\))|\{(?P<least>\d*),?(?P<most>\d*)\}|.",
    re.DOTALL,
)


def pattern_size(pattern: str) -> int:
    """Return the number of signs of a pattern with its repeats written out, nested ones too."""
    # Of each group that is open: the size of its parts but the last, and of the last, which alone
    # a repeat is of.
    groups = [[0, 0]]
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            groups.append([0, 0])
        elif token["close"] and len(groups) > 1:
            inner = sum(groups.pop())
            groups[-1] = [sum(groups[-1]), max(inner, 1)]
        elif token["least"] or token["most"]:
            groups[-1][1] *= max(_number(token["least"]), _number(token["most"]), 1)
        else:
            groups[-1] = [sum(groups[-1]), 1]
    return sum(map(sum, groups))


def _number(digits: str) -> int:
    return int(digits[: _DIGITS + 1] or 0)
