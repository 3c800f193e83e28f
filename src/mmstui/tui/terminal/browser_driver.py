"""The driver of an inbox that a browser shows: packets on pipes instead of a terminal."""

from __future__ import annotations

import os
import signal
from functools import partial
from threading import Lock
from typing import Any

from textual.app import App
from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver
from textual.events import AppFocus

from mmstui.tui.terminal import cell_size
from mmstui.tui.terminal.input_reader import READ, InputReader
from mmstui.tui.terminal.input_wait import ExitEvent
from mmstui.tui.terminal.sgr_optimizer import shorten_sgr
from mmstui.tui.terminal.width_anchors import anchored


class BrowserDriver(WebDriver):
    """Textual's web driver with smaller output, and an end that saves what is being written.

    A browser that is gone, or a server that ended, is to the inbox what SIGHUP is in a terminal.
    """

    #: No ctrl+z goes to a shell.
    was_stopped = False

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self.exit_event: ExitEvent = ExitEvent()
        self._is_gone = False
        self._writing = Lock()
        self._write = partial(self._write_all)

    def _write_all(self, data: bytes) -> int:
        """Write packets, or nothing once nobody reads them.

        The screen and a file that is delivered are written by two threads: without the lock they
        mix (findings/textual-web-driver-mixes.sh). A signal may cut a write short.
        """
        rest = data
        with self._writing:
            while rest and not self._is_gone:
                try:
                    rest = rest[os.write(self.fileno, rest) :]
                except OSError:
                    self._hang_up()
        return len(data)

    def write(self, data: str) -> None:
        """Write to the page."""
        super().write(shorten_sgr(anchored(data)))

    def start_application_mode(self) -> None:
        """Begin as a page that has the focus; Textual's driver begins as one that has lost it.

        The page tells when it gets the focus, which may be before the inbox can hear it.
        """
        super().start_application_mode()
        self._app.call_later(self._app.post_message, AppFocus())

    def stop_application_mode(self) -> None:
        """Leave the page, or let the server open another account there."""
        account = self._app.return_value
        if isinstance(account, str):
            self.write_meta({"type": "switch_account", "account": account})
        super().stop_application_mode()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Handle what the server says beside the keys."""
        if packet_type == "quit":
            self._hang_up()
        elif packet_type == "cell" and isinstance(shape := payload["shape"], int):
            cell_size.use_shape(shape)
        else:
            super().on_meta(packet_type, payload)

    def run_input_thread(self) -> None:
        """Read keys until the screen or the server ends."""
        reader, packets, standard_input = InputReader(), ByteStream(), 0
        while not self.exit_event.is_set():
            found = []
            if self.exit_event.wait_for_input(standard_input, reader.pause):
                data = os.read(standard_input, READ)
                if not data:
                    self._hang_up()
                    return
                for kind, payload in packets.feed(data):
                    if kind == "D":
                        found += reader.feed(payload)
                    else:
                        self._on_meta(kind, payload)
            else:
                found = reader.tick()
            for message in found:
                self.process_message(message)

    def _hang_up(self) -> None:
        self._is_gone = True
        os.kill(os.getpid(), signal.SIGHUP)
