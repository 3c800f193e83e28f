"""Texts about the rows behind a message that VoIP.ms lists in several."""

from __future__ import annotations

from mmstui.domain.messages import Message
from mmstui.tui.ui.formatting import count_of


def rows_in_words(message: Message) -> str:
    """Return what VoIP.ms has of a message besides one row; "" for nothing."""
    found = []
    if message.legs:
        found.append(f"a group text in {len(message.legs) + 1} rows")
    if message.parts:
        found.append(f"a text in {len(message.parts)} parts")
    if message.reactions:
        found.append(count_of(len(message.reactions), "reaction"))
    return ", ".join(found)
