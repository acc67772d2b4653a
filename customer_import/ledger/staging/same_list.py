"""Where a list comes from: the earlier run that its rows without a number are compared with.

A customer that the server numbers has nothing of its own to be known by. Whether a row of an error
report is one of its equals that were saved, and whether a row is changed or new: both follow from
the run that had them before.
"""

import sqlite3
from collections.abc import Iterable
from itertools import count
from pathlib import PurePath
from typing import NamedTuple

import orjson

from customer_import.table import JOINT, list_name

INSERT_ORIGIN = "INSERT INTO temp.origins (row, field, code) VALUES (?, ?, ?)"
"""Takes the `Origin` of a line of an error report, while it is staged."""


def begin_origins(connection: sqlite3.Connection) -> None:
    """Make an empty place for the origins of the rows of an error report."""
    connection.execute("DROP TABLE IF EXISTS temp.origins")
    connection.execute("CREATE TEMP TABLE origins (row, field, code)")


def find_parent(connection: sqlite3.Connection, run: int) -> None:
    """Note which run the error report comes from that was staged as a run.

    It is the last run of such a list that says of every row what the report says. Where runs of
    different origin do, as a list and its first report may, or two versions of a list, it may have
    been written by any of them, and none is its parent.
    """
    values = {"run": run, "joint": JOINT}
    (file,) = connection.execute("SELECT file FROM runs WHERE id = ?", (run,)).fetchone()
    found = connection.execute(_MAY_HAVE_WRITTEN, values).fetchall()
    named = [each for each in found if list_name(PurePath(each[1])) == list_name(PurePath(file))]
    # Runs of one list as it was, and of one report, are all the same: the latest is taken.
    writers = {parent or digest: id_ for id_, _, parent, digest in reversed(named or found)}
    wrote = max(writers.values(), default=None)
    parent = wrote if len(writers) == 1 else None
    connection.execute("UPDATE runs SET wrote = ?, parent = ? WHERE id = ?", (wrote, parent, run))


_MAY_HAVE_WRITTEN = """
SELECT wrote.id, wrote.file, wrote.parent, wrote.file_digest
FROM runs AS wrote JOIN runs AS mine ON mine.id = :run
WHERE wrote.id < :run AND wrote.headers = mine.headers AND EXISTS (SELECT 1 FROM temp.origins)
    AND NOT EXISTS (SELECT 1 FROM temp.origins WHERE NOT EXISTS
        (SELECT 1 FROM (SELECT run, number, state FROM rows UNION ALL
            SELECT run, number, state FROM following_rows) AS rows
         WHERE rows.run = wrote.id AND number = origins.row
         AND state IN ('invalid', 'failed', 'unknown', 'held') AND EXISTS
            (SELECT 1 FROM
                (SELECT group_concat(field, :joint) AS fields, group_concat(code, :joint) AS codes
                 FROM (SELECT field, code FROM problems WHERE problems.run = wrote.id
                       AND problems.row = origins.row AND severity = 'error' ORDER BY rowid))
             WHERE fields = origins.field AND origins.code IN ('', codes))))
ORDER BY wrote.id DESC
"""


MOST_COMPARED = 50
"""Runs of lists with other names that a list is compared with, the latest first."""


class Creator(NamedTuple):
    """A run of a list, not of a report, that may have had customers created.

    Attributes:
        run: its id.
        file: the list.
        is_whole: it was of all its rows.
    """

    run: int
    file: PurePath
    is_whole: bool


def creators(connection: sqlite3.Connection) -> list[Creator]:
    """Return the runs that may have had customers created, the latest first.

    Runs that were held back or found nothing to send tell nothing of a list.
    """
    found = connection.execute(
        "SELECT id, file, is_whole FROM runs WHERE NOT is_report AND EXISTS"
        " (SELECT 1 FROM items WHERE items.run = runs.id AND key IS NULL AND request NOT NULL"
        " AND items.state IN ('saved', 'skipped', 'unknown')) ORDER BY id DESC"
    )
    return [Creator(run, PurePath(file), bool(is_whole)) for run, file, is_whole in found]


def up_to_whole(found: Iterable[Creator], name: str) -> list[Creator]:
    """Return the last run of all rows of a list, and those since, of its runs, the latest first."""
    earlier = list(found)
    whole = (i for i, each in enumerate(earlier) if each.is_whole and list_name(each.file) == name)
    return earlier[: next(whole, len(earlier)) + 1]


