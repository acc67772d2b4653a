"""What a list and its error reports have in common."""

from pathlib import PurePath

PACKED = (".gz", ".zip")


def list_name(file: PurePath) -> str:
    """A list's name without its endings: `a.csv.gz`, `a.errors.csv`, `a.errors-2.csv` are `a`."""
    stem = PurePath(file.stem if file.suffix.lower() in PACKED else file.name).stem
    base, dot, number = stem.rpartition(".errors")
    is_report = dot and (not number or number.removeprefix("-").isdigit())
    return base if is_report else stem
