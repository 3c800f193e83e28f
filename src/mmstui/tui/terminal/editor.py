"""Writing in the user's own editor, while polls and sends go on."""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from textual.app import App, SuspendNotSupported

from mmstui.domain.sanitise import is_no_text

#: More than this is not a message, whatever an editor left.
MOST_BYTES: Final = 1_000_000
#: Seconds. Nobody opens an editor, looks and leaves it in less: it has a window of its own.
AT_ONCE: Final = 0.7
_USUAL: Final = ("sensible-editor", "nano", "vi")
_NAME: Final = "message.txt"
_log = logging.getLogger(__name__)


class EditorProblem(Exception):
    """The text in the box is as it was; the message is a sentence to show."""


@dataclass(frozen=True)
class Edited:
    """What an editor left: the text, and a sentence to show where something went wrong."""

    text: str
    warning: str = ""


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


async def edit_text(app: App[Any], text: str, environ: Mapping[str, str] | None = None) -> Edited:
    """Return the text that the user's editor saved. Raises EditorProblem.

    The event loop runs on: a message may come or go meanwhile; only the screen stands still.
    Nothing that was saved is thrown away, however the editor ends: the text is returned, or the
    sentence names the file that keeps it.
    """
    command = editor_command(os.environ if environ is None else environ)
    folder = Path(tempfile.mkdtemp(prefix="mmstui-"))  # only ours to read
    path = folder / _NAME
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    keep = True
    try:
        try:
            # Textual takes the screen back only where nothing is raised in here.
            with app.batch_update(), app.suspend(), _interrupts_are_the_editors():
                began = time.monotonic()
                code = await _run([*command, str(path)])
                took = time.monotonic() - began
        except SuspendNotSupported:
            keep = False
            raise EditorProblem("No editor can be opened here.") from None
        if code is None:
            keep = False
            raise EditorProblem(f"{command[0]} cannot be started.")
        edited, keep = _result(path, text, _Ending(Path(command[0]).name, code, took))
        return edited
    except asyncio.CancelledError:
        # mmstui is told to end while the editor is open.
        keep = _has_news(path, text)
        if keep:
            _log.warning("the editor's text is kept in %s", path)
        raise
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


async def _run(command: list[str]) -> int | None:
    """The exit code; None for what cannot be started."""
    try:
        process = await asyncio.create_subprocess_exec(*command)
    except OSError:
        return None
    return await process.wait()


@dataclass(frozen=True)
class _Ending:
    """How an editor ended: its name, its exit code (minus a signal's number), seconds it took."""

    editor: str
    code: int
    took: float

    @property
    def how(self) -> str:
        """`vi ended with 1`."""
        if self.code < 0:
            return f"{self.editor} was ended by {_signal_name(-self.code)}"
        return f"{self.editor} ended with {self.code}"


def _result(path: Path, before: str, ending: _Ending) -> tuple[Edited, bool]:
    """What was saved, and whether the folder stays. Raises EditorProblem, and the folder stays."""
    if ending.code != 0 and (left := _left_beside(path)):
        # An editor that is killed writes what was not saved to a file of its own.
        warning = f"{ending.how}. It left {left}: what was not saved may be there."
        return Edited(_saved(path), warning), True
    if not path.exists():
        raise EditorProblem(f"{ending.editor} left no text behind: it is as it was.")
    saved = _saved(path)
    if ending.code != 0:
        known = "nothing was saved" if saved == before else "what was saved is here"
        return Edited(saved, f"{ending.how}: {known}."), False
    if saved == before and ending.took < AT_ONCE:
        return Edited(saved, _returned_at_once(ending.editor, path)), True
    return Edited(saved), False


def _returned_at_once(editor: str, path: Path) -> str:
    return (
        f"{editor} returned at once and changed nothing. If it has a window of its own, tell it to "
        f"wait (as in VISUAL='code --wait'); what you save there now is in {path}."
    )


def _has_news(path: Path, before: str) -> bool:
    try:
        return bool(_left_beside(path)) or _saved(path) != before
    except EditorProblem:
        return path.exists()


def _left_beside(path: Path) -> Path | None:
    """A file that the editor made beside the message and did not take away again, if any."""
    try:
        others = sorted(other for other in path.parent.iterdir() if other.name != path.name)
    except OSError:  # taken away whole
        return None
    return others[0] if others else None


def _saved(path: Path) -> str:
    """Raises EditorProblem for what cannot be a message; the sentence names the file."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise EditorProblem(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise EditorProblem(f"That is too long for a message. It is kept in {path}.")
    try:
        text = data.decode("utf-8-sig")
        if is_no_text(text):
            raise ValueError
    except ValueError:
        raise EditorProblem(f"What was saved is not UTF-8. It is kept in {path}.") from None
    # Editors end the last line; nobody meant that as part of the message.
    return text.removesuffix("\n").removesuffix("\r")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


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
