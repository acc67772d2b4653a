"""Read YAML 1.2 as texts, lists and dicts, each with its place in the file; quote texts for it.

Only the shape of the document is taken, never a type or a tag, so nothing in a mapping can run,
and a column called `No` or `007` is a text. Every place is kept for messages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
STANDARD_TAG = "tag:yaml.org,2002:"
MOST_VALUES = 20_000
"""Values a document may unfold to; aliases of aliases would otherwise grow without bound."""

DEEPEST = 20
"""Levels a document may nest; a mapping has six."""

_BARE = re.compile(r"[^\W\d_](?:[\w ./()+'°-]*[\w.)°])?")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What YAML 1.1 or 1.2 takes for something else than a text."""


@dataclass(frozen=True, slots=True)
class YamlPlace:
    """A place in a file: line and column, from 1."""

    line: int
    column: int


class YamlProblem(Exception):
    """This module cannot read the text."""

    def __init__(self, message: str, place: YamlPlace) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


@dataclass(frozen=True, slots=True)
class Document:
    """A document's data, and where each part of it stands.

    Attributes:
        data: texts, lists, dicts and None.
        places: of each value that is not nested in a dict, and of each key, by path.
    """

    data: object
    places: dict[Path, YamlPlace]

    def place(self, path: Path) -> YamlPlace:
        """Return the place of a path, or of the nearest part of it that is in the file."""
        known: Path = ()
        for step in path:
            if (*known, step) in self.places:
                known = (*known, step)
        return self.places.get(known, YamlPlace(1, 1))


def read_yaml(text: str) -> Document:
    """Read one document.

    Raises:
        YamlProblem: it is not YAML, names a key twice, or unfolds beyond measure.
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = YamlPlace(mark.line + 1, mark.column + 1) if mark else YamlPlace(1, 1)
        raise YamlProblem(_sentence(error), place) from error
    except YAMLError as error:
        raise YamlProblem(str(error).splitlines()[0], YamlPlace(1, 1)) from error
    except RecursionError as error:
        raise YamlProblem("this is nested too deep", YamlPlace(1, 1)) from error
    return _unfolded(root)


def _unfolded(root: Node | None) -> Document:
    builder = _Builder({}, MOST_VALUES)
    return Document(builder.build(root, ()) if root else None, builder.places)


def _sentence(error: MarkedYAMLError) -> str:
    if error.problem and "'\\t'" in error.problem:
        return "a tab stands here; write blanks in its place, as YAML does not take tabs"
    parts = (error.context, error.problem)
    return ", ".join(part for part in parts if part) or "this is not YAML"


@dataclass(slots=True)
class _Builder:
    places: dict[Path, YamlPlace]
    budget: int

    def build(self, node: Node, path: Path) -> object:
        self.budget -= 1
        if self.budget < 0:
            raise YamlProblem("this unfolds to too many values; use fewer aliases", _place(node))
        if len(path) > DEEPEST:
            raise YamlProblem("this is nested too deep, or holds itself", _place(node))
        if not (node.tag or STANDARD_TAG).startswith(STANDARD_TAG):
            raise YamlProblem(f"the tag {node.tag} is not known here; take it out", _place(node))
        self.places.setdefault(path, _place(node))
        if isinstance(node, MappingNode):
            return dict(self._items(node, path))
        if isinstance(node, SequenceNode):
            return [self.build(child, (*path, i)) for i, child in enumerate(node.value)]
        return None if _is_null(node) else _text(node)

    def _items(self, node: MappingNode, path: Path) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key, child in node.value:
            if not isinstance(key, ScalarNode):
                raise YamlProblem("a name is expected here; quote a text with braces", _place(key))
            name = _text(key)
            if name in seen:
                raise YamlProblem(f"{name} stands here twice", _place(key))
            seen.add(name)
            self.places[(*path, name)] = _place(key)
            yield name, self.build(child, (*path, name))


def _text(node: Node) -> str:
    """Return a text, with the characters joined that JSON writes in two halves."""
    text = str(node.value)
    if text.isascii():
        return text
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        message = "half a character stands here; write both halves, or the character itself"
        raise YamlProblem(message, _place(node)) from error


def _is_null(node: Node) -> bool:
    return node.tag == f"{STANDARD_TAG}null" and not node.value


def _place(node: Node) -> YamlPlace:
    return YamlPlace(node.start_mark.line + 1, node.start_mark.column + 1)


def quoted(text: str) -> str:
    """Write a text as a YAML scalar: bare where that is surely the same text, else in quotes."""
    if _BARE.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(char) for char in escaped) + '"'


def _escaped(char: str) -> str:
    return char if char.isprintable() else f"\\U{ord(char):08x}"
