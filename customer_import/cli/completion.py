"""What the shell offers for a word that is half typed: mappings, servers, runs.

Whatever goes wrong here, nothing is offered: a message would be in the middle of a command.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

_MOST_RUNS = 30
_MAPPINGS = (".yaml", ".yml")

Offered = list[tuple[str, str]]
"""Words, and what is said of each."""


def complete_mappings(incomplete: str) -> Offered:
    """Offer the ready mappings, and the mapping files that begin so."""
    return [*complete_ready(incomplete), *_files(incomplete)]


def complete_ready(incomplete: str) -> Offered:
    """Offer the mappings that come with the program."""
    from customer_import.mapping.find import ready_mappings  # noqa: PLC0415 - slow

    with suppress(Exception):
        return [
            (m.name, m.looks_like)
            for m in ready_mappings().values()
            if m.name.startswith(incomplete)
        ]
    return []


def _files(incomplete: str) -> Iterator[tuple[str, str]]:
    folder, _, start = incomplete.rpartition("/")
    with suppress(OSError):
        for path in sorted(Path(folder or ".").iterdir()):
            if path.name.startswith(start) and (path.suffix in _MAPPINGS or path.is_dir()):
                name = f"{folder}/{path.name}" if folder else path.name
                yield (f"{name}/", "folder") if path.is_dir() else (name, "mapping file")


def complete_servers(context: typer.Context, incomplete: str) -> Offered:
    """Offer the servers that were added."""
    from customer_import.cli.servers.named_servers import servers_of  # noqa: PLC0415 - slow

    with suppress(Exception):
        known = servers_of(context.find_root().obj).all()
        return [(name, url) for name, url in sorted(known.items()) if name.startswith(incomplete)]
    return []


def complete_runs(context: typer.Context, incomplete: str) -> Offered:
    """Offer the latest runs, and `last`."""
    from customer_import.cli.servers.server import ledgers_in, state_folder  # noqa: PLC0415 - slow
    from customer_import.ledger.runs.history import recent_runs  # noqa: PLC0415 - slow

    given = context.params.get("state_dir")
    found = []
    for ledger in ledgers_in(state_folder(Path(given) if given else None)):
        with suppress(Exception):
            found += recent_runs(ledger, _MOST_RUNS)
    found.sort(key=lambda run: run.started, reverse=True)
    last = [("last", "the last run")] if found else []
    labels = ((run.name, f"{run.file}, {run.started[:16].replace('T', ' ')}") for run in found)
    return [(name, label) for name, label in (*last, *labels) if name.startswith(incomplete)]
