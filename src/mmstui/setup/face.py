"""What the set-up needs of a user interface: to show, to ask, to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Step(Enum):
    """The steps, in order. The value is the step's name on the screen."""

    ACCOUNT = "account"
    PASSWORD = "password"  # noqa: S105 - a word on the screen
    ADDRESS = "address"
    NUMBERS = "numbers"
    HISTORY = "history"


class Mark(Enum):
    """How a step stands."""

    NOW = "now"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose. `words` are ready to paint."""

    key: str
    words: str


class LeftSetup(Exception):
    """The user leaves the set-up. What was answered so far is kept."""


class Stopped(Exception):
    """VoIP.ms refuses, or cannot be reached. All texts are ready to paint.

    `status`: VoIP.ms's word, or ours. `is_access`: whether credentials, API or address are refused.
    """

    def __init__(self, status: str, words: str, hint: str = "", *, is_access: bool = False) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.hint = hint
        self.is_access = is_access


class Face(Protocol):
    """A user interface of the set-up. Each question may raise LeftSetup.

    Texts are ready to paint: nothing from outside reaches it unsanitised.
    """

    def mark(self, step: Step, mark: Mark, words: str = "") -> None:
        """Show how a step stands."""

    def say(self, *lines: str) -> None:
        """Show sentences under the current step."""

    def show_address(self, address: str) -> None:
        """Show this machine's address, which has to be allowed."""

    def met(self, stopped: Stopped) -> None:
        """Take note of what stops a step, after it was marked and said.

        A face without a person raises it, as nobody could do anything about it.
        """

    async def ask(self, question: str, default: str = "") -> str:
        """Ask for a line of text, without blanks at its ends; `default` if it is empty."""

    async def ask_secret(self, question: str) -> str:
        """Ask for a text that does not show while it is typed."""

    async def choose(self, question: str, choices: Sequence[Choice], default: str) -> str:
        """Ask for one of the choices; return its key."""

    async def wait(self, seconds: float, words: str) -> None:
        """Wait, or until the user wants to go on; `words` say for what."""

    def progress(self, words: str) -> None:
        """Show how far the first sync is."""
