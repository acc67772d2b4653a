"""What there is to do after a run, in sentences that the terminal and the page share."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from customer_import.errors import AllAlike
from customer_import.problems import Code
from customer_import.reports.causes import Cause
from customer_import.reports.mapping_lines import NO_LINES, MappingLines
from customer_import.result import RunResult
from customer_import.states import RowState

_UNANSWERED = (Code.NO_ANSWER, Code.STILL_UNKNOWN)


class Advice(NamedTuple):
    """A sentence, and the colour that says how urgent it is; blank for none."""

    text: str
    colour: str = ""


def advice(
    result: RunResult, causes: Sequence[Cause] = (), lines: MappingLines = NO_LINES
) -> Iterator[Advice]:
    """Say what there is to do now.

    Args:
        result: the run.
        causes: of its problems.
        lines: of its mapping.
    """
    ended = result.ended
    if result.warned and not result.held_back and not ended.stopped:
        rows = "row has a warning and is" if result.warned == 1 else "rows have a warning and are"
        yield Advice(f"{result.warned:,} {rows} sent all the same; --strict sends nothing then.")
    if result.held_back:
        yield Advice(_held_back(result), "yellow")
    elif ended.interrupted:
        yield Advice("Interrupted. Run the same command to go on.", "yellow")
    elif ended.stopped:
        yield Advice(str(ended.stopped), "red")
    if result.errors_file and not result.held_back and not isinstance(ended.stopped, AllAlike):
        yield from map(Advice, _about_report(result, causes, lines))


def _held_back(result: RunResult) -> str:
    """Say why `--strict` sent nothing; the error report alone is not the whole list."""
    nothing = "Nothing would be sent" if result.dry_run else "Nothing was sent"
    invalid, warned = result.counts[RowState.INVALID], result.warned
    if not invalid:
        return (
            f"{nothing}, because of --strict: {_warned(warned)}. Look at the warnings and mend the "
            "list; or run it without --strict, which sends these rows as they are."
        )
    why = f"{invalid:,} {'row is' if invalid == 1 else 'rows are'} invalid"
    also = f", {_warned(warned)}" if warned else ""
    report = f" {result.errors_file} has the invalid rows only." if result.errors_file else ""
    return (
        f"{nothing}, because of --strict: {why}{also}. Mend the list itself and run it "
        f"again.{report}"
    )


def _warned(count: int) -> str:
    return f"{count:,} {'row has' if count == 1 else 'rows have'} a warning"


def _about_report(result: RunResult, causes: Sequence[Cause], lines: MappingLines) -> Iterator[str]:
    """Say what to do with the error report."""
    blamed = _blamed(causes, lines)
    for spot in blamed:
        yield f"Mend the mapping: {spot}."
    if result.dry_run:
        yield (
            f"{result.errors_file} has the rows that cannot be sent, and why. Mend them in the "
            "list; or run it as it is, and fix them in the error report of that run."
        )
    elif result.ended.stopped or result.ended.interrupted:
        yield f"{result.errors_file} has the rows with problems so far."
    else:
        fixable = not blamed or _has_others(causes, lines)
        yield from then_run(result.counts, result.errors_file, result.rerun, fixable=fixable)


def then_run(
    counts: dict[RowState, int], report: Path | None, rerun: str, *, fixable: bool = True
) -> Iterator[str]:
    """Say what to do with an error report; the command that runs it comes last.

    Args:
        counts: rows of the run, by state.
        report: where it is.
        rerun: the command that runs it.
        fixable: it has rows that are fixed in the report itself.
    """
    refused, unknown = counts[RowState.INVALID] + counts[RowState.FAILED], counts[RowState.UNKNOWN]
    if refused and fixable:
        which = " that are invalid or failed" if unknown else ""
        yield f"Fix the rows in {report}{which}."
    if unknown:
        yield (
            f"Of state unknown: {unknown:,} {'row' if unknown == 1 else 'rows'}, sent without an "
            f"answer. Look at the server which are there, and take those out of {report}."
        )
    yield f"Then run: {rerun}{' --resend-unknown' if unknown else ''}"


def _blamed(causes: Sequence[Cause], lines: MappingLines) -> list[str]:
    """Return the places where the mapping is wrong and not a cell."""
    spots = (lines.spot(cause) for cause in causes if cause.severity == "error")
    return list(dict.fromkeys(str(spot) for spot in spots if spot and spot.is_to_blame))


def _has_others(causes: Sequence[Cause], lines: MappingLines) -> bool:
    """Tell whether there are rows to fix that the mapping is not to blame for."""
    wrong = (c for c in causes if c.severity == "error" and c.code not in _UNANSWERED)
    spots = map(lines.spot, wrong)
    return any(spot is None or not spot.is_to_blame for spot in spots)
