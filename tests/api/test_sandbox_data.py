import httpx
import pytest

from customer_import.api.client import sandbox_data

NOT_UTF8 = b'{"sandbox": "customer-import", "data": "/st\\udce4te"}'
"""How JSON writes a path with a byte that is not text."""


@pytest.mark.parametrize(
    ("answer", "data"),
    [
        (httpx.Response(200, json={"sandbox": "customer-import", "data": "/a/b"}), "/a/b"),
        (httpx.Response(200, content=NOT_UTF8), "/st\udce4te"),
        (httpx.Response(200, json={"sandbox": "customer-import"}), None),
        (httpx.Response(200, json={"sandbox": "another", "data": "/a/b"}), None),
        (httpx.Response(200, json=["customer-import"]), None),
        (httpx.Response(404, html="<h1>404</h1>"), None),
        (None, None),
    ],
)
def test_a_sandbox_is_known_by_its_data(answer: httpx.Response | None, data: str | None) -> None:
    """Only our own sandbox names its data; anything else, or no answer, is not a sandbox."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if answer is None:
            raise httpx.ConnectError("nobody there")
        return answer

    assert sandbox_data("http://127.0.0.1:1", httpx.MockTransport(handler)) == data
    assert "Authorization" not in seen[0].headers
