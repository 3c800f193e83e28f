"""Opening the account for a command, and the little that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.cli.codes import CommandError, Exit
from mmstui.cli.output import write_line
from mmstui.domain import numbers
from mmstui.domain.messages import Contact
from mmstui.domain.zones import ZoneProblem, machine_zone, named


@contextmanager
def opened(configured: settings.Settings | None = None) -> Iterator[MessageCenter]:
    """The center of the configured account. Complaints about the config file go to stderr."""
    center = MessageCenter.open(account_settings(configured))
    try:
        yield center
    finally:
        center.close()


def account_settings(configured: settings.Settings | None = None) -> settings.Settings:
    """The configuration, complained about if need be. Raises MissingCredentials."""
    if configured is None:
        configured = settings.load()
    for complaint in (*configured.complaints, *_of_zone(configured)):
        write_line(f"mmstui: {complaint}", sys.stderr)
    if not configured.username:
        raise settings.MissingCredentials
    return configured


def _of_zone(configured: settings.Settings) -> Iterator[str]:
    try:
        if configured.zone:
            named(configured.zone)
    except ZoneProblem as problem:
        yield f"{configured.config_file}: zone: {problem}"


def local_zone(configured: settings.Settings) -> tzinfo:
    """The zone of the configuration, else the machine's."""
    try:
        return named(configured.zone) if configured.zone else machine_zone()
    except ZoneProblem:
        return machine_zone()  # complained about


def find_contact(center: MessageCenter, asked: str) -> str:
    """The canonical number that a number, a short code or a phonebook name stands for."""
    number = numbers.canonical(asked)
    if number.isdigit():
        return number
    wanted = asked.strip().casefold()
    contacts = center.contacts()
    for matches in (
        [c for c in contacts if c.name.casefold() == wanted],
        [c for c in contacts if wanted and wanted in c.name.casefold()],
    ):
        found = {c.number for c in matches}
        if len(found) == 1:
            return found.pop()
        if found:
            raise CommandError(
                Exit.USAGE, "ambiguous", f"{asked} may be: {_names(matches)}.", "Give the number."
            )
    if center.conversations_with(number):  # an alphanumeric sender
        return number
    raise CommandError(Exit.FAILURE, "not_found", f"Nobody here is called {asked}.")


def _names(contacts: list[Contact]) -> str:
    return ", ".join(f"{c.name} {c.formatted}" for c in contacts[:5])
