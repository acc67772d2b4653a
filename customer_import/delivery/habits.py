"""What a run learns of how its server answers.

A server may answer without saying what became of the records: its counts may lie. A few requests
show that; what they show is used for the rest of the run.
"""

from dataclasses import dataclass, field

from customer_import.api.match import Fit
from customer_import.delivery.queue import Job
from customer_import.delivery.resolve import USUAL, Custom, Resolution
from customer_import.errors import Stopped, WrongAnswer
from customer_import.states import ItemState

FEW = 2
"""So many unclear answers about rows of which nothing was wrong show that more will be unclear."""
ENOUGH = 3
"""So many single rows of different requests with an unclear answer end the run."""


PAIR = 2


@dataclass(slots=True)
class Habits:
    """How the server has answered so far.

    Attributes:
        custom: what follows for the answers to come.
        assumed: records that count as saved though no answer says so.
        unclear: requests of which a single record got an unclear answer, since the last clear one.
        left: records that were sent, are safe to send twice, and may be saved or not.
        stop: why the run ends; None if it goes on.
    """

    custom: Custom = USUAL
    assumed: int = 0
    unclear: set[int] = field(default_factory=set)
    left: int = 0
    stop: Stopped | None = None
    _empty: int = 0
    _good_pairs: int = 0
    _pairs: dict[int, set[int]] = field(default_factory=dict)

    def note(self, job: Job, resolution: Resolution) -> None:
        """Note how a request was answered."""
        is_single = len(job.batch) == 1
        self._note_pair(job, resolution)
        match resolution.fit:
            case Fit.EMPTY:
                self._empty += 1
                self.assumed += bool(resolution.saved)
            case Fit.MATCHED if not is_single:
                self._empty = 0
        if resolution.fit in (Fit.EMPTY, Fit.VAGUE) and not resolution.saved:
            if is_single:
                self._note_unclear(job, resolution)
        elif resolution.fit is not None:
            self.unclear.clear()
            self.stop = None
        if self._empty >= FEW or self._good_pairs >= FEW:
            self.custom = Custom(self.custom.empty_is_saved, one_by_one=True)

    def _note_unclear(self, job: Job, resolution: Resolution) -> None:
        self.left += not resolution.outcomes
        self.unclear.add(job.root)
        if len(self.unclear) >= ENOUGH:
            self.stop = WrongAnswer(
                "The server's answers do not say what became of the rows, not even of single ones.",
                "Rows that are safe to send twice wait for the same command. If it ends like this "
                "again, please report it.",
            )

    def _note_pair(self, job: Job, resolution: Resolution) -> None:
        """Note whether both records of an unclear answer are good after all."""
        ids = set(job.batch.ids)
        if resolution.fit == Fit.VAGUE and len(ids) == PAIR:
            self._pairs[job.root] = ids
        pair = self._pairs.get(job.root, set())
        if not pair & ids:
            return
        if resolution.saved:
            pair -= ids
            if not pair:
                del self._pairs[job.root]
                self._good_pairs += 1
        elif any(each.state == ItemState.FAILED for each in resolution.outcomes):
            del self._pairs[job.root]

    @property
    def is_cautious(self) -> bool:
        """Return whether several records in one request are likely to get an unclear answer."""
        return self._empty > 0

    @property
    def left_open(self) -> Stopped | None:
        """Say why the run is not complete, if an answer left open what became of records."""
        if not self.left:
            return None
        return WrongAnswer(
            f"The server's answers do not say whether {self.left:,} of the records were saved.",
            "They are safe to send twice, so they wait: run the same command to send them again.",
        )

    @property
    def notice(self) -> str:
        """Return what a person has to know of how the server answers; blank if nothing."""
        if not self.assumed:
            return ""
        return (
            f"The server reported no error for {self.assumed:,} records and did not say that they "
            "were saved; they count as saved. To have them wait instead, set "
            "`assume: {empty_answer_is_saved: false}` in the mapping."
        )
