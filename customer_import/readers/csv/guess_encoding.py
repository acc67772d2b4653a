"""Guesses which of the old encodings a text is in, by the letters of the languages written in it.

A reading fits if nearly all characters beyond ASCII are letters of one language, each where it
belongs in its word. Where several fit alike, the statistics of chardet decide: it knows which
letters follow each other in a language, but is often wrong about a few names.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from customer_import.readers.csv.alphabets import (
    ALPHABETS,
    APOSTROPHE,
    COMMON,
    COMMON_LEADS,
    EAST,
    EAST_SIGNS,
    KANA,
    ORDINALS,
    QUOTES,
    SIGNS,
    THAI_MARKS,
    THAI_VOWELS_IN_FRONT,
)

_FALLBACK = "cp1252"
_FITS = 0.9
_ALIKE = 0.02
_MIXED = 0.985
"""How well letters fit that belong to several languages of one encoding."""
_CLUMSY = 0.5
"""How well a letter fits that could be where it is but hardly is in a list of names."""
_MORE_COMMON = 0.1
_JUDGED = 6_000
"""Bytes that are judged."""
_RANKED = 16_000
"""Bytes that chardet looks at; it makes use of the ASCII letters too."""
_LAST_LATIN = "\u024f"
_REPLACED = "\ufffd"
_SHARP_S = "ß"
_BETWEEN = re.compile(rb'[\t",;\r\n]+')
"""What is between cells; no byte of it is part of a longer character in any encoding here."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_SHOWN = re.compile(r"[^\s,;|\"]*[^\x00-\x7f\s][^\s,;|\"]*")
_MOST_SHOWN = 5
_LONGEST_SHOWN = 24
_LONG = 2
"""A word of more letters hardly begins with a small letter in a list of names."""


class Guess(NamedTuple):
    """A guess.

    Attributes:
        codec: Python's name.
        words: those that depend on it, the most telling first.
    """

    codec: str
    words: tuple[str, ...]


def guess_encoding(sample: bytes) -> Guess:
    """Return the most likely encoding of a text that is not UTF-8.

    Args:
        sample: whole lines; every byte beyond ASCII that the file has is among theirs.
    """
    judged = _telling_cells(sample)
    strict = {codec: text for codec, text in _readings(judged) if _REPLACED not in text}
    codec = _best(sample, strict) or _best(sample, dict(_readings(judged)))
    if codec is None:
        codec = max(strict, key=_ranks(sample).__getitem__, default=_FALLBACK)
    return Guess(codec, tuple(_telling_words(judged.decode(codec, "replace"))))


def _telling_cells(sample: bytes) -> bytes:
    """Return cells with bytes beyond ASCII: first those that bring new ones, then others."""
    cells = [cell for cell in dict.fromkeys(_BETWEEN.split(sample)) if not cell.isascii()]
    seen: set[int] = set()
    first: list[bytes] = []
    others: list[bytes] = []
    for cell in cells:
        is_new = not seen.issuperset(cell)
        seen.update(cell)
        (first if is_new else others).append(cell)
    length, taken = 0, []
    for cell in [*first, *others]:
        if length > _JUDGED:
            break
        taken.append(cell)
        length += len(cell)
    return b"\n".join(taken)


def _readings(judged: bytes) -> Iterator[tuple[str, str]]:
    for codec in (*ALPHABETS, *EAST):
        yield codec, judged.decode(codec, "replace")


def _best(sample: bytes, texts: Mapping[str, str]) -> str | None:
    """Return the codec whose letters fit best; None where none fits."""
    fits = {codec: _fit(codec, text) for codec, text in texts.items()}
    best = max(fits.values(), default=0.0)
    if best < _FITS:
        return None
    alike = [codec for codec in texts if fits[codec] >= best - _ALIKE]
    if len({texts[codec] for codec in alike}) == 1 or _has_only_signs(texts[alike[0]]):
        return alike[0]
    return _likeliest(alike, fits, texts, _ranks(sample))


def _has_only_signs(text: str) -> bool:
    """Tell whether no letter is beyond ASCII, so that there is nothing to know a language by."""
    return all(char.isascii() or char in SIGNS for char in text)


