"""Which server, and where what is known of it is kept."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from customer_import.cli import completion

SERVER = "Server"


def folder_given(path: Path | None) -> Path | None:
    """Return the path of a folder, which may be made later.

    Raises:
        BadParameter: a file is there.
    """
    if path is not None and path.exists() and not path.is_dir():
        raise typer.BadParameter(f"{path} is a file. Name a folder.")
    return path


def file_given(path: Path | None) -> Path | None:
    """Return the path of a file, which may be made later.

    Raises:
        BadParameter: a folder is there.
    """
    if path is not None and path.is_dir():
        raise typer.BadParameter(f"{path} is a folder. Name a file in it.")
    return path


BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        envvar="WASP_BASE_URL",
        help="The server: https://TENANT.waspinventorycloud.com",
        metavar="URL",
        rich_help_panel=SERVER,
    ),
]
ServerOption = Annotated[
    str | None,
    typer.Option(
        "--server",
        help="A server that was added by `server add`; its token is in the key store.",
        metavar="NAME",
        autocompletion=completion.complete_servers,
        rich_help_panel=SERVER,
    ),
]
SandboxOption = Annotated[
    bool,
    typer.Option(
        "--sandbox",
        help="Use a sandbox on this machine; no token is needed.",
        rich_help_panel=SERVER,
    ),
]
StateDirOption = Annotated[
    Path | None,
    typer.Option(
        help="The folder for the data of ledgers and sandbox.",
        metavar="DIR",
        callback=folder_given,
        rich_help_panel=SERVER,
    ),
]
PageSizeOption = Annotated[
    int,
    typer.Option(
        min=1,
        max=500,
        help="Customers that one request reads; less if the server fails at more.",
        metavar="N",
        rich_help_panel=SERVER,
    ),
]


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Which server the command line names."""

    sandbox: SandboxOption = False
    base_url: BaseUrlOption = None
    server: ServerOption = None

    def chosen(self, context: typer.Context) -> "ServerOptions":
        """Return the same with the address of the one server that is named, if one is.

        Raises:
            BadParameter: two are named.
            Exit: one is named that was not added, which is said.
        """
        given = context.get_parameter_source("base_url")
        on_the_line = given is not None and given.name == "COMMANDLINE"
        named = {"--sandbox": self.sandbox, "--server": self.server, "--base-url": on_the_line}
        two = [option for option, is_given in named.items() if is_given]
        if len(two) > 1:
            raise typer.BadParameter(f"{two[0]} and {two[1]} name two servers; use one of them.")
        if not self.server:
            return self
        return replace(self, base_url=_address_of(context, self.server, self.base_url))


def _address_of(context: typer.Context, server: str, other: str | None) -> str:
    # Imported here so that --help answers at once.
    from customer_import.api.server_url import server_url  # noqa: PLC0415
    from customer_import.cli.screen import Screen  # noqa: PLC0415
    from customer_import.cli.servers.named_servers import servers_of  # noqa: PLC0415
    from customer_import.errors import SettingError  # noqa: PLC0415

    try:
        address = servers_of(context.find_root().obj).address(server)
        is_another = other is not None and server_url(other) != address
    except SettingError as error:
        Screen(quiet=False).error(error)
        raise typer.Exit(2) from None
    if is_another:
        raise typer.BadParameter(
            f"WASP_BASE_URL names another server than --server {server}, {other}. Use one of them."
        )
    return address
