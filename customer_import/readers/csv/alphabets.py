"""The letters of languages, and the old encodings that were made for them."""

import re
from collections.abc import Mapping, Sequence

APOSTROPHE = "’"
QUOTES = frozenset("’‘“”„«»")
ORDINALS = frozenset("ªº")
"""They stand behind a figure or letters: 5º, Nº, Mª."""
SIGNS = QUOTES | frozenset("–—…€°©®™´·•§²³½¼£№ªº")

_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "áéíñóúüç",  # Spanish
    "àçèéíïòóúü",  # Catalan
    "àáâãçéêíóôõúü",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "æøåéäöüáíóúðþý",  # Danish, Swedish, Norwegian, Finnish, Icelandic
    "éëïóöüáíèêúçûâ",  # Dutch, Frisian
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžöü",  # Czech
    "áäčďéíĺľňóôŕšťúýžö",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîșțşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene, Bosnian
    "äöüß",  # German
)
_TURKISH = ("çğıöşüâîû",)
_BALTIC = (
    "ąčęėįšųūž",  # Lithuanian
    "āčēģīķļņšūžōŗ",  # Latvian
    "äõöüšž",  # Estonian
)
_GREEK = ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",)
_CYRILLIC = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",  # Russian, Bulgarian
    "абвгдеєжзиіїйклмнопрстуфхцчшщьюяґў",  # Ukrainian, Belarusian
)
_HEBREW = ("אבגדהוזחטיךכלםמןנסעףפץצקרשת׳״",)
_ARABIC = ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگـًٌٍَُِّْ،؛؟",)  # with Persian
_THAI = ("".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F)))),)
THAI_MARKS = frozenset(map(chr, (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
"""They stand above or below the letter that they follow."""
THAI_VOWELS_IN_FRONT = frozenset(map(chr, range(0x0E40, 0x0E45)))
"""They are written before the letter that they are spoken after."""
_VIETNAMESE = ("àáâãăèéêìíòóôõùúýđơư\u0300\u0301\u0303\u0309\u0323",)

ALPHABETS: Mapping[str, Sequence[str]] = {
    "cp1252": _WESTERN,
    "iso8859_15": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": _TURKISH,
    "cp1257": _BALTIC,
    "iso8859_13": _BALTIC,
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "mac_latin2": _CENTRAL,
    "cp857": _TURKISH,
    "cp775": _BALTIC,
    "cp437": _WESTERN,
    "cp1251": _CYRILLIC,
    "koi8_r": _CYRILLIC,
    "koi8_u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "cp1125": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "mac_cyrillic": _CYRILLIC,
    "cp1253": _GREEK,
    "iso8859_7": _GREEK,
    "cp737": _GREEK,
    "mac_greek": _GREEK,
    "cp1255": _HEBREW,
    "iso8859_8": _HEBREW,
    "cp862": _HEBREW,
    "cp1256": _ARABIC,
    "iso8859_6": _ARABIC,
    "cp720": _ARABIC,
    "cp874": _THAI,
    "cp1258": _VIETNAMESE,
}
"""The alphabets of the languages that each encoding was made for, the usual encodings first."""

EAST = ("cp932", "euc_jp", "gb18030", "big5", "big5hkscs", "cp949")
"""Encodings in which a character takes several bytes."""
EAST_SIGNS = re.compile(r"[\u3000-\u303f\uff00-\uff65\u2010-\u2027\u00b7々〇]")
KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
COMMON_LEADS: Mapping[str, tuple[tuple[int, int], int]] = {
    "cp932": ((0x88, 0x98), 0x40),
    "euc_jp": ((0xB0, 0xCF), 0xA1),
    "gb18030": ((0xB0, 0xD7), 0xA1),
    "big5": ((0xA4, 0xC6), 0x40),
    "big5hkscs": ((0xA4, 0xC6), 0x40),
    "cp949": ((0xB0, 0xC8), 0xA1),
}
"""The first bytes, and the least second one, of the characters that each standard puts first as
the usual ones: level 1 of JIS X 0208, GB 2312 and Big5, the syllables of KS X 1001."""
_JAPANESE = frozenset(
    "田中山川村木本藤佐伊鈴高橋渡辺小林加吉松井上野原石市区町県都府丁目番号郡東京大阪北南西新子美太郎"
    "一二三株式会社島岡崎谷口内和清水森池阿部長福名古屋神奈千葉埼玉愛知静岡兵庫海道"
)
_SIMPLIFIED = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭蔡潘田董袁余叶蒋杜苏魏程吕丁沈"
    "任姚卢傅钟姜崔谭廖范汪陆金石市区县省路街道号镇乡村室楼东西南北京上海广州深有限公司江山明华建国伟"
)
_TRADITIONAL = frozenset(
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊呂江何羅高蕭潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯"
    "市區縣路街號巷弄段樓臺北中南東西新桃園竹高雄香港九龍有限公司股份明美國文華志雅家"
)
_HANGUL = frozenset(
    "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허유남심노하곽성차주우구민나진지엄채원"
    "시군읍면동로길가리도울부산대인천광경기충북상제영수현은미준철호희연주식회사"
)
COMMON: Mapping[str, frozenset[str]] = {
    "cp932": _JAPANESE,
    "euc_jp": _JAPANESE,
    "gb18030": _SIMPLIFIED,
    "big5": _TRADITIONAL,
    "big5hkscs": _TRADITIONAL,
    "cp949": _HANGUL,
}
"""Characters that names and addresses are full of."""
