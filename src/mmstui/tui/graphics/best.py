"""Finds the best graphics protocol of the terminal, without losing a key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from textual.app import App

from mmstui.tui.graphics import terminal, tmux
from mmstui.tui.graphics.choosing import Choice, Protocol, choose, draws_sixel
from mmstui.tui.terminal import terminal_query
from mmstui.tui.terminal.multiplexer import multiplexer
from mmstui.tui.terminal.terminal_query import UNKNOWN, TerminalInfo

#: Seconds to wait for the terminal's answer: a round trip over a slow line.
PATIENCE: Final = 1.0
#: Terminals that know no pictures, or that would print the query.
_NOT_QUERIED: Final = frozenset({"", "dumb", "linux", "unknown"})

_answers: WeakKeyDictionary[App[Any], asyncio.Future[TerminalInfo]] = WeakKeyDictionary()


async def best(app: App[Any], wanted: str, environ: Mapping[str, str]) -> Choice:
    """Choose a protocol for the setting `wanted`. Queries tmux or the terminal only if needed."""
    no_color = app.no_color
    found = choose(wanted, environ, no_color=no_color)
    outside = multiplexer(environ)
    settled = wanted in {Protocol.OFF, Protocol.BLOCKS, Protocol.SIXEL} or outside == "screen"
    if settled or (no_color and wanted == "auto"):
        return found
    if outside == "tmux":
        # Ask each time: another terminal may be attached by now.
        outer = await asyncio.to_thread(tmux.ask, environ)
        terminal_info = await _query_terminal(app) if draws_sixel(outer) else UNKNOWN
        return choose(wanted, environ, tmux=outer, terminal_info=terminal_info)
    if found.protocol is not Protocol.BLOCKS or _is_not_queried(environ):
        return found
    return choose(wanted, environ, terminal_info=await _query_terminal(app))


def _is_not_queried(environ: Mapping[str, str]) -> bool:
    return (
        environ.get("TERM", "") in _NOT_QUERIED or environ.get("TERM_PROGRAM") == "Apple_Terminal"
    )


async def _query_terminal(app: App[Any]) -> TerminalInfo:
    """Return the terminal's answer. It is queried once; a late answer is known the next time."""
    if (answer := _answers.get(app)) is None:
        loop = asyncio.get_running_loop()
        answer = _answers[app] = loop.create_future()

        def on_answer(terminal_info: TerminalInfo) -> None:
            loop.call_soon_threadsafe(_settle, answer, terminal_info)

        if not terminal.reads_keys(app):
            return UNKNOWN
        terminal_query.ask(terminal.writer(app), on_answer)
    elif not answer.done():
        return UNKNOWN
    try:
        return await asyncio.wait_for(asyncio.shield(answer), PATIENCE)
    except TimeoutError:
        return UNKNOWN


def _settle(answer: asyncio.Future[TerminalInfo], terminal_info: TerminalInfo) -> None:
    if not answer.done():
        answer.set_result(terminal_info)
