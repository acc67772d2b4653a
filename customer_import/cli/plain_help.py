"""The help of commands: plain words, wrapped at words."""

from typing import Any

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


class PlainGroup(TyperGroup):
    """A group of commands with the same help."""

    def get_params(self, ctx: Any) -> Any:
        """Return the options, as a command does."""
        return _plainly(super().get_params(ctx))


def _plainly(params: list[Any]) -> list[Any]:
    """Take off the types of what takes no value, and of arguments: these are all texts."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
        if param.param_type_name == "argument":
            param.display_type_rich = lambda **_: None
    return params
