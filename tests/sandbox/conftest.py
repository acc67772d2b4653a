import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from customer_import.sandbox import Sandbox, Settings

HEADERS = {
    "Authorization": "Bearer token",
    "User-Agent": "test",
    "Content-Type": "application/json",
}


class Got(NamedTuple):
    """What a sandbox answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return its body, which must be JSON."""
        return json.loads(self.body)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Return its `ResultList`."""
        found: list[dict[str, Any]] = self.json["Data"]["ResultList"]
        return found


def request(
    sandbox: Sandbox,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Got:
    """Send a request on a connection of its own; without headers named, all that are required."""
    connection = HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path, body, HEADERS if headers is None else headers)
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Got(response.status, names, response.read())
    finally:
        connection.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """Return what starts sandboxes over one data file, with the settings given."""
    with ExitStack() as stack:

        def starter(**settings: Any) -> Sandbox:
            return stack.enter_context(Sandbox(tmp_path / "sandbox.db", Settings(**settings)))

        yield starter


@pytest.fixture
def send() -> Callable[..., Got]:
    """Return what sends a request: sandbox, method, path, body, headers."""
    return request


@pytest.fixture
def save() -> Callable[..., Got]:
    """Return what sends customers: sandbox, records, the applicable fields."""

    def saver(sandbox: Sandbox, *records: Any, fields: Any = None) -> Got:
        body = json.dumps({"ApplicableFields": fields, "Data": records}).encode()
        return request(sandbox, "POST", "/public-api/customers/save", body)

    return saver


@pytest.fixture
def update() -> Callable[..., Got]:
    """Return what sends customers to `updateExisting`: sandbox, records, the applicable fields."""

    def updater(sandbox: Sandbox, *records: Any, fields: Any = None) -> Got:
        body = json.dumps({"ApplicableFields": fields, "Data": records}).encode()
        return request(sandbox, "POST", "/public-api/customers/updateExisting", body)

    return updater


@pytest.fixture
def post() -> Callable[..., Got]:
    """Return what sends a body to any call: sandbox, its path without the prefix, the body."""

    def poster(sandbox: Sandbox, path: str, body: Any) -> Got:
        return request(sandbox, "POST", f"/public-api/{path}", json.dumps(body).encode())

    return poster


@pytest.fixture
def save_addresses() -> Callable[..., Got]:
    """Return what sends addresses: sandbox, records."""

    def saver(sandbox: Sandbox, *records: Any) -> Got:
        body = json.dumps(records).encode()
        return request(sandbox, "POST", "/public-api/addresses/customer/save", body)

    return saver
