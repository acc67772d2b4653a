"""Where the token of a server comes from: the environment, a file, the key store, a person."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

import typer

from customer_import.cli.interrupts import answering
from customer_import.cli.next_command import typed
from customer_import.cli.servers.key_store import PATIENCE, NamedAddress, NoKeyStore, within
from customer_import.errors import SettingError
from customer_import.hand_written import read_hand_written


class FoundToken(NamedTuple):
    """A token, and what to say of where it is from; blank if that goes without saying."""

    token: str
    notice: str = ""


def token_for(address: str) -> FoundToken:
    """Return the token of a server.

    Raises:
        SettingError: there is none, or none that can be one.
    """
    given, variable = _from_environment()
    named = address if isinstance(address, NamedAddress) else None
    if given:
        notice = f"{variable} is used, and not the token of {named.name}." if named else ""
        return FoundToken(valid_token(given), notice if named else "")
    found = FoundToken(_kept(named)) if named else FoundToken("")
    if not found.token and sys.stdin.isatty():
        found = FoundToken(asked())
    if not found.token:
        raise _lacking(named)
    return FoundToken(valid_token(found.token), found.notice)


def asked() -> str:
    """Ask a person for the token, hidden."""
    with answering():
        return str(typer.prompt("API token", hide_input=True, err=True)).strip()


def valid_token(token: str) -> str:
    """Return a token that can be one.

    Raises:
        SettingError: it has characters that a token cannot have.
    """
    if not token.isascii() or any(char.isspace() for char in token):
        raise SettingError(
            "The token contains characters that a token cannot have.", "Copy it again."
        )
    return token


def _from_environment() -> tuple[str, str]:
    """Return the token that the environment gives, and the variable that does."""
    token = os.environ.get("WASP_API_TOKEN", "").strip()
    file = os.environ.get("WASP_API_TOKEN_FILE", "").strip()
    if token or not file:
        return token, "WASP_API_TOKEN"
    return _token_in(Path(file)), "WASP_API_TOKEN_FILE"


def _token_in(file: Path) -> str:
    try:
        return read_hand_written(file).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        message = f"The token file {file} cannot be read: {reason}."
        raise SettingError(message, "Check WASP_API_TOKEN_FILE.") from error


def _kept(named: NamedAddress) -> str:
    """Return the token that the key store has; blank if a person can be asked instead.

    Raises:
        NoKeyStore: it cannot be asked, and neither can a person.
    """
    if not sys.stdin.isatty():
        return within(PATIENCE, lambda: named.keys.get(named.entry)) or ""
    try:
        return named.keys.get(named.entry) or ""
    except NoKeyStore as error:
        typer.echo(error.message, err=True)
        return ""


def _lacking(named: NamedAddress | None) -> SettingError:
    if named is not None:
        return SettingError(
            f"The key store does not have a token for {named.name}.",
            "Put it into WASP_API_TOKEN, or add it again at a terminal:\n"
            + typed("server", "add", named.name, str(named)),
        )
    return SettingError(
        "No token is set.",
        "Put it into WASP_API_TOKEN, or into a file named by WASP_API_TOKEN_FILE. "
        "To try things on this machine, use --sandbox.",
    )
