"""What there is to do after a run, in sentences that the terminal and the page share."""

from collections.abc import Iterator
from typing import NamedTuple

from customer_import.result import RunResult


class Advice(NamedTuple):
    """A sentence, and how urgent it is as a colour of the terminal's; blank for none."""

    text: str
    colour: str = ""


def advice(result: RunResult) -> Iterator[Advice]:
    """What there is to do now."""
    ended = result.ended
    if result.held_back:
        yield Advice("Nothing was sent, because of --strict.", "yellow")
    elif result.warned and not ended.stopped:
        rows = "row has a warning and is" if result.warned == 1 else "rows have a warning and are"
        yield Advice(f"{result.warned:,} {rows} sent all the same; --strict sends nothing then.")
    if result.errors_file:
        yield Advice(f"Fix the rows in {result.errors_file} and run it with the same mapping.")
    if ended.interrupted:
        yield Advice("Interrupted. Run the same command to go on.", "yellow")
    if ended.stopped:
        yield Advice(str(ended.stopped), "red")
