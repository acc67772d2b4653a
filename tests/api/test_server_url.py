import pytest

from customer_import.api.server_url import is_loopback, server_url, spellings
from customer_import.errors import SettingError


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://acme.waspinventorycloud.com", "https://acme.waspinventorycloud.com"),
        (" https://acme.waspinventorycloud.com/ ", "https://acme.waspinventorycloud.com"),
        ("https://acme.example/public-api", "https://acme.example"),
        ("https://acme.example/public-api/", "https://acme.example"),
        ("https://acme.example/wasp/public-api", "https://acme.example/wasp"),
        ("https://acme.example/public-api/customers/save", "https://acme.example"),
        ("HTTPS://Acme.Example:8443", "https://acme.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://localhost.:8000", "http://localhost.:8000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.8.9.10:81/", "http://127.8.9.10:81"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("https://10.0.0.7", "https://10.0.0.7"),
    ],
)
def test_an_address_is_brought_to_its_root(given: str, url: str) -> None:
    """Scheme, host and port stay; a slash and the API's own path at the end are removed."""
    assert server_url(given) == url


@pytest.mark.parametrize(
    "given",
    [
        "http://acme.example",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://128.0.0.1",
        "http://10.0.0.7",
        "http://[::2]",
        "http://0.0.0.0",
    ],
)
def test_the_token_is_not_sent_in_clear(given: str) -> None:
    """Plain http is only for this machine."""
    with pytest.raises(SettingError, match="in clear"):
        server_url(given)


@pytest.mark.parametrize(
    "given",
    [
        "https://user@acme.example",
        "https://user:word@acme.example",
        "http://127.0.0.1:80@evil.example",
        "https://acme.example?a=1",
        "https://acme.example#a",
    ],
)
def test_an_address_carries_nothing_else(given: str) -> None:
    """Names, passwords, queries and fragments are refused, and not repeated."""
    with pytest.raises(SettingError, match="holds more than") as raised:
        server_url(given)
    assert "word" not in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "acme.example",
        "ftp://acme.example",
        "https://",
        "https:///public-api",
        "https://acme.example:99999",
        "https://acme.example:port",
        "https://[::1",
        "https://acme corp.example",
        "https://acme..example",
        f"https://{'a' * 64}.example",
        "https://1.2.3.999",
        "https://*",
        r"http://localhost\.evil.com",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    """A mistyped address is refused before anything is looked up."""
    with pytest.raises(SettingError, match="is not a server address"):
        server_url(given)


def test_only_this_machine_is_this_machine() -> None:
    """A host counts as this machine by what it is, not by how it begins."""
    assert is_loopback("127.255.255.254")
    assert not is_loopback("localhost.localdomain")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://acme.example/app/login?x=1", "https://acme.example"),
        ("https://acme.example:8443/app#top", "https://acme.example:8443"),
        ("https://acme.waspinventorycloud.com/app/login", "https://acme.waspinventorycloud.com"),
        ("https://ACME.waspassetcloud.com/a", "https://acme.waspassetcloud.com"),
        ("https://user:word@acme.example/a", "https://acme.example"),
        ("http://acme.example:80/a?b=1", "https://acme.example"),
        ("http://127.0.0.1:8000/?a=1", "http://127.0.0.1:8000"),
        ("acme.example", "https://acme.example"),
        ("acme.example/app?x=1", "https://acme.example"),
    ],
)
def test_a_pasted_address_is_answered_with_the_one_that_is_meant(given: str, meant: str) -> None:
    """Whoever pastes the address of a page reads which part of it to use."""
    with pytest.raises(SettingError) as raised:
        server_url(given)
    assert raised.value.remedy == f"Use {meant}."
    assert "word" not in str(raised.value)


def test_a_password_is_not_repeated() -> None:
    """What stands before an @ may be a password, also where the rest is not an address."""
    with pytest.raises(SettingError) as raised:
        server_url("user:word@acme.example")
    assert "word" not in str(raised.value)


@pytest.mark.parametrize(
    ("same", "own"),
    [
        (("https://t.com", "https://t.com:443", "https://t.com.", "https://T.com"), None),
        (("https://t.com:8443/x", "https://T.COM.:8443/x/"), None),
        (("http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"), "http://127.0.0.1:1"),
        (("https://localhost", "https://localhost.:443"), "https://127.0.0.1"),
    ],
)
def test_spellings_of_one_server_have_one_name(same: tuple[str, ...], own: str | None) -> None:
    """Its own name is the same for all of them, and each is among its spellings."""
    found = {spellings(server_url(each))[0] for each in same}
    assert found == {own or server_url(same[0])}
    every = spellings(server_url(same[0]))
    assert {server_url(each) for each in same} <= set(every)


def test_other_ports_and_paths_are_other_servers() -> None:
    """Neither is a spelling of the other."""
    urls = ("https://t.com", "https://t.com:8443", "https://t.com/x", "http://127.0.0.1:443")
    assert len({spellings(server_url(each))[0] for each in urls}) == len(urls)