def _likeliest(
    alike: Sequence[str],
    fits: Mapping[str, float],
    texts: Mapping[str, str],
    ranks: Mapping[str, float],
) -> str:
    """Return which of several readings is the likeliest, under its usual name."""

    def rank(codec: str) -> tuple[float, int]:
        return ranks[codec], -alike.index(codec)

    family = ALPHABETS.get(max(alike, key=rank), EAST)
    own = [codec for codec in alike if ALPHABETS.get(codec, EAST) is family]
    if family is EAST:
        common = {codec: _common_share(codec, texts[codec]) for codec in own}
        best = max(own, key=lambda codec: (common[codec] // _MORE_COMMON, *rank(codec)))
    else:
        best = max(own, key=lambda codec: (fits[codec], *rank(codec)))
    return next(codec for codec in alike if texts[codec] == texts[best])


def _ranks(sample: bytes) -> dict[str, float]:
    """Return how sure chardet is of each encoding."""
    import chardet  # noqa: PLC0415 - slow to import, seldom needed

    found = chardet.detect_all(sample[:_RANKED], ignore_threshold=True, compat_names=False)
    sure = {
        codecs.lookup(each["encoding"]).name: each["confidence"]
        for each in reversed(found)
        if each["encoding"]
    }
    return {codec: sure.get(codecs.lookup(codec).name, 0.0) for codec in (*ALPHABETS, *EAST)}


def _fit(codec: str, text: str) -> float:
    """Return the share of the characters beyond ASCII explained by one language, or several."""
    if codec in EAST:
        return _eastern_share(codec, text)
    single = max(_share(text, alphabet) for alphabet in ALPHABETS[codec])
    return max(single, _MIXED * _share(text, "".join(ALPHABETS[codec])))


@lru_cache(maxsize=64)
def _letters(alphabet: str) -> frozenset[str]:
    return frozenset(alphabet) | frozenset(alphabet.upper()) | frozenset("İ" * ("ı" in alphabet))


def _share(text: str, alphabet: str) -> float:
    letters = _letters(alphabet)
    counts = Counter(char for char in text if not char.isascii())
    total = counts.total()
    known = sum(count for char, count in counts.items() if char in letters or char in SIGNS)
    if known < _FITS * total:
        return known / total
    return (known - sum(_misplaced(text, letters))) / total if total else 1.0


def _misplaced(text: str, letters: frozenset[str]) -> Iterator[float]:
    """Yield how badly each letter and sign fits that is not where it belongs."""
    for word in _WORD.finditer(text):
        if not word[0].isascii():
            for at, char in enumerate(word[0]):
                if not char.isascii() and char in letters:
                    yield 1 - _place(word[0], at)
    for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if char in SIGNS and char not in letters:
            yield _sign_in_word(char, before, after)
        elif (
            (char in THAI_MARKS and before <= _LAST_LATIN)
            or (char in THAI_VOWELS_IN_FRONT and (after <= _LAST_LATIN or after in THAI_MARKS))
            or (not char.isascii() and before.isdigit() and _ends_there(char, after))
        ):
            yield 1.0


def _ends_there(char: str, after: str) -> bool:
    """Tell whether a Latin letter ends its word, as in `5ş`, which is more likely a `5º`."""
    return char <= _LAST_LATIN and char.isalpha() and char not in ORDINALS and not after.isalpha()


def _sign_in_word(sign: str, before: str, after: str) -> float:
    """Return how badly a sign fits beside letters; an apostrophe belongs there."""
    beside = (before.isalpha() and sign not in ORDINALS) + after.isalpha()
    if sign == APOSTROPHE or not beside:
        return 0.0
    if sign in QUOTES:
        return 1.0 if beside > 1 else 0.0
    return 1.0 if beside > 1 else _CLUMSY


def _place(word: str, at: int) -> float:
    """Return how well a letter fits where it is in its word."""
    char = word[at]
    if char > _LAST_LATIN:
        near = word[max(0, at - 1) : at] + word[at + 1 : at + 2]
        if any(each.isascii() and each.isalpha() for each in near):
            return 0.0
    if char.isupper() and at and (word[at - 1].islower() or _is_capital_within(word, at)):
        return 0.0
    if not char.islower() or char == _SHARP_S:
        return 1.0
    others = [each for each in word[1:at] + word[max(1, at + 1) :] if each != each.swapcase()]
    if len(others) > 1 and all(map(str.isupper, others)):
        return 0.0
    begins = at == 0 and char <= _LAST_LATIN and len(word) > _LONG
    return _CLUMSY if begins else 1.0


def _is_capital_within(word: str, at: int) -> bool:
    """Tell whether the second letter alone is a capital beside the first, as in `KÜster`."""
    return word[at - 1].isupper() and word[at + 1 : at + 2].islower()


def _eastern_share(codec: str, text: str) -> float:
    total = fitting = 0
    for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if not char.isascii():
            total += 1
            mixed = any(each.isascii() and each.isalpha() for each in (before, after))
            fitting += not mixed and _is_usual(codec, char)
    return fitting / total if total else 0.0


@lru_cache(maxsize=1 << 14)
def _is_usual(codec: str, char: str) -> bool:
    """Tell whether a character is in the part of its encoding that everyday words are in."""
    if EAST_SIGNS.match(char) or (KANA.match(char) and codec in {"cp932", "euc_jp"}):
        return True
    code = char.encode(codec, "replace")
    (first, last), lowest = COMMON_LEADS[codec]
    is_word = char.isalpha() and not KANA.match(char)
    return len(code) > 1 and is_word and first <= code[0] <= last and code[1] >= lowest


def _common_share(codec: str, text: str) -> float:
    """Return the share of the characters that are common in names and addresses."""
    own = [char for char in text if not char.isascii() and not EAST_SIGNS.match(char)]
    common = COMMON[codec]
    return sum(char in common for char in own) / max(1, len(own))


def _telling_words(text: str) -> Iterator[str]:
    """Yield the few words that show the most of the characters that depend on the guess."""
    words = [word for word in dict.fromkeys(_SHOWN.findall(text)) if len(word) <= _LONGEST_SHOWN]
    words = words or [word[:_LONGEST_SHOWN] for word in _SHOWN.findall(text)]
    shown: set[str] = set()
    for _ in range(_MOST_SHOWN):
        left = {word: {char for char in word if not char.isascii()} - shown for word in words}
        word = max(words, key=lambda word: (len(left[word]), -len(word)), default="")
        if not word or not left[word]:
            return
        shown |= left[word]
        yield word
