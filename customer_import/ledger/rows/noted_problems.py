"""Problems of the rows of a run in the ledger, and what follows from one: its row is not sent."""

import sqlite3
from collections.abc import Sequence

import orjson

from customer_import.problems import Problem
from customer_import.records.checks.row_checks import another_row

INSERT_PROBLEM = (
    'INSERT INTO problems (run, row, field, "column", value, code, message, severity, cause, sent)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def problem_row(
    run: int, row: int | None, problem: Problem, *, sent: bool = False
) -> tuple[object, ...]:
    """Return a problem as `INSERT_PROBLEM` takes it.

    Args:
        run: the run's id.
        row: the row's number; None where the list as a whole is meant.
        problem: the problem.
        sent: the server's answer made it, or that none came.
    """
    place = (problem.field, problem.column, problem.value)
    said = (problem.code, problem.message, problem.severity, problem.cause)
    return (run, row, *place, *said, sent)


def accept_warnings(connection: sqlite3.Connection, run: int, codes: Sequence[str]) -> None:
    """Make notices of the warnings of a run that its mapping accepts, whoever warned.

    Args:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        codes: the accepted ones.
    """
    if not codes:
        return
    accepted = "UPDATE problems SET severity = 'notice' WHERE run = ? AND severity = 'warning'"
    these = (run, orjson.dumps(codes).decode())
    connection.execute(f"{accepted} AND code IN (SELECT value FROM json_each(?))", these)


def refuse_rows(
    connection: sqlite3.Connection, run: int, wrong: Sequence[tuple[int, Problem]]
) -> list[int]:
    """Make rows invalid that are staged, each for a problem, with all rows of their customers.

    Args:
        connection: the ledger's, inside a transaction.
        run: the run's id.
        wrong: the rows, and what is wrong with each.

    Returns:
        the ids of the records that are not sent any more.
    """
    problems = [problem_row(run, row, problem) for row, problem in wrong]
    connection.executemany(INSERT_PROBLEM, problems)
    these: dict[str, int | str] = {
        "run": run,
        "rows": orjson.dumps([row for row, _ in wrong]).decode(),
    }
    customers = [row for (row,) in connection.execute(_FIRST_ROWS, these)]
    these["rows"] = orjson.dumps(customers).decode()
    connection.execute(_REFUSE, these)
    others = connection.execute(_RIGHT_ROWS, these).fetchall()
    problems = [problem_row(run, row, another_row(first)) for row, first in others]
    connection.executemany(INSERT_PROBLEM, problems)
    return [item for (item,) in connection.execute(_DROP_ITEMS, these)]


_FIRST_ROWS = """
SELECT DISTINCT ifnull(lead, value) FROM json_each(:rows)
LEFT JOIN followers ON followers.run = :run AND followers.number = value
"""
_RIGHT_ROWS = """
WITH customers(lead) AS MATERIALIZED
    (SELECT DISTINCT lead FROM followers WHERE run = :run AND lead IN
        (SELECT value FROM json_each(:rows))),
of_them(row, lead) AS
    (SELECT lead, lead FROM customers UNION ALL
     SELECT number, lead FROM customers CROSS JOIN followers USING (lead) WHERE run = :run),
wrong(row, lead) AS
    (SELECT DISTINCT row, lead FROM of_them CROSS JOIN problems USING (row)
     WHERE problems.run = :run AND severity = 'error')
SELECT row, (SELECT min(row) FROM wrong WHERE wrong.lead = of_them.lead) FROM of_them
WHERE row NOT IN (SELECT row FROM wrong)
"""
"""The rows of some customers of which nothing is wrong, and the first row of which something is."""
_THESE = "(SELECT value FROM json_each(:rows))"
_REFUSE = f"UPDATE rows SET state = 'invalid' WHERE run = :run AND number IN {_THESE}"
_DROP_ITEMS = f"DELETE FROM items WHERE run = :run AND row IN {_THESE} RETURNING id"
