"""Where the mapping of a list is found: named, beside the list, or among the ready ones."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import customer_import
from customer_import.errors import MappingError
from customer_import.mapping.explain import nearest
from customer_import.mapping.load import LoadedMapping, load_mapping
from customer_import.mapping.optional import columns_of, leaves_of
from customer_import.table import column_names, list_name

ENDINGS = (".yaml", ".yml")


def find_mapping(given: str | None, file: Path, folder: Path) -> LoadedMapping | None:
    """Find the mapping of a list; None where none is named and none is found.

    Args:
        given: a path, or the name of a ready mapping.
        file: the list.
        folder: the working folder.

    Raises:
        MappingError: the one named is not there, or the one found is wrong.
    """
    if given is not None:
        return _named(given)
    found = next((path for path in mapping_paths(file, folder) if path.is_file()), None)
    return load_mapping(found) if found else None


def mapping_paths(file: Path, folder: Path) -> Iterator[Path]:
    """List where the mapping of a list is looked for, in this order."""
    stem = list_name(file)
    for ending in ENDINGS:
        yield file.with_name(stem + ending)
    for ending in ENDINGS:
        place = folder / "mappings" / (stem + ending)
        yield place.relative_to(folder) if folder == Path.cwd() else place


def _named(given: str) -> LoadedMapping:
    path = Path(given)
    if path.is_file():
        return load_mapping(path)
    if given and path.is_dir():
        raise MappingError(f"{given} is a folder.", "Name the mapping in it.")
    ready = ready_mappings()
    if given in ready:
        return ready[given].load()
    near = nearest(given, ready)
    hint = f"Did you mean {near}?" if near else f"The ready mappings are {', '.join(ready)}."
    raise MappingError(f"No file and no ready mapping is called {given or repr(given)}.", hint)


EXPORTS = "exports.toml"
FEWEST = 2
"""Columns of its own by which an export is known; one may be in any list by chance."""


@dataclass(frozen=True, slots=True)
class ReadyMapping:
    """A mapping that comes with the program.

    Attributes:
        name: by which `-m` finds it.
        path: its file.
        looks_like: what it is for, as in “it looks like a Shopify export”.
        columns: those that only lists of that program have.
    """

    name: str
    path: Path
    looks_like: str
    columns: frozenset[str]

    def load(self) -> LoadedMapping:
        """Read the mapping.

        Raises:
            MappingError: it cannot be read.
        """
        return load_mapping(self.path, self.name, is_ready=True)

    @property
    def advice(self) -> str:
        """What to say of a list that it is for."""
        return f"This looks like {self.looks_like}: use -m {self.name}."


@cache
def ready_mappings() -> dict[str, ReadyMapping]:
    """Return the mappings that come with the program, by name."""
    package = Path(customer_import.__file__).parent
    # The wheel carries them inside the package; a checkout has them beside it.
    folders = (package / "ready", package.parent / "mappings")
    folder = next((each for each in folders if (each / EXPORTS).is_file()), None)
    return {ready.name: ready for ready in _in_folder(folder)} if folder else {}


def ready_mapping(name: str) -> ReadyMapping:
    """Return the ready mapping of a name.

    Raises:
        MappingError: none has it.
    """
    ready = ready_mappings()
    if name not in ready:
        near = nearest(name, ready)
        hint = f"Did you mean {near}?" if near else f"They are {', '.join(ready)}."
        raise MappingError(f"No ready mapping is called {name}.", hint)
    return ready[name]


def _in_folder(folder: Path) -> Iterator[ReadyMapping]:
    listed = tomllib.loads((folder / EXPORTS).read_text(encoding="utf-8"))
    for name, export in listed.items():
        columns = frozenset(map(str.casefold, export["columns"]))
        yield ReadyMapping(name, folder / f"{name}.yaml", export["looks_like"], columns)


def recognised(headers: Iterable[str]) -> ReadyMapping | None:
    """Return the ready mapping for the export that a list looks like; None if it is not known.

    A list is known by the columns that only one program's lists have, and has the ones that the
    mapping cannot do without.
    """
    given = tuple(headers)
    folded = {header.strip().casefold() for header in given}
    counts = {name: len(ready.columns & folded) for name, ready in ready_mappings().items()}
    best = max(counts, key=lambda name: counts[name], default="")
    if not best or counts[best] < FEWEST:
        return None
    ready = ready_mappings()[best]
    return ready if _fits(ready.load(), given) else None


def _fits(loaded: LoadedMapping, headers: tuple[str, ...]) -> bool:
    names = {*headers, *column_names(headers)}
    leaves = (leaf for leaf in leaves_of(loaded.mapping.fields) if not leaf.optional)
    wanted = (name for leaf in leaves for name in columns_of(leaf, names.__contains__))
    return all(name.strip() in names for name in wanted)
