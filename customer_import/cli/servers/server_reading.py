"""Opens what reads a server, for the commands that look before they write."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from customer_import.api.client import Client
from customer_import.api.pace import Pace
from customer_import.api.reading.assumed import USUALLY, ReadAssumptions
from customer_import.api.reading.courier import Courier
from customer_import.api.reading.server_reader import ServerReader
from customer_import.cli.options.for_sending import PaceOptions
from customer_import.cli.servers.server import Server, reached
from customer_import.clock import Clock
from customer_import.events import Listener


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What the command line says of reading a server.

    Attributes:
        pace: how fast it is asked, and how long it is waited for.
        assume: what is assumed of the calls that read.
    """

    pace: PaceOptions
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
    asked = options.pace
    most = asked.concurrency
    with (
        reached(server) as url,
        Client(url, server.token, timeout=asked.timeout, connections=most) as client,
        ThreadPoolExecutor(most) as executor,
    ):
        pace = Pace(most, asked.patience, clock.chance)
        courier = Courier(client.post, executor, pace, clock, listener, stopping)
        yield ServerReader(courier, options.assume)
