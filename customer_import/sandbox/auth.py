"""What a request must show before it is looked at: who it is, whose it is, and JSON."""

import json
from email.message import Message
from typing import Any, NoReturn

from customer_import.sandbox.answers import Reply, framework_error, web_page


def refused(headers: Message, token: str | None) -> Reply | None:
    """The reply to a request that is not let in; None for one that is.

    Args:
        headers: those of the request.
        token: the one token that is taken; None takes any.
    """
    if not (headers.get("User-Agent") or "").strip():
        return web_page(403, "Forbidden: Access is denied.", "A User-Agent header is needed.")
    if not _authorised(headers.get("Authorization") or "", token):
        return unauthorised()
    if headers.get_content_type() != "application/json" or "Content-Type" not in headers:
        return framework_error(415, "The Content-Type must be application/json.")
    return None


def unauthorised() -> Reply:
    """The reply to a token that is not taken."""
    return framework_error(401, "Authorization has been denied for this request.")


def not_found() -> Reply:
    """The reply to a path that is none of the API's."""
    return web_page(
        404,
        "File or directory not found.",
        "The resource you are looking for might have been removed, had its name changed, "
        "or is temporarily unavailable.",
    )


def read_json(body: bytes) -> Any:
    """The JSON in a body.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(body, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _authorised(header: str, token: str | None) -> bool:
    scheme, _, given = header.partition(" ")
    given = given.strip()
    return scheme.lower() == "bearer" and bool(given) and token in (None, given)
