"""Let a command take its options as one value: a dataclass says which there are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature
from typing import Any, TypeVar

import typer

Asked = TypeVar("Asked")
Command = Callable[[typer.Context, Asked], None]


def takes(asked: type[Asked]) -> Callable[[Command[Asked]], Callable[..., None]]:
    """Give a command the options that are the fields of a dataclass, in their order.

    A field is annotated as typer wants a parameter to be. A field that is a dataclass of options
    itself stands for all of these, so that several commands share them.

    Args:
        asked: the dataclass; the command is called with the context and one of it.
    """
    parameters = [_parameter("context", typer.Context), *_parameters(asked)]

    def spread(command: Command[Asked]) -> Callable[..., None]:
        @wraps(command)
        def called(context: typer.Context, **given: Any) -> None:
            command(context, _filled(asked, given))

        # typer looks there for what a command takes.
        vars(called)["__signature__"] = Signature(parameters)
        return called

    return spread


def _parameter(name: str, kind: Any, default: Any = MISSING) -> Parameter:
    usual = Parameter.empty if default is MISSING else default
    return Parameter(name, Parameter.KEYWORD_ONLY, default=usual, annotation=kind)


def _parameters(asked: Any) -> Iterator[Parameter]:
    for field in fields(asked):
        if is_dataclass(field.type):
            yield from _parameters(field.type)
        else:
            yield _parameter(field.name, field.type, field.default)


def _filled(asked: Any, given: Mapping[str, Any]) -> Any:
    """Return the options as one value, filled with what a command line says."""
    return asked(
        **{
            field.name: _filled(field.type, given)
            if is_dataclass(field.type)
            else given[field.name]
            for field in fields(asked)
        }
    )
