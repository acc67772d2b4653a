"""Leave out of a mapping what only optional columns would fill that a file does not have.

A column that is missing is blank. What no column fills is not mapped for this file, so that
`blank: clear` clears nothing because of a column that is not there.
"""

from collections.abc import Callable, Iterator

from customer_import.mapping.leaf_model import TEMPLATE, Leaf
from customer_import.mapping.mirror import Model
from customer_import.mapping.model import Fields, NoteMapping, PhoneMapping

Has = Callable[[str], bool]
"""Says whether a file has a column."""


def columns_of(leaf: Leaf, has: Has) -> list[str]:
    """Return the names of the columns that a leaf reads."""
    if leaf.column is not None:
        return [leaf.column]
    braces = (match[1] for match in TEMPLATE.finditer(leaf.template or "") if match[1] is not None)
    return [*(leaf.columns or ()), *(name for each in braces for name in alternatives(each, has))]


def alternatives(names: str, has: Has) -> list[str]:
    """Return the columns of `{A|B}`; a column whose own name is that comes first."""
    return [names] if has(names.strip()) or "|" not in names else names.split("|")


def fields_present(fields: Fields, has: Has) -> Fields:
    """Return the fields without what only missing optional columns would fill."""
    given = {name: getattr(fields, name) for name in type(fields).model_fields}
    return fields.model_copy(update={name: _present(part, has) for name, part in given.items()})


def leaves_of(part: object) -> Iterator[Leaf]:
    """Find every leaf of a part of a mapping."""
    if isinstance(part, Leaf):
        yield part
    elif isinstance(part, Model):
        for name in type(part).model_fields:
            yield from leaves_of(getattr(part, name))
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from leaves_of(each)


def _present(part: object, has: Has) -> object:
    """Return a part of the fields; None where it would be filled by missing columns only."""
    if isinstance(part, Leaf):
        return None if _is_missing(part, has) and part.default is None else part
    if isinstance(part, PhoneMapping) and part.whole is not None:
        return None if _is_missing(part.whole, has) else part
    if isinstance(part, Model):
        return _present_group(part, has)
    if isinstance(part, dict):
        # A custom field is blank where its own column is, whatever its default.
        left = {name: _without(each, has) for name, each in part.items()}
        return {name: each for name, each in left.items() if each is not None} or None
    if isinstance(part, list):
        # A place is kept, so that messages name the right line.
        left_over = [_present(each, has) for each in part]
        return left_over if any(left_over) else None
    return part


def _without(part: object, has: Has) -> object:
    return None if isinstance(part, Leaf) and _is_missing(part, has) else _present(part, has)


def _present_group(part: Model, has: Has) -> Model | None:
    """Return a phone, a note or an address; None where all of its columns are missing."""
    leaves = list(leaves_of(part))
    missing = [leaf for leaf in leaves if _is_missing(leaf, has)]
    reads = [leaf for leaf in leaves if columns_of(leaf, has) and leaf not in missing]
    text_is_missing = isinstance(part, NoteMapping) and _is_missing(part.NoteText, has)
    if missing and (not reads or text_is_missing):
        return None
    given = {name: getattr(part, name) for name in type(part).model_fields}
    return part.model_copy(update={name: _present(each, has) for name, each in given.items()})


def _is_missing(leaf: Leaf, has: Has) -> bool:
    """Say whether a leaf is optional and the file has none of its columns."""
    names = columns_of(leaf, has) if leaf.optional else ()
    return bool(names) and not any(has(name.strip()) for name in names)
