"""The set-up, asked line by line: for any terminal, and for a pipe."""

from __future__ import annotations

import asyncio
import getpass
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence

from mmstui.setup.face import Choice, LeftSetup, Mark, Step, Stopped

_INDENT = " " * 5
#: Columns of a paragraph, whatever the terminal says.
_NARROWEST, _WIDEST = 30, 88
_MARKS = {Mark.NOW: "*", Mark.DONE: "ok", Mark.REFUSED: "!"}


class PlainFace:
    """Asks on standard input and tells on standard output."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._told = ""

    def mark(self, step: Step, mark: Mark, words: str = "") -> None:
        """Print how a step stands: a heading when it begins, a line when it ends."""
        if mark is Mark.NOW:
            number = list(Step).index(step) + 1
            self._write(f"\n[{number}/{len(Step)}] {step.value}")
        else:
            self._wrapped(f"{step.value}: {words}", f"{_MARKS[mark]:>3}  ")

    def say(self, *lines: str) -> None:
        """Print paragraphs, wrapped."""
        for words in lines:
            self._wrapped(words, _INDENT)

    def _wrapped(self, words: str, first: str) -> None:
        width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
        rest = " " * len(first)
        self._write(textwrap.fill(words, width, initial_indent=first, subsequent_indent=rest))

    def show_address(self, address: str) -> None:
        """Print the address in a line of its own, for copying."""
        self._write(f"\n{_INDENT}{address}\n")

    def met(self, stopped: Stopped) -> None:
        """Go on: the person at the terminal can do something about it."""

    async def ask(self, question: str, default: str = "") -> str:
        """Ask for a line. Raises LeftSetup at the end of input."""
        return _line(f"{question}{f' [{default}]' if default else ''}: ") or default

    async def ask_secret(self, question: str) -> str:
        """Ask for a line that is not echoed, until there is one."""
        while True:
            try:
                typed = getpass.getpass(f"{question} (it does not show): ")
            except EOFError:
                raise LeftSetup from None
            if typed:
                return typed

    async def choose(self, question: str, choices: Sequence[Choice], default: str) -> str:
        """Print the choices; ask for the number of one."""
        self._write(question)
        for number, choice in enumerate(choices, 1):
            self._wrapped(choice.words, f"  {number}  ")
        usual = next(n for n, choice in enumerate(choices, 1) if choice.key == default)
        while True:
            answer = _line(f"1 to {len(choices)} [{usual}]: ") or str(usual)
            found = [c.key for n, c in enumerate(choices, 1) if answer in {str(n), c.key}]
            if found:
                return found[0]

    async def wait(self, seconds: float, words: str) -> None:
        """Wait, or until enter is pressed. At the end of input the set-up is left."""
        self._write(f"     {words} in {seconds:.0f} seconds, or as soon as you press enter.")
        loop, pressed = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(sys.stdin, pressed.set)
        try:
            await asyncio.wait_for(pressed.wait(), seconds)
        except TimeoutError:
            return
        finally:
            loop.remove_reader(sys.stdin)
        _line("")

    def progress(self, words: str) -> None:
        """Print how far the first sync is, whenever that changes."""
        if words and words != self._told:
            self._told = words
            self.say(words)


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        raise LeftSetup from None
