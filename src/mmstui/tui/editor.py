"""Writing in the user's own editor, while polls and sends go on."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from textual.app import App, SuspendNotSupported

#: More than this is not a message, whatever an editor left.
MOST_BYTES: Final = 1_000_000
_USUAL: Final = ("sensible-editor", "nano", "vi")


class EditorProblem(Exception):
    """The text is as it was; the message is a sentence to show."""


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """$VISUAL, else $EDITOR, as arguments; else what the system has. Raises EditorProblem."""
    for name in ("VISUAL", "EDITOR"):
        if written := environ.get(name, "").strip():
            try:
                return shlex.split(written)
            except ValueError:
                raise EditorProblem(f"${name} cannot be understood.") from None
    for program in _USUAL:
        if shutil.which(program):
            return [program]
    raise EditorProblem("No editor found: set VISUAL or EDITOR.")


async def edit_text(app: App[Any], text: str, environ: Mapping[str, str] | None = None) -> str:
    """The text as the user's editor left it. Raises EditorProblem.

    The event loop runs on: a message may come or go meanwhile; only the screen stands still.
    """
    command = editor_command(os.environ if environ is None else environ)
    folder = Path(tempfile.mkdtemp(prefix="mmstui-"))  # only ours to read
    try:
        path = folder / "message.txt"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        try:
            with app.batch_update(), app.suspend(), _interrupts_are_the_editors():
                code = await _run([*command, str(path)])
        except SuspendNotSupported:
            raise EditorProblem("No editor can be opened here.") from None
        except OSError:
            raise EditorProblem(f"{command[0]} cannot be started.") from None
        if code != 0:
            name = Path(command[0]).name
            raise EditorProblem(f"{name} ended with {code}: the text is as it was.")
        return _read(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command)
    return await process.wait()


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError:
        raise EditorProblem("The editor left no text behind: it is as it was.") from None
    # Editors end the last line; nobody meant that as part of the message.
    return data.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ctrl+c reaches every program of the terminal; it is not meant for this one now."""
    try:
        before = signal.signal(signal.SIGINT, lambda *_: None)
    except ValueError:
        # Not in the main thread: nobody would interrupt it.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
