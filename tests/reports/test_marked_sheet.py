import html

from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.readers.xlsx.cell_texts import decode
from customer_import.reports.marked_sheet import escaped


@given(st.text() | st.text("_x0041DdFf\0\x01\r\ufffe", max_size=20))
@example("_x0041_x0042_")
@example("_xD800_")
def test_escaped_texts_are_decoded_to_what_they_were(text: str) -> None:
    """Whatever a text holds, even escapes of its own, and XML can hold what stands for it."""
    stored = escaped(text)
    assert decode(stored) == text
    assert not any(c < " " and c not in "\t\n" for c in html.escape(stored))
