"""The file of `plan -o`: a workbook or a page, by its ending."""

from pathlib import Path

from customer_import.planning.plan_result import PlanResult
from customer_import.reports.files import check_ending, check_free, check_replaceable
from customer_import.reports.html import GENERATOR

WORKBOOK = ".xlsx"
PAGES = (".html", ".htm")


def check_plan_path(path: Path) -> None:
    """Check that a plan can be written at a path: a page of ours is replaced, nothing else.

    Raises:
        SettingError: it cannot.
    """
    check_ending(path, "A plan is a workbook or a page", WORKBOOK, *PAGES[:1], also=PAGES)
    if path.suffix.lower() in PAGES:
        check_replaceable(path, "-o", GENERATOR.encode())
        return
    check_free(path)


def write_plan(path: Path, result: PlanResult) -> None:
    """Write a plan.

    Args:
        path: where to.
        result: the plan.

    Raises:
        SettingError: it cannot be written there.
    """
    # Imported here because few plans are written, and every plan would wait for it.
    if path.suffix.lower() == WORKBOOK:
        from customer_import.reports.plan_workbook import write_plan_workbook  # noqa: PLC0415

        write_plan_workbook(path, result)
    else:
        from customer_import.reports.html.plan_page import write_plan_page  # noqa: PLC0415

        write_plan_page(path, result)
