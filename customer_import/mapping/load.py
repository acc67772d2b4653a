"""Read a mapping's text and check it; every problem is told with its line."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from customer_import.errors import MappingError
from customer_import.hand_written import read_hand_written
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.explain import explain
from customer_import.mapping.model import CustomerMapping
from customer_import.mapping.yaml import Document, YamlPlace, YamlProblem, read_yaml

MOST_SHOWN = 5
_FIX = "Fix the mapping and run again."
_MISFIT = "Fix the mapping and run again, or check that it is the mapping of this list."
AUTOMATIC = "automatic mapping"
"""What a mapping is called that is made from the list itself."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with a mapping."""

    message: str
    place: YamlPlace

    def located(self, name: str) -> str:
        """Return the issue with file, line and column."""
        return f"{name}:{self.place.line}:{self.place.column}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """The message with its stop; one that ends with a question has its own."""
        return self.message if self.message.endswith("?") else f"{self.message}."


@dataclass(frozen=True, slots=True)
class LoadedMapping:
    """A mapping with what a person calls it and the place of each part.

    Attributes:
        mapping: the mapping.
        name: the file's path, or what the mapping is called.
        text: the file's text, kept for the record of a run.
        document: the mapping's YAML, with the place of each part.
        is_ready: it comes with the program.
        guesses: the lines nobody wrote, as field and column; only of an automatic mapping.
    """

    mapping: CustomerMapping
    name: str
    text: str
    document: Document
    guesses: tuple[str, ...] = ()
    is_ready: bool = False

    @property
    def digest(self) -> str:
        """A short text that differs for every other mapping."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def error(self, issues: Sequence[Issue]) -> MappingError:
        """Return the issues as one error, the first few of them in words."""
        return _error(self.name, issues, _MISFIT, is_ready=self.is_ready)


LISTS = {".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
"""The endings of lists: whoever gives one as a mapping has taken one for the other."""


def load_mapping(path: Path, name: str = "", *, is_ready: bool = False) -> LoadedMapping:
    """Read a mapping from a file.

    Raises:
        MappingError: the file cannot be read, or is a list or something else.
    """
    name = name or str(path)
    if path.suffix.lower() in LISTS:
        raise MappingError(f"{name} is a list, not a mapping.", "Give its mapping in its place.")
    try:
        text = read_hand_written(path)
    except UnicodeDecodeError as error:
        raise MappingError(f"{name} is not text in UTF-8.", "Save the mapping as UTF-8.") from error
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise MappingError(f"{name}: {reason}.", "Check the path given with -m.") from error
    return replace(parse_mapping(text, name), is_ready=is_ready)


def parse_mapping(text: str, name: str, guesses: tuple[str, ...] = ()) -> LoadedMapping:
    """Read a mapping from its text.

    Raises:
        MappingError: it is not a mapping.
    """
    try:
        document = read_yaml(text)
    except YamlProblem as problem:
        raise _error(name, [Issue(problem.message, problem.place)]) from problem
    if not isinstance(document.data, dict):
        raise _error(name, [Issue("a mapping begins with `version: 1`", YamlPlace(1, 1))])
    try:
        mapping = CustomerMapping.model_validate(document.data)
    except ValidationError as error:
        raise _error(name, [_issue(each, document) for each in error.errors()]) from error
    return LoadedMapping(mapping, name, text, document, guesses)


def load_what_is_right(path: Path) -> LoadedMapping | None:
    """Read a mapping without its wrong parts, to find more of what is wrong; None if that fails."""
    try:
        text = read_hand_written(path)
        document = read_yaml(text)
        data: Any = document.data
        try:
            mapping = CustomerMapping.model_validate(data)
        except ValidationError as error:
            for each in error.errors():
                _take_out(data, each["loc"])
            mapping = CustomerMapping.model_validate(data)
    except (OSError, ValueError, YamlProblem):
        return None
    return LoadedMapping(mapping, str(path), text, document)


def _take_out(data: Any, where: tuple[int | str, ...]) -> None:
    """Take the part at a path out, or the deepest one that is there."""
    for step in where[:-1]:
        if isinstance(data, dict) and isinstance(data.get(step), dict):
            data = data[step]
    last = next((step for step in reversed(where) if isinstance(data, dict) and step in data), None)
    if last is not None:
        del data[last]


def _error(
    name: str, issues: Sequence[Issue], fix: str = _FIX, *, is_ready: bool = False
) -> MappingError:
    ordered = sorted(issues, key=lambda issue: (issue.place.line, issue.place.column))
    all_of_them = tuple(issue.located(name) for issue in ordered)
    lines = list(all_of_them[:MOST_SHOWN])
    if len(all_of_them) > MOST_SHOWN:
        lines.append(f"… and {len(all_of_them) - MOST_SHOWN} more.")
    copied = f"Make a copy with `customer-import mapping copy {name}`, fix that, and run with it."
    return MappingError("\n".join(lines), copied if is_ready else fix, all_of_them)


def _issue(error: ErrorDetails, document: Document) -> Issue:
    return Issue(explain(error), document.place(error["loc"]))


def assumptions_of(mapping_text: str) -> Assumptions:
    """Return what a mapping assumes of the server.

    Args:
        mapping_text: as the run was staged with it; blank if the ledger does not have it any more.
    """
    return parse_mapping(mapping_text, "").mapping.assume if mapping_text else Assumptions()
