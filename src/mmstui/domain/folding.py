"""Folds the rows of a thread into the messages that are shown: a view, the rows stay as they are.

Legs of a group text and parts of a divided text become one message (`domain.message_parts`), and a
tapback becomes a sign on the one message that it can mean (`domain.text.tapbacks`). Everything that
shows messages reads them through here, so that thread, list, search and commands agree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from mmstui.domain.message_notes import Note
from mmstui.domain.message_parts import groups_of
from mmstui.domain.messages import Direction, Message, Reaction
from mmstui.domain.records import replace
from mmstui.domain.text.tapbacks import begins_as_one, parse

#: How many rows before a tapback the message that it means may be.
LOOK_BACK: Final = 200


def folded(rows: Sequence[Message], *, signs: bool = True) -> list[Message]:
    """Return the messages that rows mean, in the order of their first rows.

    Without `signs` a tapback stays the text that it is.

    `rows` are neighbours in a thread, in its order. What is folded into a row before the first, or
    out of one, is not seen: a caller that shows a part of a thread gives the rows around it too.
    """
    found = groups_of(rows)
    messages = [
        rows[group[0]] if len(group) == 1 else _one([rows[index] for index in group])
        for group in found
    ]
    return _with_signs(messages, [group[0] for group in found]) if signs else messages


def _with_signs(messages: Sequence[Message], places: Sequence[int]) -> list[Message]:
    """Put tapbacks on the messages that they mean. `places`: the index of each one's first row."""
    shown: list[Message] = []
    at: list[int] = []
    for message, place in zip(messages, places, strict=True):
        tapback = parse(message.text) if _may_be_sign(message) else None
        if tapback is not None:
            first = bisect_left(at, place - LOOK_BACK)
            if (target := tapback.target(shown[first:])) is not None:
                meant = shown[first + target]
                reaction = Reaction(tapback.sign, tapback.removed, message)
                shown[first + target] = replace(meant, reactions=(*meant.reactions, reaction))
                continue
        shown.append(message)
        at.append(place)
    return shown


def _may_be_sign(message: Message) -> bool:
    """Return whether a message may be a tapback: one with a file would hide the file."""
    return message.direction is Direction.IN and not message.media


def may_mean_earlier(message: Message) -> bool:
    """Return whether a row may be a tapback, whose target is searched in the rows before."""
    return message.direction is Direction.IN and begins_as_one(message.text)


def _one(rows: Sequence[Message]) -> Message:
    """Return the message that legs or parts are."""
    first, *others = rows
    notes: dict[Note, None] = dict.fromkeys(note for row in rows for note in row.notes)
    unread = any(row.unread for row in rows)
    first = replace(first, unread=unread, notes=tuple(notes))
    if others[0].kind == "mms":
        return replace(first, legs=tuple(others))
    return replace(first, text="".join(row.text for row in rows), parts=tuple(rows))
