"""Opens what reads a server, for the commands that look before they write."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from customer_import.api.client import READ_SECONDS, Client
from customer_import.api.pace import Pace
from customer_import.api.reading.assumed import USUALLY, ReadAssumptions
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.server_reader import ServerReader
from customer_import.cli.servers.server import Server, reached
from customer_import.clock import Clock
from customer_import.events import Listener


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the command line says of reading a server.

    Attributes:
        concurrency: requests at the same time.
        timeout: seconds to wait for an answer.
        patience: seconds without any success before giving up.
        assume: what is assumed of the calls that read.
    """

    concurrency: int = 4
    timeout: float = READ_SECONDS
    patience: float = 120.0
    assume: ReadAssumptions = USUALLY


@contextmanager
def opened_reader(
    server: Server,
    options: ReadingOptions,
    clock: Clock,
    listener: Listener,
    stopping: Callable[[], bool],
) -> Iterator[ServerReader]:
    """Open what reads a server; it is not calibrated yet.

    Raises:
        SettingError: the sandbox cannot start.
    """
    most = options.concurrency
    with (
        reached(server) as url,
        Client(url, server.token, timeout=options.timeout, connections=most) as client,
        ThreadPoolExecutor(most) as executor,
    ):
        pace = Pace(most, options.patience, clock.chance)
        courier = Courier(client.post, executor, pace, clock, listener, stopping)
        yield ServerReader(courier, options.assume)
