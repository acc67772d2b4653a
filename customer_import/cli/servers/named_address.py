"""The address of a server that has a name."""

from customer_import.cli.servers.key_store import KeyStore


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
