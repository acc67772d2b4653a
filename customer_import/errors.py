"""What can go wrong with a whole run, and what to do next.

    CustomerImportError
    ├── NotStarted            nothing was sent (exit 2)
    │   ├── SettingError      an option, the server, the token
    │   ├── InputFileError    the list: missing, empty, encrypted, not a table …
    │   ├── MappingError      the mapping, with its file and line
    │   ├── LedgerError       the ledger: damaged, not writable, of a newer version
    │   │   └── LedgerInUse   by another run
    │   └── NotConfirmed      a person has to agree, and did not
    │       └── Declined      the person was asked, and said no
    │       └── NobodyAgreed      because nobody was there to ask
    └── Stopped               part-way; the same command goes on (exit 3)
        ├── Unreachable       gave up on a server that does not answer
        │   └── NoSuchHost    its name does not exist
        ├── Refused           token, permission or address refused
        │   └── BadCertificate    the server is not who it should be
        ├── WrongAnswer       something answered that is not the API
        ├── CannotRead        the server cannot be read in a way that proves anything
        ├── LedgerStopped     the ledger can no longer be written, or read
        ├── AllAlike          every row is refused for the same reason
        └── ServerFails       the server fails, whatever it is sent

What is wrong with one row is a `Problem` (see `problems.py`), not an exception.
"""


class CustomerImportError(Exception):
    """Something that the user has to know.

    Args:
        message: what happened, as one sentence that names the thing.
        remedy: what to do next, as a sentence.
    """

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class NotStarted(CustomerImportError):
    """Nothing was sent."""


class SettingError(NotStarted):
    """An option, the server's address or the token."""


class InputFileError(NotStarted):
    """The list cannot be read as a table."""


class MappingError(NotStarted):
    """The mapping is wrong, or does not fit the file.

    Args:
        message: the first things that are wrong, one on each line.
        remedy: what to do next.
        issues: all things that are wrong, each with file, line and column.
    """

    def __init__(self, message: str, remedy: str, issues: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.issues = issues or (message,)


class LedgerError(NotStarted):
    """The ledger is damaged, cannot be written, or is of a newer version."""


class LedgerInUse(LedgerError):
    """Another run holds the ledger."""


class NotConfirmed(NotStarted):
    """A person has to agree to what was about to be done, and did not."""


class Declined(NotConfirmed):
    """A person was asked, and said no: that is what was wanted, and not an error."""


class NobodyAgreed(NotConfirmed):
    """A person has to agree, and nobody is there to be asked."""

    def __init__(self) -> None:
        super().__init__("Nothing was sent: somebody has to agree first.", "Add --yes to agree.")


class Stopped(CustomerImportError):
    """The run stopped part-way; the same command continues it."""


class Unreachable(Stopped):
    """The server did not answer for too long."""


class NoSuchHost(Unreachable):
    """The name of the server does not exist, and it never answered in this run."""


class Refused(Stopped):
    """The server refused the token, the permission or the address."""


class BadCertificate(Refused):
    """The certificate of the server was refused here; nothing was sent."""


class WrongAnswer(Stopped):
    """Something answered that is not the API."""


class CannotRead(Stopped):
    """The server's answers do not prove which customers exist."""


class LedgerStopped(Stopped):
    """The ledger can no longer be written (nothing more is sent) or, after sending, be read."""


class AllAlike(Stopped):
    """Every row so far was refused for the same reason."""


NO_LONGER = "The server no longer takes any row:"
"""How the message begins that ends a run because requests are refused whole, after others were
saved."""
IF_NEW = (
    "--only update creates nobody, so customers that the server does not know are refused. If "
    "these customers are new, run the list with --only create, or without --only."
)
"""What else may be the matter where customers are only updated and some are refused."""


class ServerFails(Stopped):
    """The server answered 500, whatever it was sent."""
