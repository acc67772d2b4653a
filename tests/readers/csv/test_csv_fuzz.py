import io
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from customer_import.errors import NotStarted
from customer_import.readers.open_table import open_table
from customer_import.table import Source

PIECES = [",", ";", "\t", '"', '""', "'", "\n", "\r", "\r\n", "\x00", "\\", " ", "a", "1", "ä", "@"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=8)


def consume(data: bytes, source: Source) -> None:
    """Read everything, or be refused."""
    with suppress(NotStarted), open_table(Path("-"), source, io.BytesIO(data)) as table:
        width = len(table.headers)
        for row in table.rows:
            assert row.flaws or len(row.cells) == width


@given(TEXTS | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No input ends in anything but rows or an error that says what to do."""
    consume(text.encode("utf-8"), Source())


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1252", "utf-16"]))
def test_any_bytes_are_read_or_refused(data: bytes, encoding: str | None) -> None:
    """Bytes that are not text are refused, in whatever encoding they are said to be."""
    consume(data, Source(encoding=encoding))


@given(TEXTS)
def test_what_is_said_of_a_file_does_not_break_reading_it(text: str) -> None:
    """Settings that do not fit are refused like any other input."""
    consume(text.encode(), Source(header_row=2, delimiter=";", short_rows="fill"))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=2, max_size=20))
def test_what_was_written_well_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    """A list with every cell quoted comes back cell by cell, but for its blank rows."""
    lines = [",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows]
    data = "\n".join(['"number","name","city"', *lines]).encode()
    with open_table(Path("-"), Source(header_row=1), io.BytesIO(data)) as table:
        got: list[tuple[str, ...]] = [tuple(row.cells) for row in table.rows if not row.flaws]
    filled = [row for row in rows if "".join(row).strip()]
    assert [row for row in filled if row in got] == got
