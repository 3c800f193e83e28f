"""MessageCenter: the interface of the screen and the command line.

Everything shown is read from the store, and every action is written to the store; workers move it
between the store and VoIP.ms. So reads are plain and synchronous, writes return a
`concurrent.futures.Future` that is done when the store has committed, and only `center.sync` uses
the network. A caller on an event loop awaits a write through `asyncio.wrap_future`; a command calls
`.result()`.
"""

from typing import TYPE_CHECKING

from mmstui.center.center import MessageCenter
from mmstui.store.reading.inbox import Key

if TYPE_CHECKING:
    from mmstui.sync import Report as Report  # For annotations of commands.

__all__ = ["Key", "MessageCenter"]
