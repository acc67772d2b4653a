"""What earlier runs settled on this server, compared with the rows of a run once all are staged.

Most rows that equal what was saved were skipped as they came. These are left: rows that the server
is to number, lines of error reports, rows with problems, and what nobody knows of.

A keyed record (a customer by its number, an address by number and type) is known by the last
content sent under its key. An auto-numbered customer has no key: it is known by its content and
its count among records of equal content, never by its position.
"""

import sqlite3
from dataclasses import dataclass

from customer_import.ledger.known.known import check_created
from customer_import.ledger.rows.kept_cells import KeptCells
from customer_import.ledger.rows.noted_problems import INSERT_PROBLEM, problem_row
from customer_import.ledger.rows.packets import Packets
from customer_import.ledger.rows.skipped_rows import AGAIN, saved_by
from customer_import.problems import Code, Problem
from customer_import.states import KnownState


@dataclass(frozen=True, slots=True)
class AlreadySaved:
    """What the ledger knows of one server, as a staged run meets it."""

    connection: sqlite3.Connection
    run: int

    def settle(self, *, resend: bool, resend_unknown: bool) -> None:
        """Mark what is already saved, and what nobody knows of.

        Args:
            resend: send again what is saved, but for auto-numbered customers.
            resend_unknown: send again what nobody knows of.
        """
        values = {"run": self.run, "resend_unknown": resend_unknown}
        execute = self.connection.execute
        for table in ("met", "settled", "counted"):
            execute(f"DROP TABLE IF EXISTS temp.{table}")
        execute(_MEET, values)
        if not resend:
            execute(_SAVED_BEFORE)
        if not resend_unknown:
            execute(_STILL_UNKNOWN)
            execute(_HOLD_LINES, values)
        (has_auto,) = execute(_MAY_HAVE_AUTO, values).fetchone()
        if has_auto:
            self._settle_auto(values, resend_unknown=resend_unknown)
        # Most lists bring nothing that is known: then a look at all their rows tells no more.
        if has_auto or execute(_HAS_KNOWN, values).fetchone()[0]:
            self.tell(has_auto=has_auto)
            Packets(self.connection).thin(self.run)
        KeptCells(self.connection, self.run).thin()

    def tell(self, *, has_auto: bool = False) -> None:
        """Give the rows the states of the records that are not to be sent, and say why.

        Args:
            has_auto: some of them were compared with customers that the server numbered.
        """
        values = {"run": self.run}
        self.connection.execute(f"{ROW_STATES} AND {_TOUCHED}", values)
        say_who_saved(self.connection, self.run)
        self._explain_unknown(has_auto=has_auto)

    def _settle_auto(self, values: dict[str, int], *, resend_unknown: bool) -> None:
        execute = self.connection.execute
        check_created(self.connection, self.run)
        of_run = "SELECT is_report, parent FROM runs WHERE id = ?"
        is_report, parent = execute(of_run, (self.run,)).fetchone()
        doubtful = is_report and parent is None
        if doubtful:
            execute(_SAME_LINE, values)
        execute(_SETTLED)
        # What a report calls unknown is kept back anyway, and counts where it was sent.
        execute(_COUNT_SETTLED, {**values, "counts_held": parent is None})
        execute(_COUNT_AUTO, values)
        if doubtful:
            execute(_HOLD_DOUBTFUL, values)
            return
        execute(_SKIP_AUTO)
        if not resend_unknown:
            execute(_HOLD_AUTO)

    def _explain_unknown(self, *, has_auto: bool) -> None:
        twin = _IS_TWIN if has_auto else "FALSE"
        held = self.connection.execute(_HELD.format(twin=twin), (self.run,)).fetchall()
        problems = [perhaps_saved() if twin else still_unknown(key) for _, key, twin in held]
        rows = [
            problem_row(self.run, row, problem, sent=True)
            for (row, *_), problem in zip(held, problems, strict=True)
        ]
        self.connection.executemany(INSERT_PROBLEM, rows)


