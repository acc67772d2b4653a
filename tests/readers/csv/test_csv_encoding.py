import codecs
import io
import random
from pathlib import Path

import pytest

from customer_import.errors import InputFileError
from customer_import.readers.csv.encoding import marked_by
from customer_import.readers.open_table import open_table
from customer_import.table import Row, Source


def read(data: bytes, encoding: str | None = None) -> tuple[list[Row], str]:
    """Return the rows, and what is said of the list."""
    with open_table(Path("-"), Source(encoding=encoding), io.BytesIO(data)) as table:
        said = [*table.notices, *(problem.message for problem in table.problems)]
        return list(table.rows), " ".join(said)


def listed(names: list[str], codec: str) -> bytes:
    """Write a list of names under English headers."""
    rows = "".join(f"{at},{name}\n" for at, name in enumerate(names))
    return f"id,name\n{rows}".encode(codec)


FRENCH = ["Hélène", "Noël Bérubé", "Benoît", "François Lefèvre"]
GERMAN = ["Jürgen Müller", "Käthe Groß", "Björn Schröder"]
POLISH = ["Łukasz Wójcik", "Zbigniew Dąbrowski", "Świętosława Źróbek"]
CZECH = ["Jiří Dvořák", "Tomáš Černý", "Žofie Růžičková"]
RUSSIAN = ["Иван Петров", "Ольга Смирнова", "Щукин Юрий"]
GREEK = ["Γιώργος Παπαδόπουλος", "Άννα Νικολάου", "Μαρία Ρήγα"]
TURKISH = ["Ayşe Yılmaz", "Çağrı Şahin", "İbrahim Öztürk"]
HEBREW = ["דוד כהן", "רות לוי", "שרה מזרחי"]
THAI = ["สมชาย ใจดี", "สมหญิง รักดี", "ประเสริฐ ทองดี"]
JAPANESE = ["山田太郎", "佐藤花子", "ヤマダ 健一"]
NAMES = {
    "cp1252": FRENCH,
    "iso8859_15": ["Cœur Hélène", "Noël", "Benoît"],
    "mac_roman": GERMAN,
    "cp850": GERMAN,
    "cp1250": CZECH,
    "iso8859_2": POLISH,
    "cp852": CZECH,
    "cp1251": RUSSIAN,
    "koi8_r": RUSSIAN,
    "cp866": RUSSIAN,
    "iso8859_5": RUSSIAN,
    "mac_cyrillic": RUSSIAN,
    "koi8_u": ["Ірина Шевченко", "Євген Їжак", "Юлія Ткаченко"],
    "cp1253": GREEK,
    "iso8859_7": GREEK,
    "cp737": GREEK,
    "cp1254": TURKISH,
    "cp857": TURKISH,
    "cp1257": ["Šarūnas Žukauskas", "Jānis Bērziņš", "Rūta Kęsgaila"],
    "cp1255": HEBREW,
    "cp862": HEBREW,
    "cp1256": ["محمد علي", "فاطمة حسن", "خالد منصور"],
    "iso8859_6": ["محمد علي", "فاطمة حسن", "خالد منصور"],
    "cp874": THAI,
    "cp932": JAPANESE,
    "euc_jp": JAPANESE,
    "gb18030": ["王小明", "李伟", "张建国"],
    "big5": ["王小明", "陳臺北", "許功蓋"],
    "cp949": ["김철수", "이영희", "박민준"],
}


@pytest.mark.parametrize("codec", NAMES)
def test_an_old_encoding_is_guessed_and_said(codec: str) -> None:
    """Names read as they were written, under English headers; the words show what was guessed."""
    rows, said = read(listed(NAMES[codec], codec))
    assert [row.cells[1] for row in rows] == NAMES[codec]
    assert said.startswith(f"Read as {codecs.lookup(codec).name}: ")
    assert "If they look wrong, use --encoding." in said


@pytest.mark.parametrize(
    "names",
    [
        ["Calle San Romualdo 26 5º", "Pébéo of America", "Crédito Inmobiliario"],
        ["Paseo Nº 77", "Edificio 2ª", "José"],
        ["Mª José García", "2º piano", "Niccolò"],
    ],
)
def test_ordinals_are_not_letters_of_another_language(names: list[str]) -> None:
    """A Latin letter hardly stands alone behind a figure, and º and ª stand there."""
    rows, said = read(listed(names, "cp1252"))
    assert [row.cells[1] for row in rows] == names
    assert said.startswith("Read as cp1252: ")


