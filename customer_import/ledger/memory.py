"""What earlier runs settled on this server, held against the rows of a staged run.

A keyed record (a customer by its number, an address by number and type) is known by the last
content sent under its key. An auto-numbered customer has no key: it is known by its content and
its count among records of equal content, never by its position.
"""

import sqlite3
from dataclasses import dataclass

from customer_import.ledger.staging import INSERT_PROBLEM, problem_row
from customer_import.problems import Code, Problem

_SAVED_BEFORE = """
UPDATE items SET state = 'skipped', payload = NULL FROM known, shapes
WHERE items.run = :run AND items.state IN ('staged', 'unknown') AND shapes.id = items.shape
  AND known.call = shapes.call AND known.key = items.key
  AND known.state = 'saved' AND known.content = items.content
"""
_STILL_UNKNOWN = """
UPDATE items SET state = 'unknown' FROM known, shapes
WHERE items.run = :run AND items.state = 'staged' AND shapes.id = items.shape
  AND known.call = shapes.call AND known.key = items.key AND known.state = 'unknown'
"""
_COUNT_AUTO = """
CREATE TEMP TABLE counted AS
WITH RECURSIVE line(run) AS
    (SELECT :run UNION
     SELECT parent FROM runs JOIN line ON runs.id = line.run WHERE parent NOT NULL),
settled AS
    (SELECT content, sum(state != 'unknown') AS saved, count(*) AS sent
     FROM line JOIN items USING (run) WHERE key IS NULL
        AND (state IN ('saved', 'skipped') OR state = 'unknown' AND request NOT NULL)
     GROUP BY content)
SELECT items.id, items.content,
    nth + ifnull(saved, 0) AS after_saved, nth + ifnull(sent, 0) AS after_sent
FROM (SELECT id, content, row_number() OVER (PARTITION BY content ORDER BY row) AS nth
      FROM items WHERE run = :run AND key IS NULL AND state = 'staged') AS items
LEFT JOIN settled USING (content)
"""
"""Which of the records of equal content it is: those of its list that are settled come first, be
it in this run or in the runs whose error reports led to it."""
_SKIP_AUTO = """
UPDATE items SET state = 'skipped', payload = NULL FROM counted
WHERE items.id = counted.id AND counted.after_saved <= (SELECT count(*) FROM known
    WHERE known.key IS NULL AND known.content = counted.content AND known.state = 'saved')
"""
_HOLD_AUTO = """
UPDATE items SET state = 'unknown' FROM counted
WHERE items.id = counted.id AND items.state = 'staged'
  AND counted.after_sent <= (SELECT count(*) FROM known
    WHERE known.key IS NULL AND known.content = counted.content
      AND known.state IN ('saved', 'unknown'))
"""
ROW_STATES = """
UPDATE rows SET state = (
    SELECT CASE
        WHEN max(state = 'unknown') THEN 'unknown'
        WHEN max(state = 'failed') THEN 'failed'
        WHEN max(state IN ('staged', 'sent')) THEN 'pending'
        WHEN max(state = 'saved') THEN 'saved'
        ELSE 'skipped' END
    FROM items WHERE items.run = rows.run AND items.row = rows.number)
WHERE run = :run AND state != 'invalid'
"""
"""A row's state from those of its records; for the rows the caller names with a condition."""

SKIPPED_MESSAGES = """
UPDATE rows SET cells = NULL, message = ifnull(
    (SELECT 'saved by run ' || known.run
        || ' on ' || replace(substr(known.at, 1, 16), 'T', ' ') || ' UTC'
     FROM items JOIN known ON known.content = items.content AND known.state = 'saved'
     WHERE items.run = rows.run AND items.row = rows.number LIMIT 1), 'saved before')
    || CASE WHEN key IS NULL THEN ''
       ELSE '; --resend sends it again' END
WHERE run = :run AND state = 'skipped'
"""


@dataclass(frozen=True, slots=True)
class Memory:
    """The ledger's memory of one server, as a staged run meets it."""

    connection: sqlite3.Connection
    run: int

    def settle(self, *, resend: bool, resend_unknown: bool) -> None:
        """Mark what is already saved, and what nobody knows of.

        Args:
            resend: send again what is saved, but for auto-numbered customers.
            resend_unknown: send again what nobody knows of.
        """
        values = {"run": self.run}
        if not resend:
            self.connection.execute(_SAVED_BEFORE, values)
        if not resend_unknown:
            self.connection.execute(_STILL_UNKNOWN, values)
        self.connection.execute("DROP TABLE IF EXISTS temp.counted")
        self.connection.execute(_COUNT_AUTO, values)
        self.connection.execute(_SKIP_AUTO)
        if not resend_unknown:
            self.connection.execute(_HOLD_AUTO)
        self.connection.execute(ROW_STATES, values)
        self.connection.execute(SKIPPED_MESSAGES, values)
        self._explain_unknown()

    def _explain_unknown(self) -> None:
        held = self.connection.execute(
            "SELECT number, key FROM rows WHERE run = ? AND state = 'unknown' AND NOT EXISTS"
            " (SELECT 1 FROM problems WHERE problems.run = rows.run AND row = number AND sent)",
            (self.run,),
        )
        problems = [problem_row(self.run, row, still_unknown(key), sent=True) for row, key in held]
        self.connection.executemany(INSERT_PROBLEM, problems)


def still_unknown(key: str | None) -> Problem:
    """The problem of a row that was sent earlier and never answered for."""
    return Problem(Code.STILL_UNKNOWN, f"It was sent earlier, and no answer came; {check(key)}")


def check(key: str | None) -> str:
    """What a person is to do about a record nobody knows of."""
    who = f"customer {key}" if key else "this customer"
    return (
        f"look at the server whether {who} is there as wanted: if so, take the row out; "
        "if not, run again with --resend-unknown."
    )
