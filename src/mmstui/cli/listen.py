"""`mmstui listen`: let VoIP.ms's callback wake the poll."""

from __future__ import annotations

import argparse
from pathlib import Path

from mmstui.cli.account import opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import write_line
from mmstui.cli.streams import is_terminal
from mmstui.daemon.callback_address import address_of, kept_secret, new_secret


def run(options: argparse.Namespace) -> Exit:
    """Take callbacks until a signal, or show a new address for them."""
    if options.new_address:
        with opened() as center:
            write_address(new_address(center.folder, options.url))
        return Exit.DONE
    from mmstui.cli.watch import watch

    return watch(options, polls=False)


def new_address(folder: Path, url: str = "") -> str:
    """Make an address for the portal, and return it. Raises CommandError."""
    try:
        return address_of(new_secret(folder), url)
    except OSError as error:
        raise _not_usable(folder, error) from None


def address_for(folder: Path, url: str) -> str:
    """Return the address of an account behind a proxy; make its secret if there is none yet.

    Raises CommandError.
    """
    found = _kept(folder)
    return address_of(found, url) if found is not None else new_address(folder, url)


def write_address(address: str) -> None:
    """Print a new address, and where it belongs."""
    for words in (
        "For the portal (DID Numbers > Manage DIDs, of each number, field URL Callback):",
        f"  {address}",
        "It is shown only now. Whoever knows it can make mmstui poll, and nothing else.",
    ):
        write_line(words)


def secret_of(folder: Path) -> str:
    """Return the secret of the account's address; make and show one to a person at a terminal.

    Elsewhere a new one would be written to a log. Raises CommandError.
    """
    found = _kept(folder)
    if found is None and is_terminal(1):
        write_address(new_address(folder))
        found = _kept(folder)
    if found is not None:
        return found
    raise CommandError(
        Exit.FAILURE, "no_address", "There is no address for VoIP.ms's callback yet.",
        "mmstui listen --new-address makes one and shows it.",
    )  # fmt: skip


def new_address_if_missing(folder: Path) -> str | None:
    """Make an address unless there is one already; return it. Raises CommandError."""
    return new_address(folder) if _kept(folder) is None else None


def _kept(folder: Path) -> str | None:
    try:
        return kept_secret(folder)
    except OSError as error:
        raise _not_usable(folder, error) from None


def _not_usable(folder: Path, error: OSError) -> CommandError:
    why = error.strerror or type(error).__name__
    return CommandError(
        Exit.FAILURE, "address_file", f"The file of the address in {folder} cannot be used ({why})."
    )
