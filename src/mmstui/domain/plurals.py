"""Counts in words: the one place that knows one from many."""

from __future__ import annotations


def count_of(count: int, one: str, many: str | None = None) -> str:
    """`1 file`, `2 files`, `1,204 messages`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def unread_in(messages: int, conversations: int, of: int | None = None) -> str:
    """`4 unread in 3 conversations`; `1 of 4 unread in 1 conversation` where more is left out."""
    return f"{unread(messages, of)} in {count_of(conversations, 'conversation')}"


def unread(messages: int, of: int | None = None) -> str:
    """`4 unread`: messages, never conversations; `1 of 4 unread` where a filter leaves out some."""
    among = f" of {of:,}" if of is not None and of != messages else ""
    return f"{messages:,}{among} unread"