def test_a_guess_is_a_warning_about_the_list() -> None:
    """The message names the encoding and the words that depend on it, which are its value too."""
    data = listed(["Hélène", "Noël", "Ann"], "cp1252")
    with open_table(Path("-"), Source(), io.BytesIO(data)) as table:
        [problem] = table.problems
    assert (problem.code, problem.severity) == ("encoding-guessed", "warning")
    assert problem.message == (
        "Read as cp1252: Hélène, Noël. If they look wrong, use --encoding. "
        "With --encoding cp1252 nothing is guessed."
    )
    assert problem.value == "Hélène, Noël"


def test_with_a_stated_encoding_nothing_is_guessed() -> None:
    """What the user says is not doubted."""
    assert read(listed(FRENCH, "cp1252"), "cp1252")[1] == ""


@pytest.mark.parametrize("seed", range(20))
def test_western_names_are_not_read_as_japanese(seed: int) -> None:
    """An accented letter is beside letters of ASCII, and kanji hardly are."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    firsts = ["Hélène", "José", "João", "Zoë", "Inês", "Ángel", "Rémi", "Conceição", "Marie"]
    lasts = ["Lefèvre", "Muñoz", "Simões", "Béziers", "Núñez", "Gonçalves", "Martin", "Güell"]
    names = [f"{chance.choice(firsts)} {chance.choice(lasts)}" for _ in range(200)]
    rows, _ = read(listed(names, "cp1252"))
    assert [row.cells[1] for row in rows] == names


def test_japanese_beside_letters_of_ascii_is_still_japanese() -> None:
    """Companies have names such as NTT東日本."""
    names = ["NTT東日本", "山田太郎", "佐藤花子", "ABC株式会社", "鈴木一郎", "高橋健一", "田中ビル"]
    rows, said = read(listed(names, "cp932"))
    assert [row.cells[1] for row in rows] == names
    assert "cp932" in said


def test_a_name_cut_in_the_middle_of_a_character_costs_its_row_only() -> None:
    """A database that cuts at so many bytes leaves half a character; the others stay."""
    names = ["山田太郎", "佐藤花子", "鈴木一郎", "高橋健一"]
    rows, said = read(listed(names, "cp932").replace("花子".encode("cp932"), b"\x89\xd4\x8e"))
    assert [row.cells[1] for row in rows if not row.flaws] == [names[0], *names[2:]]
    assert [flaw.code for flaw in rows[1].flaws] == ["cell-error"]
    assert "cp932" in said


@pytest.mark.parametrize(
    ("codec", "name"), [("iso2022_jp", "ISO2022-JP"), ("iso2022_kr", "ISO2022-KR")]
)
def test_escape_sequences_prove_an_encoding(codec: str, name: str) -> None:
    """All bytes are ASCII, though the text is not English; nothing is guessed."""
    names = JAPANESE if codec == "iso2022_jp" else ["김철수", "이영희"]
    rows, said = read(listed(names, codec))
    assert [row.cells[1] for row in rows] == names
    assert said == f"The file was read as {name}."


def test_words_of_utf_7_are_shown() -> None:
    """They may be meant as they are, so they are shown and not decoded."""
    rows, said = read(b"No,Name\n1,M+APw-ller\n2,A+B-C\n3,+49-30-5550100\n")
    assert [row.cells[1] for row in rows] == ["M+APw-ller", "A+B-C", "+49-30-5550100"]
    assert said == (
        "Read as ascii: M+APw-ller. If they look wrong, use --encoding utf-7. "
        "With --encoding ascii nothing is guessed."
    )
    assert read(b"No,Name\n1,M+APw-ller\n", "utf-7")[0][0].cells[1] == "Müller"


def test_wide_text_with_few_letters_of_ascii_is_known_without_a_mark() -> None:
    """Line ends tell where most characters have no NUL byte."""
    names = [name * 20 for name in JAPANESE]
    for codec in ("utf-16-le", "utf-16-be"):
        rows, said = read(listed(names, codec))
        assert [row.cells[1] for row in rows] == names
        assert said == f"The file was read as {codec.upper()}."


def test_words_show_the_letters_that_depend_on_the_guess() -> None:
    """Few words are shown, and they are those with the most letters that others do not have."""
    names = ["Ann Lee", "Zoë", "Hélène", "Hélène Bé", "Noël", "Ça", "Benoît", "Œuvre", "Aÿ"] * 50
    _, said = read(listed(names, "cp1252"))
    shown = said.partition(": ")[2].partition(". If")[0].split(", ")
    beyond = [{char for char in word if not char.isascii()} for word in shown]
    assert shown[0] == "Hélène"
    assert len(shown) == 5
    assert sum(map(len, beyond)) == len(set().union(*beyond)) == 6


@pytest.mark.parametrize("at", [65_530, 65_535, 65_536, 1_000_000])
def test_the_only_letter_beyond_ascii_may_be_anywhere(at: int) -> None:
    """A line that begins in one piece of the file and ends in the next is looked at whole."""
    line = "1,Ann,Long Street 1234567890\n"
    data = b"id,name,street\n" + line.encode() * (at // len(line))
    data += "2,Müller,Gasse\n".encode("cp1252") + line.encode() * 5000
    rows, said = read(data)
    assert [row.cells[1] for row in rows if row.cells[0] == "2"] == ["Müller"]
    assert said.startswith("Read as cp1252: Müller.")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "ascii"])
def test_plain_utf_8_goes_without_saying(codec: str) -> None:
    """Nobody needs to be told of the usual."""
    name = "Ann" if codec == "ascii" else "Zoë"
    rows, said = read(f"id,name\n1,{name}\n".encode(codec))
    assert (rows[0].cells[1], said) == (name, "")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_wide_encodings_are_known_with_and_without_a_mark(codec: str) -> None:
    """The places of the NUL bytes tell where no mark does."""
    rows, said = read("id,name\r\n1,Žofie\r\n2,Ольга\r\n".encode(codec))
    assert [row.cells[1] for row in rows] == ["Žofie", "Ольга"]
    assert "UTF-" in said


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("name", ["Ann", "Zoë \U0001f600", "Zoë \0"])
def test_a_wide_encoding_is_known_whatever_else_is_in_the_list(codec: str, name: str) -> None:
    """Nothing but ASCII, a picture or a NUL among the letters: it is named, and read right."""
    rows, said = read(f"id,name\r\n1,{name}\r\n2,Bob Miller\r\n".encode(codec))
    assert [row.cells[1] for row in rows] == [name, "Bob Miller"]
    assert codec.upper() in said


@pytest.mark.parametrize("length", [8, 1000, 1003])
def test_nothing_but_nul_bytes_is_not_a_wide_encoding(length: int) -> None:
    """A file that was cut off before it was written has NULs alone: they say nothing of letters."""
    assert marked_by(bytes(length)) is None


def test_the_whole_file_decides_not_its_beginning() -> None:
    """An umlaut of cp1252 after a megabyte of ASCII reads as an umlaut."""
    data = b"id,name\n" + b"1,Ann\n" * 300_000 + "2,Jürgen Müller\n".encode("cp1252")
    rows, said = read(data)
    assert rows[-1].cells[1] == "Jürgen Müller"
    assert "cp1252" in said


def test_a_bad_byte_in_utf_8_costs_its_row_only() -> None:
    """The cell is named and shows the byte as a replacement; the other names are as they were."""
    data = "id,name\n1,Zoë\n2,Bj?rn\n3,Müller\n".encode().replace(b"?", b"\xf6")
    rows, said = read(data)
    assert [row.cells[1] for row in rows] == ["Zoë", "Bj\ufffdrn", "Müller"]
    assert [[(flaw.code, flaw.column) for flaw in row.flaws] for row in rows] == [
        [],
        [("cell-error", 1)],
        [],
    ]
    assert "UTF-8" in said


def test_a_character_may_straddle_the_pieces_a_file_is_read_in() -> None:
    """No piece of a character counts as a bad byte."""
    for shift in range(4):
        data = b"id,name\n" + b"x" * ((1 << 20) - 10 + shift) + ",€€€€€€€\n1,€\n".encode()
        rows, said = read(data)
        assert rows[-1].cells[1] == "€"
        assert said == ""


def test_a_stated_encoding_is_obeyed() -> None:
    """What the user says wins over every guess, marks left aside."""
    data = "id,name\n1,Łódź\n".encode("iso8859_2")
    assert read(data, "iso8859_2")[0][0].cells[1] == "Łódź"
    for codec in ("utf-8", "utf-8-sig", "utf_8"):
        assert read("\ufeffid,name\n1,Zoë\n".encode(), codec)[0][0].cells[1] == "Zoë"
    for codec in ("utf-16", "utf-16-le"):
        assert read("id,name\n1,Zoë\n".encode("utf-16"), codec)[0][0].cells[1] == "Zoë"


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [("utf-8", "not written in utf-8"), ("klingon", "does not exist"), ("rot13", "does not exist")],
)
def test_a_wrong_stated_encoding_is_an_error(encoding: str, reason: str) -> None:
    """It is told before a row is read."""
    with pytest.raises(InputFileError, match=reason):
        read("id,name\n1,Zoë\n".encode("cp1252"), encoding)
