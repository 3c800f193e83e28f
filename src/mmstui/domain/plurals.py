"""Counts with a noun in singular or plural."""

from __future__ import annotations


def count_of(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 file`, `2 files`, `1,204 messages`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def unread_in(messages: int, conversations: int, of: int | None = None) -> str:
    """Return `4 unread in 3 conversations`; `1 of 4 unread in 1 conversation` with a filter."""
    return f"{unread(messages, of)} in {count_of(conversations, 'conversation')}"


def unread(messages: int, of: int | None = None) -> str:
    """Return `4 unread`, which counts messages; `1 of 4 unread` where a filter hides some."""
    among = f" of {of:,}" if of is not None and of != messages else ""
    return f"{messages:,}{among} unread"
