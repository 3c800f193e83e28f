"""The third pane of a wide screen: who the open conversation is with."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final

from textual.reactive import var

from mmstui.center import MessageCenter
from mmstui.domain.messages import Conversation, Direction, Message
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.tui.account.commands import NOTE
from mmstui.tui.jobs import job
from mmstui.tui.layout import ROW_TEXT
from mmstui.tui.media.media_item import media_items
from mmstui.tui.theme.palette import Role
from mmstui.tui.thread.open_thread import OpenThread
from mmstui.tui.ui.description_list import BLANK, Entry
from mmstui.tui.ui.description_view import DescriptionView
from mmstui.tui.ui.formatting import count_of, list_time, media_words

#: Files that are named, the newest first.
_FILES: Final = 5


class ContactPane(DescriptionView):
    """What is known of a contact: numbers, notes, files, and what was said through other DIDs."""

    DEFAULT_CSS = """
    ContactPane { width: 40; height: 1fr; background: $surface; display: none; }
    """

    #: What is open; the inbox sets it.
    thread: var[OpenThread | None] = var(None, init=False)
    zone: var[tzinfo | None] = var(None, init=False)

    def __init__(self, center: MessageCenter, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__((), text_column=ROW_TEXT)
        self._center, self._clock = center, clock
        self.set_reactive(ContactPane.zone, zone)

    def on_resize(self) -> None:
        """Lay out for the width; read what was not needed while the pane was hidden."""
        self.break_to(self.size.width)
        self.read_again()

    def watch_thread(self) -> None:
        """Show another contact, or what is new of this one."""
        self.read_again()

    def watch_zone(self) -> None:
        """Show times of another zone."""
        self.read_again()

    def read_again(self) -> None:
        """Read and show what is known now, if the pane is shown."""
        if self.thread is not None and self.size.width:
            self._read(self.thread)

    @job("Who this is may be old: open the conversation again.", group="about", exclusive=True)
    async def _read(self, thread: OpenThread) -> None:
        found = await asyncio.to_thread(self._known, thread)
        if self.is_attached and self.thread is not None and self.thread.key == thread.key:
            self.show(found)

    def _known(self, thread: OpenThread) -> list[Entry]:
        center, contact, row = self._center, thread.key[1], thread.conversation
        if not contact:
            return []
        names = (each.name or each.formatted for each in thread.people)
        title = row.title if row is not None else next(names, formatted(contact))
        stored, book = center.inbox, center.directory.phonebook()
        facts = Facts(
            title,
            row.number if row is not None else formatted(contact),
            tuple(line(each.note) for each in book if each.number == contact and each.note),
            tuple(
                formatted(each.number)
                for each in book
                if each.number != contact and line(each.name) == title
            ),
            center.contact_notes.note(contact),
            stored.messages_with_files(row.id) if row is not None else (),
            [each for each in stored.conversations_with(contact) if each.did != thread.key[0]],
            row.total if row is not None else 0,
        )
        assert self.zone is not None  # noqa: S101 - set when the pane is made
        return list(about(facts, self._clock(), self.zone))


class Facts:
    """What is known of a contact. `title` and `number` are ready to paint, `note` is raw."""

    def __init__(
        self,
        title: str,
        number: str,
        book_notes: Sequence[str],
        numbers: Sequence[str],
        note: str,
        with_files: Sequence[Message],
        elsewhere: Sequence[Conversation],
        total: int,
    ) -> None:
        """`book_notes` are the phonebook's, `numbers` the others of the same name.

        `with_files` are messages with files, the newest first; `elsewhere` is via other DIDs.
        """
        self.book_notes, self.numbers = book_notes, numbers
        self.title, self.number, self.note = title, number, note
        self.with_files, self.elsewhere, self.total = with_files, elsewhere, total


def about(facts: Facts, now: datetime, zone: tzinfo) -> Iterator[Entry]:
    """Yield the entries of the pane."""
    yield BLANK
    yield Entry("", facts.title, bold=True)
    if facts.number != facts.title:
        yield Entry("", facts.number, Role.SOFT)
    for number in facts.numbers:
        yield Entry("also", number, Role.SOFT)
    for note in facts.book_notes:
        yield Entry("VoIP.ms", note, Role.SOFT)
    yield Entry("", count_of(facts.total, "message"), Role.SOFT)
    yield BLANK
    if facts.note:
        yield Entry("note", line(facts.note))
    else:
        yield Entry("note", f"{NOTE.key} writes one", Role.FAINT)
    yield from _files(facts.with_files, now, zone)
    yield from _elsewhere(facts.elsewhere, now, zone)


def _files(messages: Sequence[Message], now: datetime, zone: tzinfo) -> Iterator[Entry]:
    items = list(media_items(messages))
    if not items:
        return
    yield BLANK
    kinds = Counter(item.media.kind for item in items)
    counts = (count_of(count, media_words(kind).word) for kind, count in kinds.items())
    yield Entry("files", ", ".join(counts))
    for item in items[:_FILES]:
        sign = media_words(item.media.kind).glyph
        yield Entry(
            list_time(item.message.at, now, zone), f"{sign} {line(item.media.name)}", Role.SOFT
        )


def _elsewhere(rows: Sequence[Conversation], now: datetime, zone: tzinfo) -> Iterator[Entry]:
    for row in rows:
        yield BLANK
        yield Entry("via", row.did_label, bold=True)
        you = "you: " if row.preview_direction is Direction.OUT else ""
        said = f"{you}{row.preview}" if row.preview else "no text"
        yield Entry(list_time(row.last_at, now, zone), said, Role.SOFT)
