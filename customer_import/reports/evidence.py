"""The evidence of a run: one zip with what was imported, by what, and what became of it."""

import csv
import io
import platform
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import orjson

from customer_import import __version__
from customer_import.ledger.runs.history import PastRequest, PastRun
from customer_import.ledger.runs.results import RowResult
from customer_import.reports.files import written_bytes
from customer_import.reports.for_scripts import COLUMNS, result_row


def write_evidence(
    path: Path,
    run: PastRun,
    requests: Sequence[PastRequest],
    rows: Iterable[RowResult],
    personal: Mapping[str, Iterable[bytes]],
) -> None:
    """Write the zip. It never has a token in it, and records only if they are asked for.

    Args:
        path: where to.
        run: the run.
        requests: it made.
        rows: of its list, with what became of them.
        personal: what is written only if it is asked for, as lines of JSON: by the file's name.

    Raises:
        SettingError: it cannot be written there.
    """
    with written_bytes(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.json", orjson.dumps(_facts(run), option=orjson.OPT_INDENT_2))
        archive.writestr("mapping.yaml", run.mapping_text)
        _write_csv(archive, "requests.csv", PastRequest._fields, map(_texts, requests))
        results = (result_row(row, row.state) for row in rows)
        _write_csv(archive, "rows.csv", COLUMNS, results)
        for name, lines in personal.items():
            with archive.open(name, "w") as out:
                out.writelines(line + b"\n" for line in lines)


def _facts(run: PastRun) -> dict[str, object]:
    return {
        "run": run.name,
        "state": run.state,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat() if run.finished else None,
        "seconds_sending": round(run.seconds, 3),
        "file": run.file,
        "file_sha256": run.file_digest,
        "columns": run.headers,
        "mapping": run.mapping,
        "target": run.target,
        "stopped": run.stopped or None,
        "customer_import": run.version,
        "exported_with": _versions(),
        "counts": {state.value: count for state, count in run.counts.items()},
    }


def _versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries, on the machine that exported this."""
    libraries = {name: version(name) for name in ("openpyxl", "httpx", "pydantic")}
    return {"customer_import": __version__, "python": platform.python_version(), **libraries}


def _texts(values: Iterable[object]) -> list[str]:
    return ["" if value is None else str(value) for value in values]


def _write_csv(
    archive: zipfile.ZipFile, name: str, columns: Sequence[str], rows: Iterator[list[str]]
) -> None:
    with (
        archive.open(name, "w") as raw,
        io.TextIOWrapper(raw, "utf-8-sig", newline="", errors="surrogatepass") as text,
    ):
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows(rows)
