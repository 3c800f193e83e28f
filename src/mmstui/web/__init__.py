"""The inbox in a browser: a page on this machine, and a process of its own behind it.

The only package that imports aiohttp and textual-serve, which the extra `web` brings.
"""

from mmstui.web.access import WebAccess
from mmstui.web.server import InboxServer, PortTaken, serve, stopped_by_signals

__all__ = ["InboxServer", "PortTaken", "WebAccess", "serve", "stopped_by_signals"]
