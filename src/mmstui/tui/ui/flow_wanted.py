"""The base of messages that ask the screen for a flow."""

from __future__ import annotations

from textual.message import Message


class FlowWanted(Message):
    """The user wants something that takes more than the widget: the screen starts a flow for it."""
