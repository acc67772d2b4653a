from pathlib import Path

import pytest

from customer_import.errors import MappingError
from customer_import.mapping.find import find_mapping, mapping_paths, ready_mappings

TEXT = "version: 1\nfields: {CustomerNumber: Id}\n"


def place(path: Path, text: str = TEXT) -> Path:
    """Write a mapping to a path."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_a_mapping_beside_the_list_goes_before_one_in_the_folder(tmp_path: Path) -> None:
    """The mapping of the list's own name is looked for beside it, then in `mappings/`."""
    file, folder = tmp_path / "lists" / "customers.csv", tmp_path / "work"
    folder.mkdir()
    assert find_mapping(None, file, folder) is None
    expected = [
        place(folder / "mappings" / "customers.yml"),
        place(folder / "mappings" / "customers.yaml"),
        place(tmp_path / "lists" / "customers.yml"),
        place(tmp_path / "lists" / "customers.yaml"),
    ]
    assert list(mapping_paths(file, folder)) == expected[::-1]
    for path in expected[::-1]:
        found = find_mapping(None, file, folder)
        assert found is not None
        assert found.name == str(path)
        path.unlink()


def test_an_error_report_finds_the_mapping_of_its_list(tmp_path: Path) -> None:
    """What finds the mapping of a list finds it for its error reports too."""
    path = place(tmp_path / "customers.yaml")
    for name in ("customers.errors.csv", "customers.errors-2.csv", "customers.csv.gz"):
        assert next(iter(mapping_paths(tmp_path / name, tmp_path))) == path


def test_a_path_goes_before_a_ready_name(tmp_path: Path) -> None:
    """A mapping is named by its path, or by the name of a ready one."""
    path = place(tmp_path / "own.yaml")
    by_path = find_mapping(str(path), tmp_path / "x.csv", tmp_path)
    assert by_path is not None
    assert by_path.name == str(path)


def test_a_mapping_that_is_not_there_names_the_nearest() -> None:
    """An unknown name is told with the nearest ready one, or with all of them."""
    ready = ready_mappings()
    name = next(iter(ready))
    with pytest.raises(MappingError) as near:
        find_mapping(f"{name}x", Path("x.csv"), Path())
    assert near.value.remedy == f"Did you mean {name}?"
    with pytest.raises(MappingError) as far:
        find_mapping("€€€", Path("x.csv"), Path())
    assert all(each in far.value.remedy for each in ready)


@pytest.mark.parametrize("name", ready_mappings())
def test_every_ready_mapping_is_right(name: str) -> None:
    """A mapping that comes with the program is found by its name and is a mapping."""
    found = find_mapping(name, Path("x.csv"), Path())
    assert found is not None
    assert found.name == name
