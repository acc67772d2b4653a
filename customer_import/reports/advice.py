"""What there is to do after a run, in sentences that the terminal and the page share."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from customer_import.errors import IF_NEW, AllAlike
from customer_import.mapping.load import AUTOMATIC
from customer_import.problems import Code
from customer_import.records.which_rows.belonging import SEVERAL_ROWS
from customer_import.reports.causes import Cause
from customer_import.reports.mapping_lines import NO_LINES, MappingLines
from customer_import.result import RunResult
from customer_import.states import RowState

_UNANSWERED = (Code.NO_ANSWER, Code.STILL_UNKNOWN)
_IN_THE_MAPPING: dict[str, str] = {
    Code.VALUE_UNKNOWN: "add {values} in {spot}",
    Code.ONE_OF: "add {values} in {spot}",
    Code.DATE_AMBIGUOUS: "add a `format` in {spot}",
}
"""What can be changed in the mapping and not in the list, by the code of the problem."""
TO_WRITE = (
    "The mapping is not in a file yet. To write `rows: {continue: true}` into it, save it first:"
)
"""Comes where nobody has a file to write into."""


class Advice(NamedTuple):
    """A sentence, the command that it ends with, and the colour that says how urgent it is."""

    text: str
    command: str = ""
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
    if (warned := _warned(result)) and not result.held_back and not ended.stopped:
        they = "They are" if " have " in warned else "It is"
        warned = warned[:1].upper() + warned[1:]
        yield Advice(f"{warned}. {they} sent all the same, unless you add --strict.")
    if held_back := why_held_back(result):
        yield Advice(held_back, colour="yellow")
    elif ended.interrupted:
        yield Advice("Interrupted. Run the same command to go on.", colour="yellow")
    elif ended.stopped:
        yield Advice(str(ended.stopped), colour="red")
    if result.errors_file and not result.held_back and not isinstance(ended.stopped, AllAlike):
        yield from _about_report(result, result.errors_file, causes, lines)


def why_held_back(result: RunResult) -> str:
    """Say why `--strict` or a limit kept everything from being sent; blank if neither did."""
    return _by_strict(result) if result.held_back else result.over_limit


def _by_strict(result: RunResult) -> str:
    """Say why `--strict` sent nothing; the error report alone is not the whole list."""
    nothing = "Nothing would be sent" if result.dry_run else "Nothing was sent"
    invalid, warned = result.counts[RowState.INVALID], _warned(result)
    if result.is_guessed:
        return (
            f"{nothing}, because of --strict: the mapping is a guess. Save it with "
            "`customer-import mapping suggest`, check it, and run the list again."
        )
    if not invalid:
        return (
            f"{nothing}, because of --strict: {warned}. Check the warnings and fix the "
            "list; or run it without --strict, which sends these rows as they are."
        )
    why = f"{invalid:,} {'row is' if invalid == 1 else 'rows are'} invalid"
    also = f", {warned}" if warned else ""
    report = f" {result.errors_file} has the invalid rows only." if result.errors_file else ""
    return f"{nothing}, because of --strict: {why}{also}. Fix the list and run it again.{report}"


def _warned(result: RunResult) -> str:
    """Say what has a warning: the list as a whole, rows of it, or both; blank if nothing has."""
    count = result.warned
    rows = f"{count:,} {'row' if count == 1 else 'rows'}" if count else ""
    of_list = any(problem.severity == "warning" for problem in result.of_list)
    what = " and ".join(filter(None, ("the list" if of_list else "", rows)))
    return (
        f"{what} {'have' if count > 1 or (of_list and count) else 'has'} a warning" if what else ""
    )


def _about_report(
    result: RunResult, report: Path, causes: Sequence[Cause], lines: MappingLines
) -> Iterator[Advice]:
    """Say what to do with the error report."""
    blamed = _blamed(causes, lines)
    for spot in blamed:
        yield Advice(f"Fix the mapping: {spot}.")
    if result.dry_run:
        yield Advice(
            f"{report} has the rows that cannot be sent, and why. {_fix(result.mapping)} and run "
            "the same command. Or run the list as it is, and fix the rows in the error report of "
            "that run."
        )
    elif result.ended.stopped or result.ended.interrupted:
        yield Advice(f"{report} has the rows with problems so far.")
    else:
        fixable = not blamed or _has_others(causes, lines)
        if result.settle:
            yield Advice("Look up what became of unknown rows that have a number:", result.settle)
        yield from then_run(result.counts, report, result.rerun, fixable=fixable)
    if result.mapping == AUTOMATIC and any(SEVERAL_ROWS in cause.reason for cause in causes):
        yield Advice(TO_WRITE, result.suggest)
    yield from map(Advice, _elsewhere(causes, lines))
    if result.only_update and any(cause.code == Code.REFUSED for cause in causes):
        yield Advice(IF_NEW)


def _fix(mapping: str) -> str:
    if mapping == AUTOMATIC:
        return "Fix them in the list"
    return f"Fix them in the list (or in {mapping}, if that is wrong)"


def then_run(
    counts: dict[RowState, int], report: Path, rerun: str, *, fixable: bool = True
) -> Iterator[Advice]:
    """Say what to do with an error report; the command that runs it comes last.

    Args:
        counts: rows of the run, by state.
        report: where it is.
        rerun: the command that runs it.
        fixable: it has rows that are fixed in the report itself.
    """
    refused, unknown = counts[RowState.INVALID] + counts[RowState.FAILED], counts[RowState.UNKNOWN]
    if held := counts[RowState.HELD]:
        rows = "1 row is" if held == 1 else f"{held:,} rows are"
        yield Advice(
            f"{rows} held: the customers changed at the server since the plan, or could not be "
            "read. The message of each row says which, and what to do."
        )
    fix = f"Fix the rows in {report}" if refused and fixable else ""
    if not unknown:
        yield Advice(f"{fix}, then run:" if fix else "Then run:", rerun)
        return
    if fix:
        yield Advice(f"{fix} that are invalid or failed.")
    rows = "1 row was sent and is" if unknown == 1 else f"{unknown:,} rows were sent and are"
    yield Advice(
        f"{rows} unknown, because the server did not confirm. Check in Wasp which of these "
        f"customers exist, and delete their rows from {report}. Then run:",
        f"{rerun} --resend-unknown",
    )


def _elsewhere(causes: Sequence[Cause], lines: MappingLines) -> Iterator[str]:
    """Say what can be changed in the mapping or at the server, and not in the list."""
    changes = dict.fromkeys(filter(None, (_change(cause, lines) for cause in causes)))
    if changes:
        yield f"Or change the mapping and run the same command: {'; '.join(changes)}."
    refused = [cause for cause in causes if cause.is_refusal]
    if any(not (spot := lines.spot(cause)) or not spot.is_to_blame for cause in refused):
        yield (
            "If the server refuses what should be right, change it there and run the same command."
        )


def _change(cause: Cause, lines: MappingLines) -> str:
    template, spot = _IN_THE_MAPPING.get(cause.code), lines.spot(cause)
    if template is None or spot is None:
        return ""
    # Imported here because few runs have such a cause.
    from customer_import.mapping.suggest.value_shapes import means_none  # noqa: PLC0415

    blank = [value for value in cause.values if means_none(value)]
    known = [value for value in cause.values if value not in blank]
    steps = [template.format(values=", ".join(known) or "the value", spot=spot)]
    if blank and "{values}" in template:
        counted = f"name {', '.join(blank)} under `empty:` of `source:`, if it means a blank cell"
        steps = [*(steps if known else ()), counted]
    return "; ".join(steps)


def _blamed(causes: Sequence[Cause], lines: MappingLines) -> list[str]:
    """Return the places where the mapping is wrong and not a cell."""
    spots = (lines.spot(cause) for cause in causes if cause.severity == "error")
    return list(dict.fromkeys(str(spot) for spot in spots if spot and spot.is_to_blame))


def _has_others(causes: Sequence[Cause], lines: MappingLines) -> bool:
    """Tell whether there are rows to fix that the mapping is not to blame for."""
    wrong = (c for c in causes if c.severity == "error" and c.code not in _UNANSWERED)
    spots = map(lines.spot, wrong)
    return any(spot is None or not spot.is_to_blame for spot in spots)
