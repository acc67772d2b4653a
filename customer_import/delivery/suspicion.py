"""Whether the rows are wrong, or the mapping or the account."""

import re
from collections import Counter
from dataclasses import dataclass, field

from customer_import.errors import AllAlike
from customer_import.ledger.request_batch import RecordOutcome
from customer_import.states import ItemState

ENOUGH = 3
"""So many different requests, each with its first row refused alike, end the run."""


@dataclass(slots=True)
class Suspicion:
    """Watches the first refusal of each request while nothing is saved.

    Attributes:
        saved: something was saved in this run, so mapping and account are right.
        reasons: the first refusal of each request, without what belongs to the row alone.
    """

    saved: bool = False
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def raised(self) -> bool:
        """Return whether something was refused, and nothing saved yet."""
        return bool(self.reasons) and not self.saved

    def note(self, root: int, outcomes: tuple[RecordOutcome, ...]) -> AllAlike | None:
        """Note what became of a request.

        Returns:
            why the run ends, if enough requests were refused alike; else None.
        """
        self.saved = self.saved or any(each.state == ItemState.SAVED for each in outcomes)
        failed = [each for each in outcomes if each.state == ItemState.FAILED and each.problem]
        if self.saved or not failed or root in self.reasons:
            return None
        self.reasons[root] = _common(failed[0])
        reason, count = Counter(self.reasons.values()).most_common(1)[0]
        if count < ENOUGH or reason != self.reasons[root]:
            return None
        return AllAlike(
            f"Every row so far was refused alike, the first {ENOUGH} of different requests: "
            f"{failed[0].problem.message if failed[0].problem else ''}",
            "The mapping or the account seems to be wrong, not the rows: fix it, and run the same "
            "command again. If the rows are wrong after all, the same command tries each of them.",
        )


def _common(outcome: RecordOutcome) -> str:
    message = outcome.problem.message if outcome.problem else ""
    if outcome.item.key:
        message = message.replace(outcome.item.number or "", "#")
    return re.sub(r"\d+", "#", message)
