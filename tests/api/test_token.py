import base64
from datetime import UTC, datetime, timedelta

import pytest

from customer_import.api.token import check_token, expiry
from customer_import.errors import SettingError

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def token(expires: str, encode: bool = False) -> str:  # noqa: FBT001, FBT002 - a case
    """Make a token as public clients describe it."""
    time = expires.replace(" ", "+").replace(":", "%3a").replace(",", "%2c") if encode else expires
    text = f"Token=a.b&client_id=x&.issued=2025&.expires={time}&roles=Admin&mail=ada@example.com"
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (token("Wed, 04 Mar 2026 09:00:00 GMT"), NOW),
        (token("Wed, 04 Mar 2026 09:00:00 GMT", encode=True), NOW),
        (token("2026-03-04T09:00:00Z"), NOW),
        (token("2026-03-04T10:00:00+01:00"), NOW),
        (token("2026-03-04T10:00:00%2b01:00"), NOW),
        (token("2026-03-04T09:00:00.0000000+00:00"), NOW),
        (token("2026-03-04T09:00:00"), NOW),
        (token("Wed, 04 Mar 2026 09:00:00 GMT").rstrip("="), NOW),
        (token("soon"), None),
        (token(""), None),
        ("secret", None),
        ("", None),
        ("not base64!", None),
        (base64.b64encode(b"\xff\xfe").decode(), None),
        (base64.b64encode(b"just words").decode(), None),
        ("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln", None),
    ],
)
def test_the_end_is_read_where_it_can_be(given: str, found: datetime | None) -> None:
    """A token says when it ends in one of two forms; one that cannot be read is not wrong."""
    assert expiry(given) == found


def test_a_token_for_addresses_is_read_too() -> None:
    """Some base64 is written with `-` and `_`."""
    text = ".expires=Wed, 04 Mar 2026 09:00:00 GMT&a=\xfb\xff\xfe>>>???"
    assert expiry(base64.urlsafe_b64encode(text.encode()).decode()) == NOW


def test_an_expired_token_is_an_error_at_once() -> None:
    """Nothing is sent with a token that ends itself; the token is not repeated."""
    for given in (token("Wed, 04 Mar 2026 09:00:00 GMT"), token("2025-01-01T00:00:00Z")):
        with pytest.raises(SettingError, match="The token expired on 202") as raised:
            check_token(given, NOW)
        assert given not in str(raised.value)


@pytest.mark.parametrize(
    ("left", "notice"),
    [
        (timedelta(seconds=1), True),
        (timedelta(days=1), True),
        (timedelta(days=1, seconds=1), False),
    ],
)
def test_the_last_day_is_a_notice(left: timedelta, notice: bool) -> None:  # noqa: FBT001 - a case
    """Within the last day a person is told until when, so that no import breaks off unforeseen."""
    ends = NOW + left
    said = check_token(token(ends.isoformat()), NOW)
    assert said.startswith(f"The token expires on {ends:%Y-%m-%d %H:%M} UTC") == notice
    assert bool(said) == notice


def test_a_token_that_says_nothing_is_taken() -> None:
    """Only the server knows of a token that cannot be read."""
    assert check_token("secret", NOW) == ""
