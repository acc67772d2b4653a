"""Make the pages of the site that the program itself can tell: its commands, and the mapping.

`python scripts/make_reference.py [FOLDER]` writes them to docs/, or to another folder. Help,
descriptions and docstrings are where the words of these pages are changed.
"""

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from inspect import getdoc
from pathlib import Path
from typing import Any, get_args

import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from customer_import.cli import app
from customer_import.cli.servers.sandbox_job import CHOICES
from customer_import.customer import ApiField, api_fields
from customer_import.mapping.leaf_model import Leaf
from customer_import.mapping.mirror import Mirror
from customer_import.mapping.model import CustomerMapping
from customer_import.mapping.transforms import TRANSFORMS

ROOT = Path(__file__).parent.parent
MADE = "<!-- Made by scripts/make_reference.py: change the program's own words, not this page. -->"
OF_TYPER = ("install_completion", "show_completion")
"""Options whose words are not ours, and differ with the version of typer."""


def commands() -> str:
    """Write the page of all commands and their options."""
    program = typer.main.get_command(app)
    top = [MADE, "# Commands", "", _prose(program.help), "", *_options(program)]
    each = (_command(name, command) for name, command in _walked(program, ""))
    return "\n".join([*top, *(line for lines in each for line in lines)]).rstrip() + "\n"


def mapping_reference() -> str:
    """Write the page of every key of a mapping, every transform and every field."""
    return "\n".join(
        [
            *(MADE, "# Mapping, every word", ""),
            "What the words mean together is told in [the mapping](mapping.md).",
            *_keys("The mapping file", CustomerMapping),
            *(line for name, part in _parts(CustomerMapping) for line in _keys(f"`{name}`", part)),
            *_keys("What fills a field", Leaf),
            *(line for name, part in _parts(Leaf) for line in _keys(f"`{name}`", part)),
            *_transforms(),
            *_fields(api_fields()),
            "",
        ]
    )


PAGES = {"commands": commands, "mapping-reference": mapping_reference}
"""Each page that is made, and what makes it."""


