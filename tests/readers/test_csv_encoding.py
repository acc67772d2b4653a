import io
from pathlib import Path

import pytest

from customer_import.errors import InputFileError
from customer_import.readers.encoding import marked_by
from customer_import.readers.open_table import open_table
from customer_import.table import Row, Source


def read(data: bytes, encoding: str | None = None) -> tuple[list[Row], str]:
    """Return rows and notices."""
    with open_table(Path("-"), Source(encoding=encoding), io.BytesIO(data)) as table:
        return list(table.rows), " ".join(table.notices)


NAMES = {
    "cp1252": ["Jürgen Müller", "François Lefèvre", "José Muñoz", "Björn Sørensen", "O’Brien"],
    "cp1250": ["Jiří Dvořák", "Tomáš Černý", "Žofie Růžičková"],
    "iso8859_2": ["Łukasz Wójcik", "Zbigniew Dąbrowski"],
    "cp1251": ["Иван Петров", "Ольга Смирнова"],
    "cp1253": ["Γιώργος Παπαδόπουλος", "Μαρία Νικολάου"],
    "cp1254": ["Ayşe Yılmaz", "Çağrı Şahin"],
    "mac_roman": ["Jürgen Müller", "François Lefèvre"],
    "cp932": ["山田太郎", "ヤマダ花子"],
    "euc_jp": ["山田太郎", "佐藤花子"],
    "gb18030": ["王小明", "李伟"],
    "big5": ["王小明", "陳臺北"],
    "cp949": ["김철수", "이영희"],
}


@pytest.mark.parametrize("codec", [codec for codec in NAMES if codec != "iso8859_2"])
def test_an_old_encoding_is_found_and_said(codec: str) -> None:
    """Names read as they were written; the notice says which encoding was taken."""
    names = NAMES[codec]
    text = "id,name\n" + "".join(f"{at},{name}\n" for at, name in enumerate(names))
    rows, said = read(text.encode(codec))
    assert [row.cells[1] for row in rows] == names
    assert "--encoding" in said


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
