"""The texts that cells share."""

import re

from customer_import.readers.xlsx.markup import Attributes, Handlers, Markup
from customer_import.readers.xlsx.package import Part
from customer_import.readers.xlsx.quick import NotUsual, gapless, pieces, read_text, resolve
from customer_import.readers.xlsx.text import Runs, decode

OPENING, CLOSING = b"<si>", b"</si>"
_ITEM = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')


def quick_strings(content: bytes) -> list[str] | None:
    """Return the texts of whole items; None where they are not of the usual spelling."""
    try:
        split = _ITEM.split(read_text(content))
        gapless(split[::2])
        texts = split[1::2]
        if b"&" in content:
            texts = [resolve(text) for text in texts]
    except NotUsual:
        return None
    return [decode(text) for text in texts] if b"_x" in content else texts


class SharedStrings:
    """The shared strings; `found` grows as they are read."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._runs = Runs()

    def read(self, part: Part) -> None:
        """Read the part."""
        markup = Markup(part.name, Handlers(self._start, self._end, self._runs.text))
        for content, usual in pieces(part, OPENING, CLOSING):
            texts = quick_strings(content) if usual else None
            if texts is None:
                markup.feed(content)
            else:
                self.found.extend(texts)
        markup.feed(b"", final=True)

    def _start(self, tag: str, _: Attributes) -> None:
        self._runs.start(tag)

    def _end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(self._runs.take())
        else:
            self._runs.end(tag)