def _walked(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Yield each command with its whole name, those of a group after the group."""
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _walked(command, f"{before}{name} ")


def _command(name: str, command: Any) -> Iterator[str]:
    yield from (f"## {name}", "", _prose(command.help), "")
    if hasattr(command, "commands"):
        return
    yield from ("```text", f"customer-import {name} {_usage(command)}".rstrip(), "```", "")
    yield from _options(command)
    if name == "sandbox":
        for title, texts in CHOICES.items():
            rows = [(f"`{choice}`", text) for choice, text in texts.items()]
            yield from _table(title, rows, ("choice", "what a client sees"))


def _usage(command: Any) -> str:
    """Return the arguments as the help shows them."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    shown = [each.metavar if each.required else f"[{each.metavar}]" for each in arguments]
    return " ".join([*shown, "[OPTIONS]"])


def _options(command: Any) -> Iterator[str]:
    """Yield the tables of arguments and options, those of each panel under its name."""
    panels: dict[str, list[Any]] = {}
    for each in command.params:
        panels.setdefault(getattr(each, "rich_help_panel", None) or "", []).append(each)
    context = command.make_context("", [], resilient_parsing=True)
    for panel, params in panels.items():
        shown = [each for each in params if not each.hidden and each.name not in OF_TYPER]
        rows = [(_spelled(each, context), _meaning(each)) for each in shown]
        yield from _table(panel or "Arguments and options", rows, ("", "meaning"))


def _spelled(param: Any, context: Any) -> str:
    """Return how an argument or option is typed."""
    if param.param_type_name == "argument":
        return f"`{param.metavar}`"
    value = "" if param.is_flag else f" {param.metavar or _choices(param, context)}"
    return f"`{', '.join(sorted(param.opts, key=len))}{value}`"


def _choices(param: Any, context: Any) -> str:
    """Return the words that an option takes; brackets round them differ with typer's version."""
    return str(param.get_help_record(context)[0].split()[-1]).strip("<[]>")


def _meaning(param: Any) -> str:
    said = _prose(param.help)
    default = param.default
    if param.param_type_name == "option" and not param.is_flag and default not in (None, ()):
        said += f" Default: `{default if isinstance(default, str) else format(default, 'g')}`."
    named = getattr(param, "envvar", None)
    return f"{said.removesuffix('.')} (or the variable `{named}`)." if named else said


def _parts(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the keys of a model that have keys of their own, but for the API's fields."""
    for name, field in model.model_fields.items():
        for part in (field.annotation, *get_args(field.annotation)):
            if _is_model(part) and not issubclass(part, Mirror):
                yield name, part
                yield from _parts(part)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _keys(title: str, model: type[BaseModel]) -> Iterator[str]:
    """Yield the table of a model's keys."""
    yield from ("", f"## {title}", "", _first_paragraph(model), "")
    fields = model.model_fields.items()
    rows = [(f"`{field.alias or name}`", _described(field)) for name, field in fields]
    yield from _table("", rows, ("key", "meaning"))


def _described(field: FieldInfo) -> str:
    said = field.description or _first_paragraph(field.annotation)
    words = [f"`{word}`" for word in _words(field.annotation)]
    return f"{said}; {'one of ' * (len(words) > 1)}{', '.join(words)}" if words else said


def _first_paragraph(annotation: Any) -> str:
    """Return what a model of ours says of itself.

    Raises:
        ValueError: it is not one, and nothing of Python's own words belongs on a page.
    """
    if not _is_model(annotation):
        raise ValueError(f"A key that takes {annotation} needs a description.")
    return (getdoc(annotation) or "").partition("\n\n")[0]


def _words(annotation: Any) -> list[str]:
    """Return the words that a key takes, where it takes nothing but words of a list."""
    if isinstance(annotation, type):
        return list(annotation) if issubclass(annotation, StrEnum) else []
    parts = get_args(annotation)
    if any(map(_is_model, parts)):
        return []
    return [word for part in parts for word in ([part] if isinstance(part, str) else _words(part))]


def _transforms() -> Iterator[str]:
    yield from ("", "## Transforms", "")
    firsts = ((name, (getdoc(each) or "").partition("\n")[0]) for name, each in TRANSFORMS.items())
    yield from _table(
        "", [(f"`{name}`", first) for name, first in firsts], ("name", "what it does")
    )


def _fields(fields: Iterable[ApiField]) -> Iterator[str]:
    """Yield the tables of the fields that can be mapped and of those that cannot."""
    listed = list(fields)
    yield from (
        "",
        "## Fields",
        "",
        "`*` is a label or a type of your own, `[]` one of several.",
        "",
    )
    free = (each for each in listed if not each.refused)
    rows = [(f"`{each.path}`", each.kind, _with_example(each)) for each in free]
    yield from _table("", rows, ("field", "kind", "meaning"))
    yield from ("", "## Fields that cannot be mapped", "")
    refused = [(f"`{each.path}`", each.refused) for each in listed if each.refused]
    yield from _table("", refused, ("field", "why"))


def _with_example(field: ApiField) -> str:
    return f"{field.meaning}; like `{field.example}`" if field.example else field.meaning


def _table(title: str, rows: Iterable[tuple[str, ...]], heads: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table below its title, in the form of Markdown."""
    body = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not body:
        return
    if title:
        yield from (f"**{title}**", "")
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    yield from (*body, "") if title else body


def _cell(text: str) -> str:
    """Return a text without signs that mean something in a table; code may have stars."""
    text = text.replace("|", "\\|")
    return text if "`" in text else text.replace("*", "\\*")


def _prose(text: str | None) -> str:
    """Return a help text with a line for each paragraph."""
    return "\n\n".join(" ".join(each.split()) for each in (text or "").split("\n\n"))


def main() -> None:
    """Write every page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    for name, make in PAGES.items():
        (folder / f"{name}.md").write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