_MEET = """
CREATE TEMP TABLE met AS
SELECT items.id, known.state AS known, known.content = items.content AS is_same
FROM items CROSS JOIN known ON known.key = items.key
WHERE items.run = :run AND (items.state = 'staged' OR items.state = 'unknown')
"""
"""What is known of the keyed records of a run."""
_SAVED_BEFORE = f"""
UPDATE items SET state = 'skipped'
WHERE id IN (SELECT id FROM temp.met WHERE known = {KnownState.SAVED:d} AND is_same)
"""
_STILL_UNKNOWN = f"""
UPDATE items SET state = 'unknown'
WHERE id IN (SELECT id FROM temp.met WHERE known = {KnownState.UNKNOWN:d}) AND state = 'staged'
"""
_HAS_KNOWN = """
SELECT EXISTS (SELECT 1 FROM temp.met) OR EXISTS
    (SELECT 1 FROM items WHERE run = :run AND (state = 'failed' OR state = 'unknown'))
"""
_MAY_HAVE_AUTO = "SELECT EXISTS (SELECT 1 FROM shapes WHERE run = :run AND NOT safe)"
"""A customer that the server numbers is never safe to send twice."""
_SAME_LINE = """
UPDATE items SET state = 'skipped'
WHERE items.run = :run AND key IS NULL AND items.state = 'staged' AND EXISTS
    (SELECT 1 FROM rows AS mine
     CROSS JOIN runs AS run ON run.id = items.run
     CROSS JOIN runs AS earlier
        ON earlier.is_report AND earlier.id < run.id AND earlier.headers = run.headers
        AND earlier.wrote IS run.wrote
     CROSS JOIN rows AS theirs ON theirs.run = earlier.id AND theirs.origin = mine.origin
     CROSS JOIN items AS sent ON sent.run = earlier.id AND sent.row = theirs.number
        AND sent.key IS NULL AND sent.content = items.content
        AND sent.state IN ('saved', 'skipped')
     WHERE mine.run = items.run AND mine.number = items.row)
"""
"""A line of a report, run before with the same content, is the same customer."""
_SETTLED = "CREATE TEMP TABLE settled (content BLOB PRIMARY KEY, saved, sent) WITHOUT ROWID"
_COUNT_SETTLED = """
INSERT INTO temp.settled
WITH RECURSIVE line(run) AS
    (SELECT :run UNION
     SELECT parent FROM runs JOIN line ON runs.id = line.run WHERE parent NOT NULL),
beside AS
    (SELECT DISTINCT rows.origin, items.content FROM runs AS mine
     CROSS JOIN runs AS other ON other.parent = mine.parent AND other.id != mine.id
     CROSS JOIN rows ON rows.run = other.id AND rows.origin NOT NULL AND NOT EXISTS
        (SELECT 1 FROM rows AS here WHERE here.run = mine.id AND here.origin = rows.origin)
     CROSS JOIN items ON items.run = other.id AND items.row = rows.number
        AND items.key IS NULL AND items.state IN ('saved', 'skipped')
     WHERE mine.id = :run),
others AS
    (SELECT content, state != 'unknown' AS is_saved FROM line JOIN items USING (run)
     WHERE key IS NULL AND (state IN ('saved', 'skipped') OR state = 'unknown'
        AND (request NOT NULL OR run = :run AND :counts_held))
     UNION ALL SELECT content, TRUE FROM beside)
SELECT content, sum(is_saved), count(*) FROM others GROUP BY content
"""
"""How many records of each content are settled: in this run, in the runs whose error reports led to
it, or in those of the reports beside it. In a table with a key, for there may be many."""
_COUNT_AUTO = f"""
CREATE TEMP TABLE counted AS
SELECT items.id, items.content, nth,
    nth + ifnull(saved, 0) AS after_saved, nth + ifnull(sent, 0) AS after_sent,
    (SELECT count(*) FROM created WHERE created.content = items.content
        AND created.state = {KnownState.SAVED:d}) AS known_saved,
    (SELECT count(*) FROM created WHERE created.content = items.content
        AND created.state = {KnownState.UNKNOWN:d}) AS known_unknown
FROM (SELECT id, content, row_number() OVER (PARTITION BY content ORDER BY row) AS nth
      FROM items WHERE run = :run AND key IS NULL AND state = 'staged') AS items
LEFT JOIN temp.settled USING (content)
"""
"""Which of the records of equal content it is: those of its list that are settled come first."""
_SKIP_AUTO = """
UPDATE items SET state = 'skipped' FROM counted
WHERE items.id = counted.id AND after_saved <= known_saved
"""
_HOLD_AUTO = """
UPDATE items SET state = 'unknown' FROM counted
WHERE items.id = counted.id AND items.state = 'staged'
  AND after_sent <= known_saved + known_unknown
"""
_HOLD_DOUBTFUL = """
UPDATE items SET state = 'unknown' FROM counted
WHERE items.id = counted.id AND after_sent <= known_saved + known_unknown
  AND NOT (:resend_unknown AND (nth <= known_unknown OR EXISTS
    (SELECT 1 FROM rows AS mine
     CROSS JOIN runs AS run ON run.id = mine.run
     CROSS JOIN runs AS earlier
        ON earlier.is_report AND earlier.id < run.id AND earlier.headers = run.headers
     CROSS JOIN rows AS theirs ON theirs.run = earlier.id AND (theirs.origin = mine.origin
        OR mine.origin IS NULL AND theirs.origin IS NULL AND theirs.number = mine.number)
     CROSS JOIN items AS held ON held.run = earlier.id AND held.row = theirs.number
        AND held.key IS NULL AND held.content = items.content AND held.state = 'unknown'
     WHERE mine.run = items.run AND mine.number = items.row)))
"""
"""Where nobody can tell a row from its equals that were saved: only those that are to be sent again
go, as many as there are unanswered, and what an earlier run held back and told a person of."""
_HOLD_LINES = """
UPDATE items SET state = 'unknown' WHERE run = :run AND state = 'staged'
    AND shape IN (SELECT id FROM shapes WHERE call = 'customers') AND row IN
    (SELECT rows.number FROM rows JOIN runs ON runs.id = rows.run
     JOIN rows AS was ON was.run = runs.wrote AND was.number = rows.origin
     WHERE rows.run = :run AND was.state = 'unknown')
"""
"""Lines of a report whose rows were unknown, whatever a person made of them."""
ROW_STATE = """
CASE
    WHEN max(items.state = 'unknown') THEN 'unknown'
    WHEN max(items.state = 'failed') THEN 'failed'
    WHEN max(items.state = 'held') THEN 'held'
    WHEN max(items.state IN ('staged', 'sent')) THEN 'pending'
    WHEN max(items.state = 'saved') THEN 'saved'
    ELSE 'skipped' END
"""
ROW_STATES = f"""
UPDATE rows SET state = (SELECT {ROW_STATE}
    FROM items WHERE items.run = rows.run AND items.row = rows.number)
WHERE run = :run AND state != 'invalid'
"""
"""A row's state from those of its records."""
_TOUCHED = "number IN (SELECT row FROM items WHERE run = :run AND state != 'staged')"
"""The others wait, as they were staged."""
_SAVED_BY = f"""
SELECT saved_by(name, at) FROM items CROSS JOIN {{known}} AS known ON known.content = items.content
    AND known.state = {KnownState.SAVED:d}
CROSS JOIN run_names ON run_names.id = known.run
WHERE items.run = rows.run AND items.row = rows.number
"""
_SKIPPED_MESSAGES = f"""
UPDATE rows SET message = CASE WHEN key IS NULL
    THEN ifnull(({_SAVED_BY.format(known="created")} LIMIT 1), 'saved before')
    ELSE ifnull(({_SAVED_BY.format(known="known")} AND known.key = items.key LIMIT 1),
        'saved before') || '{AGAIN}' END
WHERE run = :run AND state = 'skipped' AND message = ''
"""
"""A row that was left out has its message already."""
_IS_TWIN = """
EXISTS (SELECT 1 FROM items JOIN temp.counted USING (id)
    WHERE items.run = rows.run AND items.row = number AND known_saved > 0)
"""
_HELD = """
SELECT number, key, {twin}
FROM rows WHERE run = ? AND state = 'unknown' AND NOT EXISTS
    (SELECT 1 FROM problems WHERE problems.run = rows.run AND row = number AND sent)
"""


def say_who_saved(connection: sqlite3.Connection, run: int) -> None:
    """Say of the skipped rows of a run which run saved them."""
    connection.create_function("saved_by", 2, saved_by)
    connection.execute(_SKIPPED_MESSAGES, {"run": run})


def perhaps_saved() -> Problem:
    """Return the problem of a row that equals saved ones, and may be one of them or not."""
    message = (
        "Customers with just these values were saved, and nobody can tell whether this row is one "
        f"of them; {check(None)}"
    )
    return Problem(Code.STILL_UNKNOWN, message)


def still_unknown(key: str | None) -> Problem:
    """Return the problem of a row that was sent earlier and never got an answer."""
    said = "It was sent earlier, and no answer came; "
    return Problem(Code.STILL_UNKNOWN, said + check(key), cause=said + check(None))


def check(key: str | None) -> str:
    """Return what a person has to do about a record nobody knows of."""
    who = f"customer {key}" if key else "this customer"
    return (
        f"look at the server whether {who} is there as wanted: if so, take the row out; "
        "if not, run again with --resend-unknown."
    )
