"""Runs the inbox until the user leaves it."""

from __future__ import annotations

import gc
import os
from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple

from mmstui.tui.terminal import abilities, textual_private

if TYPE_CHECKING:
    from mmstui.center import MessageCenter
    from mmstui.settings import Settings


class InboxLeft(NamedTuple):
    """How the user left the inbox: the exit code, and the account to open next, if any."""

    code: int
    switch_to: str | None


def run_inbox(center: MessageCenter, zone: tzinfo) -> InboxLeft:
    """Run the inbox until the user leaves it.

    Raises PartMissing, before the screen opens, if this version of Textual was not tested.
    """
    # Objects of the imports and the first frames are long-lived: scanning them for garbage costs
    # 16 ms at start and now and then 50 ms of a page-up.
    gc.disable()
    # As it is before we tell Textual what it reads there.
    environ = dict(os.environ)
    try:
        # Textual reads it when it is first imported.
        colors = abilities.color_system(center.settings.colors, os.environ)
        os.environ["TEXTUAL_COLOR_SYSTEM"] = colors
        textual_private.check(in_browser="TEXTUAL_DRIVER" in os.environ)
        center.settings = with_keys(center.settings)
        from mmstui.tui.app import InboxApp

        app = InboxApp(
            center, clock=center.now, zone=zone, environ=environ, ready=_start_gc, tidy=_collect
        )
        switch_to = app.run(mouse=abilities.uses_mouse(center.settings.mouse, os.environ))
    finally:
        gc.enable()
    return InboxLeft(app.return_code or 0, switch_to)


def with_keys(settings: Settings) -> Settings:
    """Let the screens bind the user's keys; return the settings with what is wrong with them.

    To be called before the screens are imported. Costs nothing without the section `[keys]`.
    """
    if not settings.keys:
        return settings
    from mmstui.tui.keys.keymap import install

    return install(settings)


def _collect() -> None:
    if gc.isenabled():
        gc.collect()
        _trim_heap()


def _trim_heap() -> None:
    """Return free memory to the system, which glibc keeps by itself, for each thread.

    Reading and writing in pieces fragments the heap; an inbox has ten threads and runs for weeks.
    """
    try:
        import ctypes

        trim = ctypes.CDLL(None).malloc_trim
    except (ImportError, OSError, AttributeError):
        return  # another C library, which trims by itself
    trim(0)


def _start_gc() -> None:
    gc.freeze()
    gc.enable()
