"""Find what is doubtful about a mapping that is right: it may not say what its author meant."""

from collections import defaultdict
from collections.abc import Iterator

from customer_import.customer import PHONES
from customer_import.mapping.leaf_model import Leaf
from customer_import.mapping.load import Issue, LoadedMapping
from customer_import.mapping.yaml import YamlPlace
from customer_import.table import renamed


def doubts(
    loaded: LoadedMapping, headers: tuple[str, ...] = (), unused: tuple[str, ...] = ()
) -> list[Issue]:
    """List what a person should look at, in the order of the file.

    Args:
        loaded: a mapping without errors.
        headers: of the list it is for, if there is one.
        unused: its columns that fill nothing.
    """
    found = [
        *_blank(loaded),
        *_phones_twice(loaded),
        *_idle_defaults(loaded),
        *_rivals(loaded, unused),
        *_alike(headers),
        *(Issue(each, YamlPlace(1, 1)) for each in renamed(headers)),
        *_unused(unused),
    ]
    return sorted(found, key=lambda issue: (issue.place.line, issue.place.column))


def _blank(loaded: LoadedMapping) -> Iterator[Issue]:
    """Find the fields that nothing fills."""
    data = loaded.document.data
    given = data.get("fields") if isinstance(data, dict) else None
    for name, value in given.items() if isinstance(given, dict) else ():
        if value is None:
            message = f"nothing fills {name}; write its column behind it, or take the line out"
            yield Issue(message, loaded.document.place(("fields", name)))


def _phones_twice(loaded: LoadedMapping) -> Iterator[Issue]:
    fields = loaded.mapping.fields
    for name in PHONES:
        flat = f"{name}Number"
        if getattr(fields, name) is not None and getattr(fields, flat) is not None:
            place = loaded.document.place(("fields", flat))
            yield Issue(f"{name} and {flat} both fill the same phone; keep one of them", place)


def _idle_defaults(loaded: LoadedMapping) -> Iterator[Issue]:
    for label, leaf in (loaded.mapping.fields.CustomFields or {}).items():
        if leaf.default is not None and leaf.value is None:
            place = loaded.document.place(("fields", "CustomFields", label, "default"))
            message = f"this default never fills {label}: a custom field of blank cells is blank"
            yield Issue(message, place)


def _rivals(loaded: LoadedMapping, unused: tuple[str, ...]) -> Iterator[Issue]:
    """Find unused columns whose name means a field that another column fills."""
    if not unused:
        return
    # Imported here because a mapping that fits its list leaves no column to wonder about.
    from customer_import.mapping.suggest.suggestion import suggest  # noqa: PLC0415

    for header in unused:
        suggestion = suggest([header], [])
        for choice in suggestion.choices:
            leaf = getattr(loaded.mapping.fields, choice.path, None)
            if isinstance(leaf, Leaf) and leaf.column is not None:
                place = loaded.document.place(("fields", choice.path))
                message = (
                    f"the column {header} may mean {choice.path} too, which {leaf.column} fills"
                )
                yield Issue(message, place)


def _alike(headers: tuple[str, ...]) -> Iterator[Issue]:
    folded: defaultdict[str, list[str]] = defaultdict(list)
    for header in dict.fromkeys(filter(None, headers)):
        folded["".join(header.split()).casefold()].append(header)
    for names in folded.values():
        if len(names) > 1:
            named = " and ".join(f"“{name}”" for name in names)
            yield Issue(f"the columns {named} differ only in case or blanks", YamlPlace(1, 1))


def _unused(unused: tuple[str, ...]) -> Iterator[Issue]:
    if unused:
        yield Issue(f"these columns are not imported: {', '.join(unused)}", YamlPlace(1, 1))
