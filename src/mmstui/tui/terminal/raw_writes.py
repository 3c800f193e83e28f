"""The terminal below Textual: whether there is one, and writes that nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App


def reads_keys(app: App[Any]) -> bool:
    """Whether there is a terminal that can answer."""
    return not app.is_headless and not app.is_web


def write_at_end(app: App[Any], data: str) -> None:
    """Have the driver write something when it next leaves the terminal, whatever the reason."""
    driver: Any = app._driver
    if hasattr(driver, "write_at_end"):
        driver.write_at_end = data


def writer(app: App[Any]) -> Callable[[str], None]:
    """Return a function that writes to the terminal after all that Textual has written."""

    def write(data: str) -> None:
        driver = app._driver
        if driver is not None and getattr(driver, "_writer_thread", None) is not None:
            # Skip our driver's optimization, which looks for text and styles.
            getattr(driver, "write_raw", driver.write)(data)

    return write
