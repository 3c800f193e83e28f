"""MessageCenter: the one face that the screen and the command line talk to.

Everything shown is read from the store; everything done is written to the store; workers carry it
between the store and VoIP.ms. So reads are plain and synchronous, writes return a
`concurrent.futures.Future` that is done when the store has committed, and only `center.sync` talks
to the network. A caller on an event loop awaits a write through `asyncio.wrap_future`; a command
calls `.result()`.
"""

from typing import TYPE_CHECKING

from mmstui.center.center import MessageCenter
from mmstui.store.inbox import Key

if TYPE_CHECKING:
    from mmstui.sync import Report as Report  # commands name it too

__all__ = ["Key", "MessageCenter"]
