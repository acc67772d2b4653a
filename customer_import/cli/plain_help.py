"""The help of commands, and what is said of a wrong value: plain words, wrapped at words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class PlainCommand(TyperCommand):
    """A command whose help wraps at words, without a type beside an option that takes no value."""

    def __init__(self, *args: Any, help: str | None = None, **options: Any) -> None:  # noqa: A002 - typer's name
        # Typer keeps the line breaks of all paragraphs but the first.
        paragraphs = (help or "").split("\n\n")
        flowing = "\n\n".join(" ".join(each.split()) for each in paragraphs)
        super().__init__(*args, help=flowing, **options)

    def get_params(self, ctx: Any) -> Any:
        """Return the options, of which typer would call those without a value `<bool>`.

        The context is click's, which some versions of typer carry under a private name.
        """
        return _plainly(super().get_params(ctx))

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Parse the words of the command line; what is wrong with one is said in plain words."""
        with _plain_words():
            return super().make_context(*args, **more)


class PlainGroup(TyperGroup):
    """A group of commands with the same help."""

    def get_params(self, ctx: Any) -> Any:
        """Return the options, as a command does."""
        return _plainly(super().get_params(ctx))

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Parse the words of the command line, as a command does."""
        with _plain_words():
            return super().make_context(*args, **more)


def _plainly(params: list[Any]) -> list[Any]:
    """Take off the types of what takes no value, and of arguments: these are all texts."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
        if param.param_type_name == "argument":
            param.display_type_rich = lambda **_: None
    return params


@contextmanager
def _plain_words() -> Iterator[None]:
    """Say of a value that typer refuses what it should be.

    Newer versions of typer pass on what pydantic says of it, which is meant for programmers.

    Raises:
        BadParameter: it refuses one.
    """
    try:
        yield
    except typer.BadParameter as refused:
        errors = getattr(refused.__cause__, "errors", None)
        if errors is not None:
            refused.message = _plain_reason(errors()[0]) or refused.message
        raise


def _plain_reason(found: dict[str, Any]) -> str:
    """Return what is wrong with a value in plain words; blank for a kind that is not known."""
    value, limits = found["input"], found.get("ctx", {})
    match found["type"]:
        case "greater_than_equal":
            return f"{value!r} is out of range. Give {limits['ge']:g} or more."
        case "less_than_equal":
            return f"{value!r} is out of range. Give {limits['le']:g} or less."
        case "int_parsing" | "int_from_float" | "int_parsing_size":
            return f"{value!r} is not a whole number."
        case "float_parsing":
            return f"{value!r} is not a number."
        case "value_error":
            return str(limits["error"])
    return ""
