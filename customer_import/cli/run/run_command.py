"""`customer-import run`, the main job."""

import typer

from customer_import.cli.options import for_reading, for_reports, for_sending, for_server
from customer_import.cli.run.run_options import RunOptions
from customer_import.gc_pause import seldom_collected


def run(
    context: typer.Context,
    files: for_reading.FilesArgument,
    *,
    mapping: for_reading.MappingOption = None,
    dry_run: for_sending.DryRunOption = False,
    sandbox: for_server.SandboxOption = False,
    base_url: for_server.BaseUrlOption = None,
    server: for_server.ServerOption = None,
    yes: for_sending.YesOption = False,
    strict: for_sending.StrictOption = False,
    errors: for_reports.ErrorsOption = None,
    results: for_reports.ResultsOption = None,
    report: for_reports.ReportOption = None,
    open_page: for_reports.OpenOption = False,
    notify: for_reports.NotifyOption = None,
    as_json: for_reports.JsonOption = False,
    quiet: for_reports.QuietOption = False,
    show: for_reports.ShowOption = None,
    sheet: for_reading.SheetOption = None,
    header_row: for_reading.HeaderRowOption = None,
    encoding: for_reading.EncodingOption = None,
    delimiter: for_reading.DelimiterOption = None,
    limit: for_reading.LimitOption = None,
    resend: for_sending.ResendOption = False,
    resend_unknown: for_sending.ResendUnknownOption = False,
    only: for_sending.OnlyOption = None,
    max_creates: for_sending.MaxCreatesOption = None,
    max_updates: for_sending.MaxUpdatesOption = None,
    concurrency: for_sending.ConcurrencyOption = 4,
    chunk_size: for_sending.ChunkSizeOption = 500,
    timeout: for_sending.TimeoutOption = 120.0,
    patience: for_sending.PatienceOption = 120.0,
    wait: for_sending.WaitOption = 0.0,
    state_dir: for_server.StateDirOption = None,
) -> None:
    """Import a list: check every row, send the valid rows, and say what became of each row.

    Several lists are all checked before the first is sent, and each is a run of its own.

    The mapping is the one given with -m, else STEM.yaml beside the file or in mappings/; without
    one you are asked, column by column, at a terminal.
    The token is taken from WASP_API_TOKEN or from the file named by WASP_API_TOKEN_FILE.
    """
    base_url = for_server.chosen_server(context, server=server, base_url=base_url, sandbox=sandbox)
    with seldom_collected():
        # Imported here so that --help answers at once.
        from customer_import.cli.publish import usual_page  # noqa: PLC0415
        from customer_import.cli.run import run_job  # noqa: PLC0415

    named = {"--errors": errors, "--results": results, "--report": report, "--open": open_page}
    for_reports.refuse_for_several(files, [name for name, is_given in named.items() if is_given])
    if open_page and report is None:
        report = usual_page(files[0])
    given = RunOptions(
        file=files[0],
        mapping=mapping,
        reading=for_reading.ReadOptions(sheet, header_row, encoding, delimiter, limit),
        server=for_server.ServerOptions(sandbox, base_url, state_dir),
        sending=for_sending.SendOptions(
            dry_run=dry_run,
            yes=yes,
            strict=strict,
            resend=resend,
            resend_unknown=resend_unknown,
            only=only,
            max_creates=max_creates,
            max_updates=max_updates,
            concurrency=concurrency,
            chunk_size=chunk_size,
            timeout=timeout,
            patience=patience,
            wait=wait,
        ),
        reports=for_reports.ReportOptions(
            errors=errors,
            results=results,
            report=report,
            as_json=as_json,
            quiet=quiet,
            show=show,
            open_page=open_page,
            notify=notify,
        ),
    )
    if len(files) == 1:
        raise typer.Exit(run_job.run(given))
    from customer_import.cli.run import several_runs  # noqa: PLC0415 - seldom needed

    raise typer.Exit(several_runs.run_several(given, files))
