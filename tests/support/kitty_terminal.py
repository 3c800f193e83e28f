"""A terminal like kitty with placeholders, which can return the visible picture."""

from __future__ import annotations

import base64
import os
import re
from io import BytesIO
from typing import NamedTuple

from PIL import Image
from pyte.graphics import FG_BG_256

from mmstui.tui.graphics import kitty
from support.terminal import Terminal

#: What it answers to XTVERSION and DA1.
_ANSWERS = {
    b"\x1b[>q": b"\x1bP>|kitty(0.36.4)\x1b\\",
    b"\x1b[>0q": b"\x1bP>|kitty(0.36.4)\x1b\\",
    b"\x1b[c": b"\x1b[?62;c",
}
_COMMAND = re.compile(rb"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\")
#: A command or a device string without its end, or what may become one.
_BEGUN = re.compile(rb"\x1b(?:[_P][^\x1b]*\x1b?)?\Z")
_DEVICE_STRING = re.compile(rb"\x1bP.*?\x1b\\", re.S)
_COLOURS = {colour: number for number, colour in reversed(list(enumerate(FG_BG_256)))}
_MARKS = {text[1]: number for number, text in enumerate(kitty.placeholders(1, kitty.MOST_CELLS))}


class Picture(NamedTuple):
    """A picture that was sent, and the cells it covers."""

    image: Image.Image
    columns: int
    rows: int


class KittyTerminal(Terminal):
    """Keeps pictures until they are deleted, and shows them where placeholders are."""

    pictures: dict[int, Picture]

    def _came(self, chunk: bytes) -> None:
        self.pictures = getattr(self, "pictures", {})
        # What has no end yet waits for it.
        data = getattr(self, "_rest", b"") + chunk
        begun = len(data) - len(found[0] if (found := _BEGUN.search(data)) else b"")
        data, self._rest = data[:begun], data[begun:]
        for head, payload in _COMMAND.findall(data):
            self._obey(head.decode(), payload)
        super()._came(_DEVICE_STRING.sub(b"", _COMMAND.sub(b"", data)))
        # In the order in which they are asked: who they are is asked last.
        for question, answer in _ANSWERS.items():
            if question in chunk:
                os.write(self._fd, answer)

    def _obey(self, head: str, payload: bytes) -> None:
        keys = dict(pair.split("=") for pair in head.split(","))
        if keys.get("a") == "d":
            self.pictures.pop(int(keys["i"]), None)
            return
        if keys.get("a") == "T":
            self._sent, self._pieces = keys, b""
        self._pieces += payload
        if keys["m"] == "0":
            image = Image.open(BytesIO(base64.b64decode(self._pieces))).convert("RGB")
            sent = self._sent
            self.pictures[int(sent["i"])] = Picture(image, int(sent["c"]), int(sent["r"]))

    def seen(self) -> Image.Image | None:
        """Return the picture that the cells show; None without one."""
        self.read(0)
        parts: dict[tuple[int, int], Image.Image] = {}
        for y, line in self._screen.buffer.items():
            for x, cell in line.items():
                if cell.data.startswith("\U0010eeee"):
                    row, column, high = (_MARKS[mark] for mark in cell.data[1:])
                    parts[x, y] = self._part(high << 24 | _COLOURS[cell.fg], column, row)
        if not parts:
            return None
        left, top = min(x for x, _ in parts), min(y for _, y in parts)
        width, height = next(iter(parts.values())).size
        columns = max(x for x, _ in parts) - left + 1
        rows = max(y for _, y in parts) - top + 1
        whole = Image.new("RGB", (columns * width, rows * height), "white")
        for (x, y), part in parts.items():
            whole.paste(part, ((x - left) * width, (y - top) * height))
        return whole

    def _part(self, number: int, column: int, row: int) -> Image.Image:
        picture = self.pictures.get(number)
        if picture is None:
            return Image.new("RGB", (1, 1), "white")
        width = picture.image.width // picture.columns
        height = picture.image.height // picture.rows
        left, top = column * width, row * height
        return picture.image.crop((left, top, left + width, top + height))
