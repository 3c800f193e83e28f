"""The texts of a batch: what was sent, counts of states, a row for each person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from mmstui.domain.messages import OPEN_STATES, Conversation, Did, Message, State
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.tui.layout import NUMBER
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import formatting
from mmstui.tui.ui.description_lines import Fact, Word
from mmstui.tui.ui.dialog_lines import HeadFact
from mmstui.tui.ui.message_notes import state_of
from mmstui.tui.ui.option_rows import Cell, Option


def what_was_sent(message: Message, dids: Sequence[Did]) -> list[Fact]:
    """Return files, text and DID of a message, which are the same for all of its batch."""
    files = [Word(formatting.media_words(media.kind).text) for media in message.media]
    text = Word(line(message.text), Role.TEXT)
    sender = [Word(message.kind.value.upper()), Word(formatted(message.did))]
    did = next((did for did in dids if did.number == message.did), None)
    if did is not None and did.label != formatted(did.number):
        sender.append(Word(did.label, Role.TEXT))
    return [Fact("text", (*files, text)), Fact("from", tuple(sender))]


def counts(messages: Sequence[Message]) -> tuple[HeadFact, ...]:
    """Return counts like `× 1 failed   ✓ 2 sent`, the most urgent first."""
    found: list[HeadFact] = []
    for state in (*OPEN_STATES, State.SENT):
        if count := sum(message.state is state for message in messages):
            words = formatting.state_words(state)
            found.append(HeadFact(f"{words.glyph} {count} {words.word}", words.role, words.bold))
    return tuple(found)


def option(message: Message, who: Conversation | None, zone: tzinfo) -> Option[Message]:
    """Return a row: time, state, number, and the contact's name."""
    words = state_of(message, zone)
    state_width = 13 if message.scheduled_at is None else 16
    cells = [
        Cell(formatting.clock_time(message.at, zone).rjust(5), Role.SOFT, width=5),
        Cell(words.text, words.role, width=state_width, bold=words.bold),
        Cell(line(formatted(message.contact)), Role.SOFT, width=NUMBER),
    ]
    if who is not None and who.named:
        cells.append(Cell(who.title))
    return Option(message, tuple(cells))
