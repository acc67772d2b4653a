"""Give the models of a mapping the fields of the API's records, which only `customer.py` lists."""

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from customer_import.customer import Record, held_by

Forms = Sequence[tuple[Any, Any]]
"""What a field of the API holds, with what fills it in a mapping."""


class Model(BaseModel):
    """What all parts of a mapping share: unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Model)


def listed(given: object) -> object:
    """Return what is given as a list; a single value needs no brackets in a mapping."""
    return given if isinstance(given, list) else [given]


class Mirror(Model):
    """A part of a mapping whose fields are those of a record of the API."""

    if TYPE_CHECKING:  # `mirrors` adds the fields, where mypy cannot see them.

        def __getattr__(self, name: str) -> Any: ...


def mirrors(
    record: type[Record], single: Any, owned: Container[str] = (), forms: Forms = (), **also: Any
) -> Callable[[type[M]], type[M]]:
    """Give a model a field for each part of an API's record.

    Args:
        record: the API's record.
        single: what fills a field that holds a single value.
        owned: its fields that cannot be mapped.
        forms: what fills the other fields.
        also: fields that the record does not have, as `create_model` takes them.
    """

    def mirrored(model: type[M]) -> type[M]:
        listed = ((name, f) for name, f in record.model_fields.items() if name not in owned)
        given: dict[str, Any] = {name: _mirror(field, single, forms) for name, field in listed}
        doc, module = model.__doc__, model.__module__
        return create_model(
            model.__name__, __base__=model, __doc__=doc, __module__=module, **given, **also
        )

    return mirrored


def _mirror(field: FieldInfo, single: Any, forms: Forms) -> tuple[Any, Any]:
    """Return how a mapping fills a field of the API: the type, and the field of the model."""
    held = held_by(field)
    filled = next((form for part, form in forms if part == held), single)
    if field.is_required():
        return filled, Field(description=field.description)
    return filled | None, Field(None, description=field.description)
