"""A command takes its options as one value, whose fields are what its command line has."""

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from customer_import.cli.options.takes import takes


@dataclass(frozen=True, kw_only=True)
class Colours:
    """Options that commands share."""

    bright: Annotated[bool, typer.Option("--bright")] = False
    dark: Annotated[str, typer.Option(help="The dark one.")] = "navy"


@dataclass(frozen=True, kw_only=True)
class Painting:
    """The options of one command."""

    wall: Annotated[str, typer.Argument()]
    coats: Annotated[int, typer.Option("--coats", min=1)] = 2
    colours: Colours


def painted(*args: str) -> tuple[int, list[Painting], str]:
    """Call a command that takes a painting; return its status, what it got, and what it printed."""
    app, taken = typer.Typer(), list[Painting]()

    @app.command()
    @takes(Painting)
    def paint(context: typer.Context, options: Painting) -> None:
        """Paint a wall."""
        assert context.info_name
        taken.append(options)

    done = CliRunner().invoke(app, args)
    return done.exit_code, taken, done.output


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (("north",), Painting(wall="north", coats=2, colours=Colours())),
        (
            ("--dark", "black", "north", "--coats", "3", "--bright"),
            Painting(wall="north", coats=3, colours=Colours(bright=True, dark="black")),
        ),
    ],
)
def test_the_fields_are_filled_from_the_line(args: tuple[str, ...], wanted: Painting) -> None:
    """What is not on the line has its default, in the groups of options too."""
    assert painted(*args)[:2] == (0, [wanted])


@pytest.mark.parametrize("args", [(), ("north", "--coats", "0"), ("north", "--colours", "x")])
def test_a_line_that_does_not_fit_calls_nothing(args: tuple[str, ...]) -> None:
    """An argument is needed, limits hold, and a group is not an option itself."""
    status, taken, _ = painted(*args)
    assert (status, taken) == (2, [])


def test_help_lists_the_options_in_the_order_of_the_fields() -> None:
    """The help is that of the command, and groups stand where their field does."""
    help_text = painted("--help")[2]
    assert "Paint a wall." in help_text
    places = [help_text.index(name) for name in ("--coats", "--bright", "--dark")]
    assert places == sorted(places)
