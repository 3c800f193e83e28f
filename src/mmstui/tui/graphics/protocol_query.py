"""Finds the best graphics protocol of the terminal, without losing a key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from textual.app import App

from mmstui.tui.graphics.choosing import Choice, Protocol, choose, draws_sixel
from mmstui.tui.terminal import tmux
from mmstui.tui.terminal.multiplexer import multiplexer
from mmstui.tui.terminal.terminal_answers import answered
from mmstui.tui.terminal.terminal_query import UNKNOWN, is_asked


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
        terminal_info = await answered(app, environ) if draws_sixel(outer) else UNKNOWN
        return choose(wanted, environ, tmux=outer, terminal_info=terminal_info)
    if found.protocol is not Protocol.BLOCKS or not is_asked(environ):
        return found
    return choose(wanted, environ, terminal_info=await answered(app, environ))
