"""The inbox on the screen: screens route, widgets draw and post, the center does the work."""

from __future__ import annotations

import gc
import os
from datetime import tzinfo
from typing import TYPE_CHECKING

from mmstui.tui.terminal import textual_private

if TYPE_CHECKING:
    from mmstui.center import MessageCenter

# Read once, when textual is first imported. An animated page-up takes 280-680 ms and 100 KB
# or more, which is unusable over SSH (docs/architecture.md).
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")


def run_inbox(center: MessageCenter, zone: tzinfo) -> int:
    """Open the inbox and stay until the user leaves it; the exit code.

    Raises PartMissing, before the screen opens, where Textual is not the one that was tested.
    """
    # What is imported and made up to the first frames stays: looking through it for garbage costs
    # a start 16 ms, and a page-up now and then 50.
    gc.disable()
    try:
        textual_private.check()
        from mmstui.tui.app import InboxApp

        app = InboxApp(center, clock=center.now, zone=zone, ready=_settle, tidy=_collect)
        app.run()
    finally:
        gc.enable()
    return app.return_code or 0


def _collect() -> None:
    if gc.isenabled():
        gc.collect()
        _give_back()


def _give_back() -> None:
    """Memory that is free goes back to the system: glibc keeps it by itself, for each thread.

    What was read and written in pieces leaves holes; an inbox has ten threads and runs for weeks.
    """
    try:
        import ctypes

        trim = ctypes.CDLL(None).malloc_trim
    except (ImportError, OSError, AttributeError):
        return  # another C library: it has its own ways
    trim(0)


def _settle() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
