"""Edits a text in the user's own editor, while polls and sends continue."""

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

from mmstui.domain.text.sanitise import is_no_text

#: Bytes of the longest text that is accepted from an editor.
MOST_BYTES: Final = 1_000_000
#: Seconds. A faster return means that the editor opened its own window and did not wait.
AT_ONCE: Final = 0.7
_USUAL: Final = ("sensible-editor", "nano", "vi")
_NAME: Final = "message.txt"
_log = logging.getLogger(__name__)


class EditorProblem(Exception):
    """The text in the compose box is unchanged; the message is a sentence to show."""


@dataclass(frozen=True)
class Edited:
    """The result of an editor: the text, and a warning to show if something went wrong."""

    text: str
    warning: str = ""


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """Return the arguments of $VISUAL or $EDITOR, or of a usual editor. Raises EditorProblem."""
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

    The event loop continues: messages can arrive and be sent; only the screen is suspended. No
    saved text is lost, however the editor ends: the text is returned, or the sentence names the
    file that contains it.
    """
    command = editor_command(os.environ if environ is None else environ)
    folder = Path(tempfile.mkdtemp(prefix="mmstui-"))  # readable by this user only
    path = folder / _NAME
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    keep = True
    try:
        try:
            # Textual resumes the screen only if no exception leaves this block.
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
        # mmstui is ending while the editor is open.
        keep = _has_news(path, text)
        if keep:
            _log.warning("the editor's text is kept in %s", path)
        raise
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


async def _run(command: list[str]) -> int | None:
    """Return the exit code; None if the program cannot be started."""
    try:
        process = await asyncio.create_subprocess_exec(*command)
    except OSError:
        return None
    return await process.wait()


@dataclass(frozen=True)
class _Ending:
    """How an editor ended: its name, its exit code (minus the signal's number), and its seconds."""

    editor: str
    code: int
    took: float

    @property
    def how(self) -> str:
        """The ending as a clause: `vi ended with 1`."""
        if self.code < 0:
            return f"{self.editor} was ended by {_signal_name(-self.code)}"
        return f"{self.editor} ended with {self.code}"


def _result(path: Path, before: str, ending: _Ending) -> tuple[Edited, bool]:
    """Return the saved text, and whether to keep the folder. If it raises EditorProblem, the folder
    is kept.
    """
    if ending.code != 0 and (left := _left_beside(path)):
        # A killed editor writes unsaved text to a file of its own.
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
    """Return a file that the editor left beside the message, such as a recovery file, or None."""
    try:
        others = sorted(other for other in path.parent.iterdir() if other.name != path.name)
    except OSError:  # the folder was removed
        return None
    return others[0] if others else None


def _saved(path: Path) -> str:
    """Return the saved text. Raises EditorProblem, naming the file, if it cannot be a message."""
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
    # Editors add a newline at the end of the file; it is no part of the message.
    return text.removesuffix("\n").removesuffix("\r")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ignore SIGINT: ctrl+c reaches each program of the terminal; the editor has it now."""
    try:
        before = signal.signal(signal.SIGINT, lambda *_: None)
    except ValueError:
        # Not the main thread, which alone receives SIGINT.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
