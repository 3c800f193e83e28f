"""Reads a picture from the desktop's clipboard with a tool of this machine.

A terminal pastes only text. The tools are started without a shell, with a time limit and a size
limit. Everything here blocks: for threads only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from mmstui.domain.files.attachments import FITTABLE, SENDABLE
from mmstui.domain.files.file_types import HEAD_BYTES, sniff
from mmstui.domain.routing import file_size

#: Seconds that a tool may run.
SECONDS: Final = 5.0
#: Bytes of the largest picture that is read.
MOST_BYTES: Final = 50_000_000
#: Bytes of the longest list of types that is read.
MOST_TYPES: Final = 100_000
#: The accepted types, the best first.
_WANTED: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/heic")


class ClipboardProblem(Exception):
    """No picture could be read; the message is a sentence to show."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that writes the clipboard to its standard output."""

    name: str
    types: tuple[str, ...]  #: arguments that list the types; () if it knows only one type
    picture: tuple[str, ...]  #: arguments before the type
    needs: str = ""  #: the environment variable that names its display


_XCLIP: Final = ("-selection", "clipboard", "-out", "-target")
TOOLS: Final = (
    Tool("wl-paste", ("--list-types",), ("--no-newline", "--type"), "WAYLAND_DISPLAY"),
    Tool("xclip", (*_XCLIP, "TARGETS"), _XCLIP, "DISPLAY"),
    Tool("pngpaste", (), ("-",)),
)


def tool(environ: Mapping[str, str]) -> Tool | None:
    """Return the first tool that is installed and has a display."""
    for candidate in TOOLS:
        if candidate.needs and not environ.get(candidate.needs):
            continue
        if shutil.which(candidate.name, path=environ.get("PATH")):
            return candidate
    return None


def save_picture(folder: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Write the clipboard's picture to a new file in a private folder.

    Raises ClipboardProblem.
    """
    found = tool(environ)
    if found is None:
        names = ", ".join(candidate.name for candidate in TOOLS[:-1])
        raise ClipboardProblem(
            f"No tool here reads a picture from the clipboard: {names} or {TOOLS[-1].name}."
        )
    data = _picture(found)
    mime = sniff(data[:HEAD_BYTES])
    if mime not in FITTABLE:
        raise ClipboardProblem(f"{found.name} found no picture in the clipboard.")
    extension = SENDABLE.get(mime) or f".{mime.partition('/')[2]}"
    path = folder / f"pasted-{len(list(folder.iterdir())) + 1}{extension}"
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise ClipboardProblem(f"The picture could not be kept: {error.strerror}.") from None
    return path


def _picture(found: Tool) -> bytes:
    """Return the picture in the best type that the tool offers; b"" if it offers none."""
    if not found.types:
        return _output([found.name, *found.picture], MOST_BYTES)
    listed = _output([found.name, *found.types], MOST_TYPES).decode("ascii", "replace").split()
    best = next((wanted for wanted in _WANTED if wanted in listed), None)
    return _output([found.name, *found.picture, best], MOST_BYTES) if best else b""


def _output(command: list[str], most: int) -> bytes:
    """Return the output of a program; b"" if it fails. Raises ClipboardProblem."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        raise ClipboardProblem(f"{command[0]} cannot be started.") from None
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(process)

    timer = threading.Timer(SECONDS, stop)
    timer.daemon = True
    timer.start()
    try:
        with cast("IO[bytes]", process.stdout) as stream:
            data = stream.read(most + 1)
        if len(data) <= most:
            process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            _kill(process)
            process.wait()
    if late.is_set():
        raise ClipboardProblem(f"{command[0]} gave no answer in {SECONDS:.0f} seconds.")
    if len(data) > most:
        raise ClipboardProblem(
            f"The picture in the clipboard is too big: over {file_size(MOST_BYTES)}."
        )
    return data if process.returncode == 0 else b""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and its children: it has a session of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
