"""Find the mapping a list is read with: the one named, one beside it, or a ready one."""

from collections.abc import Iterator
from pathlib import Path

from customer_import.errors import MappingError
from customer_import.list_name import list_name
from customer_import.mapping.explain import nearest
from customer_import.mapping.load import LoadedMapping, load_mapping
from customer_import.mapping.ready import ready_mappings

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
    ready = ready_mappings()
    if given in ready:
        return ready[given].load()
    near = nearest(given, ready)
    hint = f"Did you mean {near}?" if near else f"The ready mappings are {', '.join(ready)}."
    raise MappingError(f"No file and no ready mapping is called {given}.", hint)
