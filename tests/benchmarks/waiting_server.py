"""The API's two calls with nothing behind them: success for every record, after a wait.

A double whose own work is next to none, so that what is measured is the client.

    python tests/benchmarks/waiting_server.py [SECONDS]

prints its address and answers until its standard input is closed.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
RECORD = b'"CustomerNumber":'
"""Stands once in every record, and nowhere else: the list of fields has no colon behind it."""


@cache
def answer(records: int) -> bytes:
    """Return the answer to a request of so many records, with an entry for each."""
    entry = {"ResultCode": 0, "Message": "CustomerId 1", "HttpStatusCode": 200, "FieldName": None}
    body = {
        "Data": {
            "ResultList": [entry] * records,
            "SuccessfullResults": records,
            "TotalResults": records,
            "ErrorCount": 0,
        },
        "Messages": [],
        "HasError": False,
        "HasHttpError": False,
    }
    written = json.dumps(body).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(written)}"
    return head.encode() + b"\r\n\r\n" + written


class Connection(asyncio.Protocol):
    """One client's connection; it asks again only once it was answered.

    Args:
        latency: seconds from a request's last byte to its answer.
    """

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._received = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer once the request is whole."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(body) >= int(length[1] if length else 0):
            self._received.clear()
            records = body.count(RECORD)
            asyncio.get_running_loop().call_later(self._latency, self._write, answer(records))

    def _write(self, data: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)


@contextmanager
def served(*command: str | Path) -> Iterator[str]:
    """Start a server in a process of its own for the length of the context; give its address.

    Args:
        command: prints its address on a line, and ends with its standard input.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        # Leaving the process's own context closes its standard input.
        yield process.stdout.readline().strip() if process.stdout else ""


def waiting_server(latency: float) -> tuple[str, ...]:
    """Return the command that starts this server."""
    return (sys.executable, __file__, str(latency))


async def main(latency: float) -> None:
    """Answer until standard input is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(latency), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1] if sys.argv[1:] else 0)))
