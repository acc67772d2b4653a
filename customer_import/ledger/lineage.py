"""Where a list comes from: the earlier run that its rows without a number are held against.

A customer the server numbers has nothing of its own to be known by. So a row of an error report
has to be told from its equals that were saved, and a changed row from a new one: both by the run
that had them before.
"""

import sqlite3
from pathlib import PurePath

from customer_import.list_name import list_name

INSERT_ORIGIN = "INSERT INTO temp.origins (number, row, message) VALUES (?, ?, ?)"
"""Takes a line of an error report, while it is staged: its own number, and its `Origin`."""

_JOINT = " | "
"""What stands between the messages of a row in an error report."""


def begin_origins(connection: sqlite3.Connection) -> None:
    """Make an empty place for the origins of the rows of an error report."""
    connection.execute("DROP TABLE IF EXISTS temp.origins")
    connection.execute("CREATE TEMP TABLE origins (number INTEGER PRIMARY KEY, row, message)")


def find_parent(connection: sqlite3.Connection, run: int) -> None:
    """Note which run the error report comes from that was staged as a run.

    It is the last run of such a list that says of every row what the report says. There is none
    where the report's own columns were edited, or the run is forgotten; then its rows are held to
    be those that were saved with the same content, for that doubles nobody.
    """
    connection.execute(_FIND_PARENT, {"run": run, "joint": _JOINT})


_FIND_PARENT = """
UPDATE runs SET parent =
    (SELECT max(wrote.id) FROM runs AS wrote
     WHERE wrote.id < runs.id AND wrote.headers = runs.headers AND NOT EXISTS
        (SELECT 1 FROM temp.origins WHERE NOT EXISTS
            (SELECT 1 FROM rows WHERE rows.run = wrote.id AND number = origins.row
             AND state IN ('invalid', 'failed', 'unknown') AND origins.message =
                (SELECT group_concat(message, :joint) FROM
                    (SELECT message FROM problems WHERE problems.run = wrote.id
                     AND problems.row = number AND severity = 'error' ORDER BY rowid)))))
WHERE id = :run AND EXISTS (SELECT 1 FROM temp.origins)
"""


def changed_auto(connection: sqlite3.Connection, run: int) -> int:
    """Count the rows without a number that look like changed ones of an earlier run.

    They are as many as are new in this list and gone from what it was when it last had customers
    created. It is the same list where its name is the same, or half of the shorter one's rows. An
    error report has none: its rows were never saved.
    """
    staged = "SELECT count(*) FROM items WHERE run = ? AND key IS NULL AND state = 'staged'"
    (new,) = connection.execute(staged, (run,)).fetchone()
    before = _before(connection, run) if new else None
    if before is None:
        return 0
    (gone,) = connection.execute(_GONE, {"run": run, "before": before}).fetchone()
    return min(int(new), int(gone))


def creators(connection: sqlite3.Connection) -> list[tuple[int, PurePath]]:
    """The runs that had customers created, and the files of their lists, the latest first.

    Runs that were held back, limited or found nothing to send tell nothing of a list.
    """
    found = connection.execute(
        "SELECT id, file FROM runs WHERE NOT is_report AND EXISTS"
        " (SELECT 1 FROM items WHERE items.run = runs.id AND key IS NULL AND request NOT NULL"
        " AND items.state IN ('saved', 'skipped')) ORDER BY id DESC"
    )
    return [(id_, PurePath(file)) for id_, file in found]


def _before(connection: sqlite3.Connection, run: int) -> int | None:
    """The last run of the same list that had customers created."""
    of_run = "SELECT file, is_report FROM runs WHERE id = ?"
    file, is_report = connection.execute(of_run, (run,)).fetchone()
    if is_report:
        return None
    name = list_name(PurePath(file))
    for earlier, each in creators(connection):
        if earlier < run and (list_name(each) == name or _is_like(connection, run, earlier)):
            return earlier
    return None


def _is_like(connection: sqlite3.Connection, run: int, before: int) -> bool:
    values = {"run": run, "before": before}
    shared, now, then = connection.execute(_SHARED, values).fetchone()
    return bool(2 * shared >= min(now, then))


_COUNTED = """
WITH now AS
    (SELECT content, count(*) AS n FROM items WHERE run = :run AND key IS NULL GROUP BY content),
before AS
    (SELECT content, count(*) AS n FROM items WHERE run = :before AND key IS NULL
     AND state IN ('saved', 'skipped') GROUP BY content)
"""
_SHARED = f"""
{_COUNTED}
SELECT (SELECT ifnull(sum(min(now.n, before.n)), 0) FROM now JOIN before USING (content)),
    (SELECT sum(n) FROM now), (SELECT sum(n) FROM before)
"""
_GONE = f"""
{_COUNTED}
SELECT ifnull(sum(max(0, before.n - ifnull(now.n, 0))), 0)
FROM before LEFT JOIN now USING (content)
"""
