"""Telling the old one-byte encodings apart by the alphabets of the languages written in them.

A codec fits where nearly all characters beyond ASCII are letters of one language, capitals
standing at the beginning of words only. Where two fit alike, the more widespread one is taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_FITS = 0.9
_LAST_LATIN = "\u024f"
_SIGNS = frozenset("’‘“”„–—…€°©®™«»´·•§²³½¼£")
_APOSTROPHE = "’"
_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "áéíñóúüçàèòïºª",  # Spanish, Catalan
    "àáâãçéêíóôõúü",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "æøåéäöüáíóúðþý",  # Danish, Swedish, Norwegian, Icelandic
    "éëïóöüáíèêú",  # Dutch
)
_WEST = ("cp1252", "mac_roman", "cp850")
_ALPHABETS: Mapping[str, Sequence[str]] = {
    "cp1252": _WESTERN,
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýžöü",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîșțşţ",  # Romanian
        "čćđšž",  # Croatian, Slovene
    ),
    "cp1254": ("çğıöşüâîûİ",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp1251": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў№",),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",),
    "koi8_r": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",),
}
_COMMON = {"cp1251": "оеаинтсрвл", "koi8_r": "оеаинтсрвл", "cp1253": "αοιετσνηυρς"}
_LONGEST = 4000
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff]")
_BYTES_EACH = 1.25
"""High bytes a Japanese character takes in Shift_JIS; western text misread for it has one."""


def guess_by_alphabet(sample: bytes) -> str | None:
    """Return the codec whose letters fit, or None where none does.

    Args:
        sample: lines with bytes beyond ASCII, in an encoding that is not UTF-8.
    """
    if _is_shift_jis(sample[:_LONGEST]):
        return "cp932"
    texts = {codec: _decoded(sample[:_LONGEST], codec) for codec in _ALPHABETS}
    # one language first; only then a list that mixes languages of the west
    return _best(texts, _ALPHABETS) or _best(texts, dict.fromkeys(_WEST, ("".join(_WESTERN),)))


def _best(texts: Mapping[str, str], alphabets: Mapping[str, Sequence[str]]) -> str | None:
    fits = {
        codec: round(max(_share(texts[codec], alphabet) for alphabet in alphabets[codec]), 2)
        for codec in alphabets
    }
    codec = max(fits, key=lambda codec: (fits[codec], _commonness(texts[codec], codec)))
    return codec if fits[codec] >= _FITS else None


def _commonness(text: str, codec: str) -> float:
    """Return the share of a language's commonest letters; Latin ones always come first."""
    if codec not in _COMMON:
        return 1.0
    letters = [char for char in text.lower() if not char.isascii()]
    return sum(char in _COMMON[codec] for char in letters) / (len(letters) + 1)


def _is_shift_jis(sample: bytes) -> bool:
    text = sample.decode("cp932", "ignore")
    beyond = [char for char in text if not char.isascii()]
    high = sum(byte > 0x7F for byte in sample)  # noqa: PLR2004 - the last of ASCII
    japanese = sum(1 for char in beyond if _JAPANESE.match(char))
    return bool(beyond) and japanese >= _FITS * len(beyond) and high >= _BYTES_EACH * len(beyond)


def _decoded(sample: bytes, codec: str) -> str:
    """Return the text; a byte the codec does not know stands as a character of no alphabet."""
    return sample.decode(codec, "replace")


def _share(text: str, alphabet: str) -> float:
    """Return the share of the characters beyond ASCII that the language explains."""
    letters = frozenset(alphabet) | frozenset(alphabet.upper())
    judged = list(_judged(text, letters))
    return sum(judged) / len(judged) if judged else 1.0


def _judged(text: str, letters: frozenset[str]) -> Iterator[bool]:
    for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if char.isascii():
            continue
        if char in _SIGNS:
            yield char == _APOSTROPHE or not (before.isalpha() and after.isalpha())
        else:
            yield char in letters and not _is_misplaced(before, char, after)


def _is_misplaced(before: str, char: str, after: str) -> bool:
    """Tell whether a word changes to capitals, or its script."""
    mixed = char > _LAST_LATIN and any(near.isascii() and near.isalpha() for near in before + after)
    return mixed or (char.isupper() and before.islower())