def last_of_lists(connection: sqlite3.Connection) -> list[Creator]:
    """Return the runs of each list that its next one is compared with."""
    lists: dict[str, list[Creator]] = {}
    for each in creators(connection):
        lists.setdefault(list_name(each.file), []).append(each)
    return [each for name, found in lists.items() for each in up_to_whole(found, name)]


def changed_auto(connection: sqlite3.Connection, run: int) -> int:
    """Count the rows without a number that look like changed ones of an earlier run.

    Of a list they are as many as are new in it and gone from what it was when it last had customers
    created, or may have had, its error reports included. It is the same list where its name is the
    same, or half of the shorter one's rows, among the latest lists. Of an error report they are the
    lines that were sent before with other content.
    """
    staged = (
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM shapes WHERE run = :run AND NOT safe) THEN"
        " (SELECT count(*) FROM items WHERE run = :run AND key IS NULL AND state = 'staged') END"
    )
    (new,) = connection.execute(staged, {"run": run}).fetchone()
    if not new:
        return 0
    of_run = "SELECT file, is_report FROM runs WHERE id = ?"
    file, is_report = connection.execute(of_run, (run,)).fetchone()
    if is_report:
        return int(connection.execute(_CHANGED_LINES, {"run": run}).fetchone()[0])
    before = _before(connection, run, list_name(PurePath(file)))
    values = {"run": run, "before": orjson.dumps(before).decode()}
    gone, fixed, invalid = connection.execute(_GONE, values).fetchone()
    # A row that was fixed in a report may be wrong in the list to this day: it did not change.
    return min(int(new), int(gone) + max(0, int(fixed) - int(invalid)))


def _before(connection: sqlite3.Connection, run: int, name: str) -> list[int]:
    """Return the runs that say what the same list was."""
    earlier = (each for each in creators(connection) if each.run < run)
    others = count()
    same = (
        each
        for each in earlier
        if list_name(each.file) == name
        or (next(others) < MOST_COMPARED and _is_like(connection, run, each.run))
    )
    return [each.run for each in up_to_whole(same, name)]


def _is_like(connection: sqlite3.Connection, run: int, before: int) -> bool:
    values = {"run": run, "before": orjson.dumps([before]).decode()}
    shared, now, then = connection.execute(_SHARED, values).fetchone()
    return bool(2 * shared >= min(now, then))


_COUNTED = """
WITH now AS
    (SELECT content, count(*) AS n FROM items WHERE run = :run AND key IS NULL GROUP BY content),
each_before AS
    (SELECT content, count(*) AS n FROM items
     WHERE run IN (SELECT value FROM json_each(:before)) AND key IS NULL
     AND state IN ('saved', 'skipped', 'unknown') GROUP BY run, content),
before AS (SELECT content, max(n) AS n FROM each_before GROUP BY content)
"""
_SHARED = f"""
{_COUNTED}
SELECT (SELECT ifnull(sum(min(now.n, before.n)), 0) FROM now JOIN before USING (content)),
    (SELECT sum(n) FROM now), (SELECT sum(n) FROM before)
"""
_GONE = f"""
{_COUNTED},
report(run) AS
    (SELECT id FROM runs WHERE wrote IN (SELECT value FROM json_each(:before))
     UNION SELECT id FROM runs JOIN report ON runs.wrote = report.run),
fixed AS
    (SELECT DISTINCT content FROM report JOIN items USING (run) WHERE key IS NULL
     AND (state = 'saved' OR state = 'unknown' AND request NOT NULL))
SELECT
    (SELECT ifnull(sum(max(0, before.n - ifnull(now.n, 0))), 0)
     FROM before LEFT JOIN now USING (content)),
    (SELECT count(*) FROM fixed WHERE content NOT IN (SELECT content FROM now)),
    (SELECT count(*) FROM rows WHERE run = :run AND state = 'invalid')
"""
_CHANGED_LINES = """
SELECT count(DISTINCT items.id) FROM items
CROSS JOIN rows AS mine ON mine.run = items.run AND mine.number = items.row
CROSS JOIN runs AS run ON run.id = items.run
CROSS JOIN runs AS earlier ON earlier.is_report AND earlier.id < run.id
    AND earlier.headers = run.headers AND earlier.wrote IS run.wrote
CROSS JOIN rows AS theirs ON theirs.run = earlier.id AND theirs.origin = mine.origin
CROSS JOIN items AS sent ON sent.run = earlier.id AND sent.row = theirs.number AND sent.key IS NULL
    AND sent.content != items.content
    AND (sent.state = 'saved' OR sent.state = 'unknown' AND sent.request NOT NULL)
WHERE items.run = :run AND items.key IS NULL AND items.state = 'staged'
"""
