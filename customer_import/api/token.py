"""When a token ends, read from the token itself, so that nobody has to ask the server.

A token is base64 of `key=value&…`, with `.expires` among the keys (seen by public clients on the
live service). The form of its time is not known: HTTP's and ISO 8601 are read, without a zone as
UTC. A token that cannot be read so is not wrong.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, unquote_plus

from customer_import.errors import SettingError

EXPIRES = ".expires"
LAST_DAY = timedelta(days=1)


def expiry(token: str) -> datetime | None:
    """Return the time at which a token expires; None if it does not say so in a way we know."""
    plain = token.translate(_FROM_URL)
    try:
        text = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    pairs = dict(pair.partition("=")[::2] for pair in text.split("&"))
    given = pairs.get(EXPIRES, "")
    times = map(_time, (unquote_plus(given), unquote(given)))
    return next(filter(None, times), None)


_FROM_URL = str.maketrans("-_", "+/", "=")
"""The alphabet of base64 for addresses, and the signs that fill it up."""


def _time(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text.strip())
        except (ValueError, TypeError, IndexError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def check_token(token: str, now: datetime) -> str:
    """Return a notice if a token ends within a day; else a blank text.

    Args:
        token: as it is sent.
        now: the time of day, with its zone.

    Raises:
        SettingError: the token has expired.
    """
    ends = expiry(token)
    if ends is None:
        return ""
    at = f"{ends.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if ends <= now:
        raise SettingError(
            f"The token expired on {at}.",
            "Make a new one on the Edit User page of its user, and set WASP_API_TOKEN to it.",
        )
    if ends - now > LAST_DAY:
        return ""
    return f"The token expires on {at}: make a new one on the Edit User page in time."
