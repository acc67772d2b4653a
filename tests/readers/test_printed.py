from pathlib import Path

import pytest

from customer_import.errors import InputFileError
from customer_import.readers.open_table import open_table
from customer_import.table import Source

REFUSED = {
    "as mysql prints it": """
+----+-----------+
| id | name      |
+----+-----------+
|  1 | Alpha Ltd |
+----+-----------+
1 row in set (0.00 sec)
""",
    "with lines around": """
┌────┬───────────┐
│ id │ name      │
├────┼───────────┤
│  1 │ Alpha Ltd │
└────┴───────────┘
""",
    "as psql prints it": """
 id |   name    |  city
----+-----------+---------
  1 | Alpha Ltd | Boston
(1 row)
""",
    "a Markdown table": """
| id | name | city |
|:---|:----:|-----:|
| 1 | Alpha | Boston |
""",
    "Markdown": """
id | name
:-- | ---
1 | Alpha
""",
    "psql -x": """
-[ RECORD 1 ]----
id   | 1
name | Alpha Ltd
""",
    "mysql prints it after": """
*************************** 1. row ***************************
  id: 1
name: Alpha Ltd
""",
    "vCard": """
BEGIN:VCARD
VERSION:3.0
N:Lee;Ann;;;
END:VCARD
""",
    "a calendar": "BEGIN:VCALENDAR\nVERSION:2.0\n",
    "LDIF": "dn: cn=Ann Lee,ou=people\ncn: Ann Lee\n",
    "SQL": """
--
-- PostgreSQL database dump
--
COPY public.customers (id, name) FROM stdin;
1	Alpha
""",
    "an e-mail": "From: a@x.example\nTo: b@x.example\nSubject: The list\n\nHello, here it is.\n",
    "a YAML file": "---\n- id: 1\n  name: Alpha\n- id: 2\n  name: Beta\n",
    "an XML file": "<customers>\n  <customer><id>1</id></customer>\n</customers>\n",
    "fixed width": """
CUSTNO  NAME                 CITY          PHONE
00001   Alpha Ltd            Boston        555-0100
00002   Beta, Inc            New York      555-0101

(2 rows affected)
""",
    "a list with columns of a fixed": """
        ID NAME                 CITY
---------- -------------------- ----------
         1 Alpha Ltd            Boston
""",
    "columns of a": """
                CUSTOMER LIST              Page 1

 No     Name               Phone
 1      Alpha Ltd          555-0100
 2      Beta Ltd           555-0101
""",
}

READ = {
    "id|name\n--|----\n1|Alpha\n": ("id", "name"),
    "|id|name|\n|1|Alpha|\n|2|Beta|\n": ("id", "name"),
    "id,name\n--,----\n1,Alpha\n": ("id", "name"),
    "id   ;name      ;city\n1    ;Alpha Ltd ;Boston\n2    ;Beta Ltd  ;Salem\n": (
        "id",
        "name",
        "city",
    ),
    "id,name\n+1,+-+\n2,Beta\n": ("id", "name"),
    "Name\nAlpha  Ltd\nBeta\nGamma Inc\n": ("Name",),
    "Name\nAnna  Lee\nOtto  May\nEmma  Ray\n": ("Name",),
    "From,To,Subject\na,b,c\nd,e,f\n": ("From", "To", "Subject"),
    "Date: start\tName\n1\tAnn\n2\tBob\n": ("Date: start", "Name"),
    "Copy,Name\n1,Insert into\n2,Bob\n": ("Copy", "Name"),
    "Create table,Name\n1,Ann\n2,Bob\n": ("Create table", "Name"),
    "# ----- -----\nid,name\n1,Ann\n2,Bob\n": ("id", "name"),
    "-- comment,Name\n1,Ann\n2,Bob\n": ("-- comment", "Name"),
    "<Name>,City\nAnn,Leeds\nBob,Hull\n": ("<Name>", "City"),
    "Name:,City:\nAnn,Leeds\nBob,Hull\n": ("Name:", "City:"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("what", "text"), REFUSED.items(), ids=list(REFUSED))
def test_what_is_printed_for_people_is_refused(
    what: str, text: str, encoding: str, tmp_path: Path
) -> None:
    """It is called by its name, with how to get a list for programs."""
    path = tmp_path / "list.txt"
    path.write_text(text.lstrip("\n"), encoding=encoding)
    with pytest.raises(InputFileError, match=what) as caught, open_table(path, Source()):
        pass
    assert caught.value.message.startswith("list.txt is a")
    assert caught.value.remedy


@pytest.mark.parametrize(("text", "headers"), READ.items())
def test_lists_that_only_look_printed_are_read(
    text: str, headers: tuple[str, ...], tmp_path: Path
) -> None:
    """Where a separator stands between the cells, blanks and dashes are only cells."""
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with open_table(path, Source()) as table:
        assert tuple(name for name in table.headers if name) == headers
        assert len(list(table.rows)) >= 2
