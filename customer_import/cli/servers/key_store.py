"""The key store of the system, which keeps the tokens of named servers, and their addresses."""

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol, TypeVar

from customer_import.errors import SettingError

SERVICE = "customer-import"
"""The name under which a person finds the tokens in the key store."""
PATIENCE = 5.0
"""Seconds that the key store has, where nobody can answer a question of its own."""

Found = TypeVar("Found")


class NoKeyStore(SettingError):
    """The system does not have a key store, or it does not let the program in."""


class KeyStore(Protocol):
    """Keeps tokens, by the entry of their server."""

    def get(self, entry: str) -> str | None:
        """Return a token; None if none is kept."""

    def put(self, entry: str, token: str) -> None:
        """Keep a token."""

    def drop(self, entry: str) -> None:
        """Forget a token, if there is one."""


class SystemKeyStore:
    """The key store of the system: Keychain, Credential Locker, Secret Service.

    Its calls raise `NoKeyStore` if there is none, or if it is locked and stays so.
    """

    def get(self, entry: str) -> str | None:
        """Return a token; None if none is kept."""
        # Imported here because it is slow, and most servers are not named.
        import keyring  # noqa: PLC0415

        return _let_in(lambda: keyring.get_password(SERVICE, entry))

    def put(self, entry: str, token: str) -> None:
        """Keep a token."""
        import keyring  # noqa: PLC0415 - slow

        _let_in(lambda: keyring.set_password(SERVICE, entry, token))

    def drop(self, entry: str) -> None:
        """Forget a token, if there is one."""
        _let_in(lambda: _forget(entry))


def _forget(entry: str) -> None:
    import keyring  # noqa: PLC0415 - slow
    from keyring.errors import PasswordDeleteError  # noqa: PLC0415 - slow

    with suppress(PasswordDeleteError):
        keyring.delete_password(SERVICE, entry)


def _let_in(call: Callable[[], Found]) -> Found:
    try:
        return call()
    except Exception as error:
        # Each system has its own key store, and lets errors of its own through: of pywin32, of
        # D-Bus, of what a person has set up. None of them is a module that this one could import.
        raise _not_let_in(error) from error


def _not_let_in(error: Exception) -> NoKeyStore:
    from keyring.errors import NoKeyringError  # noqa: PLC0415 - slow

    if isinstance(error, NoKeyringError):
        return NoKeyStore("This system does not have a key store.", _ELSEWHERE)
    return NoKeyStore(f"The key store refuses access ({type(error).__name__}).", _ELSEWHERE)


_ELSEWHERE = "Put the token into WASP_API_TOKEN, or into a file named by WASP_API_TOKEN_FILE."


def within(seconds: float, call: Callable[[], Found]) -> Found:
    """Return what a call to the key store returns, if it does in time.

    A key store may show a window and wait for a person; where there is nobody, that is for ever.

    Args:
        seconds: that it has.
        call: the call; the only error that it raises is `NoKeyStore`.

    Raises:
        NoKeyStore: it did not answer in time, or refuses.
    """
    answers: SimpleQueue[Found | NoKeyStore] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(call())
        except NoKeyStore as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        message = f"The key store did not answer within {seconds:g} seconds."
        raise NoKeyStore(message, f"Unlock it. {_ELSEWHERE}") from None
    if isinstance(answer, NoKeyStore):
        raise answer
    return answer


class NamedAddress(str):
    """The address of a named server; it knows where its token is kept.

    Attributes:
        name: of the server.
        keys: keeps its token.
    """

    __slots__ = ("keys", "name")

    name: str
    keys: KeyStore

    @classmethod
    def made(cls, url: str, name: str, keys: KeyStore) -> "NamedAddress":
        """Return the address with its name."""
        address = cls(url)
        address.name = name
        address.keys = keys
        return address

    @property
    def entry(self) -> str:
        """Return what its token is kept under: a token must not go to another address."""
        return entry_of(self.name, self)


def entry_of(name: str, url: str) -> str:
    """Return what the token of a server is kept under."""
    return f"{name} {url}"
