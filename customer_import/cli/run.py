"""`customer-import run`: the main job."""

from enum import StrEnum
from typing import Annotated

import typer

from customer_import.cli import options
from customer_import.gc_pause import seldom_collected


class Show(StrEnum):
    """Which rows the table shows."""

    ALL = "all"
    PROBLEMS = "problems"
    NONE = "none"


def command(
    context: typer.Context,
    file: options.File,
    *,
    mapping: options.MappingName = None,
    dry_run: options.DryRun = False,
    sandbox: options.UseSandbox = False,
    base_url: options.BaseUrl = None,
    yes: options.Yes = False,
    strict: options.Strict = False,
    errors: options.Errors = None,
    results: options.ResultsPath = None,
    report: options.HtmlReport = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    show: Annotated[
        Show | None,
        typer.Option(help="Which rows the table shows.", rich_help_panel=options.REPORTS),
    ] = None,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    limit: options.Limit = None,
    resend: options.Resend = False,
    resend_unknown: options.ResendUnknown = False,
    concurrency: options.Concurrency = 4,
    chunk_size: options.ChunkSize = 500,
    timeout: options.Timeout = 120.0,
    patience: options.Patience = 120.0,
    state_dir: options.StateDir = None,
) -> None:
    """Import a list: check every row, send what is right, say of every row what became of it.

    The mapping is the one given with -m, else STEM.yaml beside the file or in mappings/.
    The token is taken from WASP_API_TOKEN or from the file named by WASP_API_TOKEN_FILE.
    """
    given = context.get_parameter_source("base_url")
    if sandbox and given is not None and given.name == "COMMANDLINE":
        raise typer.BadParameter("--sandbox and --base-url name two servers; take one of them.")
    with seldom_collected():
        # Imported here so that --help answers at once.
        from customer_import.cli import job  # noqa: PLC0415
        from customer_import.cli.reading import Reading  # noqa: PLC0415
        from customer_import.cli.request import Request  # noqa: PLC0415

    raise typer.Exit(
        job.run(
            Request(
                file=file,
                mapping=mapping,
                dry_run=dry_run,
                sandbox=sandbox,
                base_url=base_url,
                yes=yes,
                strict=strict,
                errors=errors,
                results=results,
                report=report,
                as_json=as_json,
                quiet=quiet,
                show=show.value if show else None,
                reading=Reading(sheet, header_row, encoding, delimiter, limit),
                resend=resend,
                resend_unknown=resend_unknown,
                concurrency=concurrency,
                chunk_size=chunk_size,
                timeout=timeout,
                patience=patience,
                state_dir=state_dir,
            )
        )
    )
