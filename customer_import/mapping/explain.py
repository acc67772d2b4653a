"""Say what pydantic finds wrong with a mapping, in words a person can act on."""

from collections.abc import Iterable

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from customer_import.customer import ADDRESS_OWNED, PHONES, SERVER_OWNED
from customer_import.mapping.assumptions import Assumptions
from customer_import.mapping.leaf_model import Leaf
from customer_import.mapping.model import (
    ANY_TYPE,
    AddressMapping,
    CustomerMapping,
    Fields,
    NoteMapping,
    PhonePartsMapping,
    SourceMapping,
    TypedAddressMapping,
)
from customer_import.mapping.row_rules import RowRules
from customer_import.mapping.yaml import Path as Where

TAG = 2
"""The step of a path at which the model tells a whole phone from its parts."""
MOST_NAMED = 12
"""Choices that are all named where none is like the wrong one."""
ALIKE = 60
IN_IT = 80
"""Of 100: how alike a name must be to be offered as the right one, or a part of one."""
PART = 4
"""Letters of a part that say something."""


def _without_tags(where: Where) -> Where:
    """Leave out of a path what only the model has: a phone is whole or has parts; an address."""
    if len(where) > TAG + 1 and where[1] == "Addresses" and where[TAG + 1] in ("named", "typed"):
        return (*where[: TAG + 1], *where[TAG + 2 :])
    if len(where) > TAG and where[1] in PHONES and where[TAG] in ("whole", "parts"):
        return (*where[:TAG], *where[TAG + 1 :])
    return where


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return the choice that is most like a name; blank where none is alike."""
    # Imported here because most names need no other.
    from rapidfuzz import process  # noqa: PLC0415

    best = process.extractOne(
        name, list(choices), scorer=_likeness, processor=str.casefold, score_cutoff=ALIKE
    )
    return best[0] if best else ""


def _likeness(name: str, choice: str, **_: object) -> float:
    """Say of 100 how alike two names are: as a whole, or where one seems to be in the other."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - as above

    in_it = min(len(name), len(choice)) >= PART and fuzz.partial_ratio(name, choice) >= IN_IT
    by_words = fuzz.token_sort_ratio(name, choice)
    return max(fuzz.ratio(name, choice), by_words, ALIKE if in_it else 0)


def explain(error: ErrorDetails) -> str:
    """Say what is wrong, with the nearest right name, without a full stop."""
    where = _without_tags(error["loc"])
    name = str(where[-1]) if where else "the mapping"
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return _unknown(name, where[:-1])
        case "missing":
            return f"{name} is missing" + (", write `version: 1`" if name == "version" else "")
        case "unknown_choice":
            return f"{error['msg']}{_hint(context['name'], context['choices'])}"
        case "enum" | "literal_error":
            return f"{name} is {error['input']}, but must be {context['expected']}"
        case "string_type":
            hint = '; write "" for an empty text' if error["input"] is None else ""
            return f"{name} takes a text, here is {_form(error['input'])}{hint}"
        case "model_type" | "model_attributes_type" | "dict_type" | "list_type":
            return f"{name} cannot be {_form(error['input'])}{_expected(error['type'])}"
        case "int_parsing" | "bool_parsing":
            kind = "a whole number" if error["type"] == "int_parsing" else "true or false"
            return f"{name} is {error['input']}, but must be {kind}"
        case "greater_than_equal":
            return f"{name} is {error['input']}, but must be {context['ge']:g} or more"
        case "less_than_equal":
            return f"{name} is {error['input']}, but must be {context['le']:g} or less"
        case _:
            return f"{name}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _form(given: object) -> str:
    if isinstance(given, dict):
        return "a nest of names"
    return "a list" if isinstance(given, list) else f"the text {given}" if given else "blank"


def _expected(kind: str) -> str:
    return "; a list is needed" if kind == "list_type" else "; names with their values are needed"


def _unknown(name: str, parent: Where) -> str:
    if parent[:1] == ("fields",):
        owned = SERVER_OWNED if len(parent) == 1 else ADDRESS_OWNED
        meant = next((each for each in owned if each.casefold() == name.casefold()), None)
        if meant and (len(parent) == 1 or "Addresses" in parent):
            return f"{name} cannot be mapped: {owned[meant]}; take the line out"
    return f"{name} is not known here{_hint(name, known_names(parent))}"


def _hint(name: str, choices: Iterable[str]) -> str:
    all_of_them = list(choices)
    near = nearest(name, all_of_them)
    if near:
        return f"; did you mean {near}?"
    return f"; there are {', '.join(all_of_them)}" if 0 < len(all_of_them) <= MOST_NAMED else ""


def known_names(parent: Where) -> list[str]:
    """Return the names that may be under a path of the mapping."""
    sections: dict[str | int, type[BaseModel]] = {
        "source": SourceMapping,
        "assume": Assumptions,
        "rows": RowRules,
    }
    if parent and parent[0] in sections:
        fields = sections[parent[0]].model_fields
        return [each.alias or name for name, each in fields.items()]
    match parent:
        case ():
            return list(CustomerMapping.model_fields)
        case ("fields",):
            return list(Fields.model_fields)
        case ("fields", phone) if phone in PHONES:
            return [*PhonePartsMapping.model_fields, *Leaf.model_fields]
        case ("fields", "Addresses", _):
            typed = parent[-1] == ANY_TYPE
            return list((TypedAddressMapping if typed else AddressMapping).model_fields)
        case ("fields", "CustomerNotes", _):
            return list(NoteMapping.model_fields)
        case _:
            return list(Leaf.model_fields)
