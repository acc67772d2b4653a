"""`customer-import run`, the main job."""

from dataclasses import replace

import typer

from customer_import.cli.options.for_reports import refuse_for_several
from customer_import.cli.options.takes import takes
from customer_import.cli.run.run_options import RunOptions
from customer_import.gc_pause import seldom_collected


@takes(RunOptions)
def run(context: typer.Context, options: RunOptions) -> None:
    """Import a list: check every row, send the valid rows, and say what became of each row.

    Several lists are all checked before the first is sent, and each is a run of its own.

    The mapping is the one given with -m, else STEM.yaml beside the file or in mappings/; without
    one you are asked, column by column, at a terminal.

    The token is taken from WASP_API_TOKEN, from the file that WASP_API_TOKEN_FILE names or, with
    --server, from the key store; else you are asked for it at a terminal.
    """
    options = replace(options, server=options.server.chosen(context))
    with seldom_collected():
        # Imported here so that --help answers at once.
        from customer_import.cli import report_paths  # noqa: PLC0415
        from customer_import.cli.run import run_job  # noqa: PLC0415

    refuse_for_several(options.files, options.reports)
    if options.reports.open_page and options.reports.report is None:
        page = report_paths.usual_page(options.file)
        options = replace(options, reports=replace(options.reports, report=page))
    if len(options.files) == 1:
        raise typer.Exit(run_job.run(options))
    from customer_import.cli.run import several_runs  # noqa: PLC0415 - seldom needed

    raise typer.Exit(several_runs.run_several(options))
