"""`mmstui complete KIND [BEGINNING]`: candidates for an argument, for the shells' completion.

A hidden command, which runs at each tab: it has no parser, opens the store only to read it, and
is silent about whatever is wrong. A line is a candidate, a tab, and what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Final

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.cli.common_options import ACCOUNT, CONTACT, DID, RECIPIENT, TEMPLATE, VIEW
from mmstui.cli.streams import write_fields
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line

#: More are of no help, and slow some shells down.
_MOST: Final = 500
Candidate = tuple[str, str]


def complete(words: Sequence[str]) -> int:
    """Print the candidates of a kind that begin with a text. Returns 0, whatever is wrong."""
    kind, beginning = (*words[:2], "", "")[:2]
    if kind not in _KINDS:
        return 0
    try:
        known = list(_KINDS[kind](settings.load()))
    except (StoreProblem, settings.NotText, settings.UnknownAccount):
        return 0
    wanted = beginning.casefold()
    found = (each for each in known if each[0].casefold().startswith(wanted))
    for value, what in islice(found, _MOST):
        write_fields(f"{line(value)}\t{line(what)}".rstrip())
    return 0


def _accounts(configured: settings.Settings) -> Iterator[Candidate]:
    yield from ((each.name, each.username) for each in configured.accounts)


def _views(configured: settings.Settings) -> Iterator[Candidate]:
    from mmstui.domain.views import View

    yield from ((view.value, "") for view in View)
    yield from ((search.name, search.query) for search in configured.searches)


def _templates(configured: settings.Settings) -> Iterator[Candidate]:
    yield from configured.templates


def _dids(configured: settings.Settings) -> Iterator[Candidate]:
    with closing(MessageCenter.open(configured, read_only=True)) as center:
        yield from ((did.number, did.label) for did in center.directory.dids())


def _recipients(configured: settings.Settings) -> Iterator[Candidate]:
    with closing(MessageCenter.open(configured, read_only=True)) as center:
        for contact in center.directory.contacts():
            yield contact.number, contact.name or contact.formatted


def _contacts(configured: settings.Settings) -> Iterator[Candidate]:
    with closing(MessageCenter.open(configured, read_only=True)) as center:
        found = center.directory.contacts()
    yield from ((contact.name, contact.formatted) for contact in found if contact.name)
    yield from ((contact.number, contact.name or contact.formatted) for contact in found)


#: What lists the candidates of each kind.
_KINDS: Final[dict[str, Callable[[settings.Settings], Iterator[Candidate]]]] = {
    ACCOUNT: _accounts, CONTACT: _contacts, RECIPIENT: _recipients, DID: _dids, VIEW: _views,
    TEMPLATE: _templates,
}  # fmt: skip
