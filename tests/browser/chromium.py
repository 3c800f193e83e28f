"""Chromium without a window, steered through its WebDriver (W3C WebDriver)."""

from __future__ import annotations

import base64
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

import httpx
import pyte
from PIL import Image

from support.terminal import UNKNOWN_TO_PYTE, WAKE

PATIENCE: Final = 30.0
#: Keys as WebDriver names them.
_KEYS: Final = {"enter": "\ue007", "esc": "\ue00c", "tab": "\ue004", "down": "\ue015"}
#: Keeps what comes through websockets, before a page can open one.
_LISTEN: Final = """
window.cameBytes = [];
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", (event) => {
      if (event.data instanceof ArrayBuffer) window.cameBytes.push(...new Uint8Array(event.data));
    });
  }
};
"""
_OPTIONS: Final = {
    "args": [
        "--headless=new", "--no-sandbox", "--window-size=1100,760", "--enable-unsafe-swiftshader",
    ],
    "prefs": {"profile.content_settings.exceptions.clipboard": {"*": {"setting": 1}}},
}  # fmt: skip


class Chromium:
    """A browser with a page. `session` is the address of its WebDriver session."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._http = httpx.Client(timeout=PATIENCE, trust_env=False)
        self._listen()

    def _listen(self) -> None:
        listen = {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": _LISTEN}}
        self._do("goog/cdp/execute", listen)

    def _do(self, command: str, given: dict[str, Any] | None = None) -> Any:
        url = f"{self._session}/{command}"
        answer = self._http.get(url) if given is None else self._http.post(url, json=given)
        assert answer.is_success, answer.text
        return answer.json()["value"]

    def open(self, address: str) -> None:
        """Go to an address."""
        self._do("url", {"url": address})

    def script(self, source: str) -> Any:
        """Run JavaScript in the page, and return its value."""
        return self._do("execute/sync", {"script": source, "args": []})

    def windows(self) -> list[str]:
        """Return the pages that are open."""
        found: list[str] = self._do("window/handles")
        return found

    def switch_to(self, window: str) -> None:
        """Steer another page."""
        self._do("window", {"handle": window})

    def close_page(self) -> None:
        """Close the page, and steer the one that is seen then."""
        answer = self._http.delete(f"{self._session}/window")
        self.switch_to(answer.json()["value"][0])

    def new_page(self) -> None:
        """Open another page, and steer it."""
        self.switch_to(self._do("window/new", {"type": "tab"})["handle"])
        self._listen()

    def click(self, selector: str) -> None:
        """Click on an element."""
        found = self._do("element", {"using": "css selector", "value": selector})
        self._do(f"element/{next(iter(found.values()))}/click", {})

    def press(self, *keys: str) -> None:
        """Press keys by name, or type texts, a letter at a time."""
        for key in keys:
            if key == "enter":
                time.sleep(WAKE)  # no enter belongs to the text before it
            for letter in _KEYS.get(key, key):
                actions = [{"type": kind, "value": letter} for kind in ("keyDown", "keyUp")]
                self._do("actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})
            if key == "esc":
                time.sleep(WAKE)  # with what follows it would be alt

    @property
    def text(self) -> str:
        """The screen that the page was sent, as a terminal of its size shows it."""
        came = base64.b64decode(
            self.script(
                "let text = ''; for (const each of window.cameBytes) "
                "text += String.fromCharCode(each); return btoa(text);"
            )
        )
        screen = pyte.Screen(160, 60)
        pyte.ByteStream(screen).feed(UNKNOWN_TO_PYTE.sub(b"", came))
        return "\n".join(line.rstrip() for line in screen.display)

    def wait_for(self, expected: str | Callable[[], object]) -> None:
        """Wait until the screen has a text, or a condition holds."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if expected() if callable(expected) else expected in self.text:
                return
            # The page is another program's, and tells nobody when it has changed: look again.
            time.sleep(0.1)
        raise AssertionError(f"{expected!r} did not come; the screen:\n{self.text}")

    def is_closed(self) -> bool:
        """Return whether the page offers to open the inbox again."""
        return bool(self.script("return document.body.classList.contains('-closed')"))

    def picture(self) -> Image.Image:
        """Return what the page looks like."""
        png = base64.b64decode(self._do("screenshot"))
        return Image.open(BytesIO(png)).convert("RGB")


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Run a browser."""
    driver = subprocess.Popen(
        ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert driver.stdout is not None
    try:
        port = next(
            found[1] for line in driver.stdout
            if (found := re.search(r"started successfully on port (\d+)", line))
        )  # fmt: skip
        origin = f"http://127.0.0.1:{port}"
        wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": _OPTIONS}}
        made = httpx.post(
            f"{origin}/session", json={"capabilities": wanted}, timeout=PATIENCE, trust_env=False
        )
        assert made.is_success, made.text
        session = f"{origin}/session/{made.json()['value']['sessionId']}"
        try:
            yield Chromium(session)
        finally:
            httpx.delete(session, timeout=PATIENCE, trust_env=False)
    finally:
        driver.terminate()
        driver.wait(PATIENCE)
