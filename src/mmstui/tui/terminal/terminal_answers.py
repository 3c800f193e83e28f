"""What the terminal answered about itself. It is asked once, when the inbox has opened."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from textual.app import App

from mmstui.tui.terminal import raw_writes, terminal_query
from mmstui.tui.terminal.terminal_query import UNKNOWN, TerminalInfo, is_asked

#: Seconds to wait for the terminal's answer: a round trip over a slow line.
PATIENCE: Final = 1.0

_answers: WeakKeyDictionary[App[Any], asyncio.Future[TerminalInfo]] = WeakKeyDictionary()


def ask(app: App[Any], environ: Mapping[str, str]) -> None:
    """Ask the terminal, unless it was asked before."""
    if app in _answers or not is_asked(environ) or not raw_writes.reads_keys(app):
        return
    loop = asyncio.get_running_loop()
    answer = _answers[app] = loop.create_future()

    def on_answer(terminal_info: TerminalInfo) -> None:
        loop.call_soon_threadsafe(_settle, answer, terminal_info)

    terminal_query.ask(raw_writes.writer(app), on_answer)


def known(app: App[Any]) -> TerminalInfo:
    """Return what the terminal has answered so far."""
    answer = _answers.get(app)
    return answer.result() if answer is not None and answer.done() else UNKNOWN


async def answered(app: App[Any], environ: Mapping[str, str]) -> TerminalInfo:
    """Return the terminal's answer. A late answer is known the next time."""
    ask(app, environ)
    if (answer := _answers.get(app)) is not None and not answer.done():
        await asyncio.wait([answer], timeout=PATIENCE)
    return known(app)


def _settle(answer: asyncio.Future[TerminalInfo], terminal_info: TerminalInfo) -> None:
    if not answer.done():
        answer.set_result(terminal_info)
