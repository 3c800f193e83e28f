"""The flows of the inbox, from the question to what is done, without a screen."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.actions import parse
from textual.binding import Binding

from mmstui.center import MessageCenter
from mmstui.domain.deletions import Place
from mmstui.domain.messages import Contact, ConversationName, Did, Leaving
from mmstui.domain.times.days import Days
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.compose.recipient_search import NewMessageChoice
from mmstui.tui.inbox import flows
from mmstui.tui.inbox.account_flows import name_number, show_numbers
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.deletion_flows import DeletionProgress, delete_message
from mmstui.tui.inbox.filter_flows import choose_days, choose_dids, choose_zone
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_flows import next_of
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.inbox.triage_flows import undo
from mmstui.tui.inbox.writing_flows import go_to
from mmstui.tui.search.bar import BarField
from mmstui.tui.thread.actions import ON_MESSAGE, ON_THREAD
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.field import FindField
from mmstui.tui.ui.flow_wanted import FlowWanted
from support.deleted import delete_messages
from support.fake_inbox import FakeInbox
from support.inboxes import (
    NOW,
    OTTAWA,
    SHOP,
    TORONTO,
    ZOE,
    make_center_like_the_picture,
    store_of,
)
from support.stores import put

NEW = Contact("5145550188", "Maude Lavoie", "(514) 555-0188")
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path)
    yield center
    center.close()


def ottawa(center: MessageCenter) -> Did:
    return next(did for did in center.directory.dids() if did.number == OTTAWA)


# Filters.


@pytest.mark.parametrize(
    ("flow", "answer", "before", "after"),
    [
        (choose_dids, frozenset({SHOP}), Filters(), Filters().changed(dids=frozenset({SHOP}))),
        (choose_dids, frozenset(), Filters(dids=frozenset({SHOP})), Filters()),
        (choose_dids, None, Filters(dids=frozenset({SHOP})), Filters(dids=frozenset({SHOP}))),
        (choose_days, Days(back=7), Filters(), Filters().changed(days=Days(back=7))),
        (choose_days, Days(), Filters(days=Days(back=7)), Filters()),
        (choose_days, None, Filters(days=Days(back=7)), Filters(days=Days(back=7))),
        (choose_zone, PARIS, Filters(), Filters().changed(zone=PARIS)),
        (choose_zone, TORONTO, Filters(zone=PARIS), Filters()),
        (choose_zone, None, Filters(zone=PARIS), Filters(zone=PARIS)),
    ],
)
async def test_what_is_chosen_is_shown(
    center: MessageCenter, flow: Callable[..., Any], answer: object, before: Filters, after: Filters
) -> None:
    inbox = FakeInbox(center, answer)
    inbox.filters = before
    await inbox.run(flow)
    assert inbox.filters == after


# Going to somebody.


async def test_a_conversation_is_opened_and_a_number_becomes_the_filter(
    center: MessageCenter,
) -> None:
    row = center.inbox.conversation(SHOP, ZOE)
    assert row is not None
    inbox = FakeInbox(center, ConversationName(row.id, ZOE, row.title, row.number, "Shop"))
    await inbox.run(go_to)
    assert inbox.conversation == row

    inbox = FakeInbox(center, ottawa(center))
    await inbox.run(go_to)
    assert inbox.filters.dids == frozenset({OTTAWA})
    assert inbox.in_list


async def test_whoever_has_written_meanwhile_is_not_asked_about(center: MessageCenter) -> None:
    def written_meanwhile() -> Contact:
        put(store_of(center), "bonjour", did=OTTAWA, contact=NEW.number, at=NOW)
        return NEW

    inbox = FakeInbox(center, written_meanwhile)
    await inbox.run(go_to)
    assert inbox.asked == ["GoTo"]
    assert inbox.conversation is not None
    assert inbox.conversation.contact == NEW.number


@pytest.mark.parametrize("chosen", [(), (NEW.number,), (NEW.number, ZOE)], ids=str)
async def test_who_never_wrote_is_written_to(
    center: MessageCenter, chosen: tuple[str, ...]
) -> None:
    inbox = FakeInbox(center, NEW, NewMessageChoice(OTTAWA, chosen) if chosen else None)
    await inbox.run(go_to)
    assert inbox.asked == ["GoTo", "NewMessage"]
    keys = {(): None, (NEW.number,): (OTTAWA, NEW.number), (NEW.number, ZOE): ("", "")}
    assert (inbox.thread.key if inbox.thread is not None else None) == keys[chosen]


# Numbers and names.


async def test_from_the_settings_of_a_number_back_to_the_numbers(center: MessageCenter) -> None:
    inbox = FakeInbox(center, ottawa(center), None, None)
    await inbox.run(show_numbers)
    assert inbox.asked == ["Numbers", "DidSettings", "Numbers"]


async def test_only_a_number_has_a_name(center: MessageCenter) -> None:
    short = put(store_of(center), "code 123", did=SHOP, contact="ACME", at=NOW)
    (row,) = center.inbox.conversations(
        [center.inbox.messages([short])[0].conversation_id]
    ).values()
    inbox = FakeInbox(center)
    await inbox.run(name_number, row, None)
    assert inbox.said == ["Only a number can have a name."]


# Deleting.


async def test_with_its_last_message_a_thread_is_closed_and_z_brings_it_back(
    center: MessageCenter,
) -> None:
    row = center.inbox.conversation(SHOP, ZOE)
    assert row is not None
    *others, last = center.inbox.thread(row.id)
    delete_messages(store_of(center), [message.id for message in others])
    inbox = FakeInbox(center, None, Place.HERE)
    await inbox.open(row)
    inbox.answers.pop()
    await inbox.run(delete_message, last)
    assert inbox.conversation == row, "escape keeps it"

    inbox.answers.append(Place.HERE)
    await inbox.run(delete_message, last)
    assert inbox.thread is None
    assert center.inbox.messages([last.id]) == []

    await inbox.run(undo)
    await inbox.run(undo)
    assert center.inbox.messages([last.id]) != []
    assert inbox.said[1:] == ["1 message taken back", "Too late: this deletion has ended."]
    assert inbox.list.visited == [last.conversation_id]


UNDER_WAY = Leaving(left=2, total=5, begun=True)


@pytest.mark.parametrize(
    ("now", "cancelled", "said"),
    [
        (Leaving(ended=1), False, ["4 messages deleted at VoIP.ms"]),
        (Leaving(), False, ["3 messages deleted at VoIP.ms"]),
        (Leaving(), True, []),
        (UNDER_WAY, False, []),
        (Leaving(failed=1), True, ["1 message could not be deleted at VoIP.ms."]),
    ],
)
def test_the_end_of_a_deletion_is_said_once(
    center: MessageCenter, now: Leaving, cancelled: bool, said: list[str]
) -> None:
    inbox: Any = FakeInbox(center)
    progress = DeletionProgress()
    progress.cancelled = cancelled
    progress.report(inbox, UNDER_WAY, now)
    progress.report(inbox, now, now)
    assert inbox.said == said


# The next of some conversations.


@pytest.mark.parametrize(
    ("current", "step", "found"),
    [(1, 1, 3), (3, 1, 5), (5, 1, 3), (None, 1, 3), (9, 1, 3),
     (5, -1, 3), (3, -1, 5), (1, -1, 5), (None, -1, 5)],
)  # fmt: skip
def test_the_next_wraps_around(current: int | None, step: int, found: int) -> None:
    assert next_of([1, 2, 3, 4, 5], current, {3, 5}, step) == found


def test_without_another_there_is_no_next() -> None:
    assert next_of([1, 2, 3], 2, {2}) is None


# The tables.


def test_each_command_of_the_inbox_has_a_flow() -> None:
    widgets = (InboxScreen, ConversationList, BarField, FindField, ThreadView)
    actions = [parse(b.action) for w in widgets for b in w.BINDINGS if isinstance(b, Binding)]
    assert {ids[0] for _, name, ids in actions if name == "flow"} == set(flows.FLOWS)
    messages = {ids[0] for _, name, ids in actions if name == "message"}
    assert messages == {*ON_MESSAGE, *ON_THREAD}


def test_each_message_that_asks_for_a_flow_is_answered() -> None:
    source = inspect.getsource(flows)
    wanted = FlowWanted.__subclasses__()
    assert {ComposePane.DidWanted, ThreadView.FilesWanted} <= set(wanted)
    assert [each for each in wanted if f"case {each.__qualname__}(" not in source] == []
