"""Open the account for a command, and helpers of several commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import complain
from mmstui.domain.messages import Contact
from mmstui.domain.problems import StoreProblem, Trouble


@contextmanager
def opened(
    configured: settings.Settings | None = None, *, threads: bool = True, reads: bool = False
) -> Iterator[MessageCenter]:
    """Open the center of the configured account. Problems of the config file go to stderr.

    `threads`: as of `MessageCenter.open`. `reads`: it is enough that the store can be read, as in
    a backup on a disk that is mounted so.
    """
    found = account_settings(configured)
    try:
        center = MessageCenter.open(found, threads=threads)
    except StoreProblem as problem:
        if not reads or problem.trouble is not Trouble.READ_ONLY:
            raise
        center = MessageCenter.open(found, threads=threads, read_only=True)
    try:
        yield center
    finally:
        center.close()


def account_settings(configured: settings.Settings | None = None) -> settings.Settings:
    """Return the configuration, and print its problems to stderr. Raises MissingCredentials."""
    if configured is None:
        configured = settings.load()
    for complaint in configured.complaints:
        complain(f"mmstui: {complaint}")
    if not configured.username and configured.account:
        raise CommandError(
            Exit.ACCESS, "missing_credentials",
            f"The account {configured.account} has no username in {configured.config_file}.",
            f"mmstui --account {configured.account} setup asks for what it needs.",
        )  # fmt: skip
    if not configured.username:
        raise settings.MissingCredentials
    return configured


def local_zone(configured: settings.Settings) -> tzinfo:
    """Return the configured time zone, else the machine's."""
    from mmstui.domain.times.zones import ZoneProblem, machine_zone, named

    try:
        return named(configured.zone) if configured.zone else machine_zone()
    except ZoneProblem:
        return machine_zone()  # `complaints` has the problem already.


def at(did: str | None) -> str:
    """Return the words for a DID that messages were narrowed to; "" for none."""
    return f" at {did}" if did else ""


def find_contact(center: MessageCenter, asked: str) -> str:
    """Return the canonical number for a number, a short code or a phonebook name."""
    from mmstui.domain.phone import numbers

    written = numbers.parse(asked)
    if written.left_out:
        complain(f"mmstui: {written.left_out}")
    number = written.number or numbers.canonical(asked)
    if number.lstrip("+").isdigit():
        return number
    named = [contact for contact in center.directory.contacts() if contact.name]
    for matches in _called(named, asked):
        found = {c.number for c in matches}
        if len(found) == 1:
            return found.pop()
        if found:
            raise CommandError(
                Exit.USAGE, "ambiguous", f"{asked} may be: {_names(matches)}.", "Give the number."
            )
    if center.inbox.conversations_with(number):  # An alphanumeric sender.
        return number
    raise CommandError(Exit.FAILURE, "not_found", f"Nobody here is called {asked}.")


def _called(contacts: list[Contact], asked: str) -> Iterator[list[Contact]]:
    """Yield possible contacts of a name, surest first: exact, without accents, in part."""
    import unicodedata

    from mmstui.domain.searching.search_query import parse, words_of_name

    def written(name: str) -> str:
        return unicodedata.normalize("NFC", name).casefold().strip()

    query, words = parse(asked), words_of_name(asked)
    yield [c for c in contacts if written(c.name) == written(asked)]
    if words.strip():
        yield [c for c in contacts if words_of_name(c.name) == words]
        yield [
            c for c in contacts if query.matches(c.name) or words.strip() in words_of_name(c.name)
        ]


def _names(contacts: list[Contact]) -> str:
    return ", ".join(f"{c.name} {c.formatted}" for c in contacts[:5])
