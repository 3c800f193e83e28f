"""Opens a file or a link with the user's own program: arguments in a list, never a shell."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from mmstui.domain.files.file_types import HEAD_BYTES, media_kind, sniff
from mmstui.domain.messages import Media, MediaKind, MediaState

_OPENERS: Final = ("xdg-open", "open", "wslview")
_OPENED: Final = frozenset({MediaKind.PHOTO, MediaKind.SOUND, MediaKind.VIDEO})


class OpenProblem(Exception):
    """Nothing was opened; the message is a sentence to show."""


def open_command(
    target: str, environ: Mapping[str, str], configured: Sequence[str] = ()
) -> list[str]:
    """Return the command that opens a target: the setting open_command, with `%s` for the target.

    Without that setting $BROWSER (programs between colons), otherwise the desktop's opener.
    """
    if configured:
        if shutil.which(configured[0]):
            return _with_target(configured, target)
        raise OpenProblem(f"{configured[0]} of the setting open_command is not there.")
    for written in environ.get("BROWSER", "").split(os.pathsep):
        try:
            words = shlex.split(written)
        except ValueError:
            continue
        if words and shutil.which(words[0]):
            return _with_target(words, target)
    for program in _OPENERS:
        if shutil.which(program):
            return [program, target]
    raise OpenProblem("No program to open it with: set BROWSER, or open_command.")


def _with_target(words: Sequence[str], target: str) -> list[str]:
    if any("%s" in word for word in words):
        return [word.replace("%s", target) for word in words]
    return [*words, target]


def checked_path(media: Media) -> str:
    """Return the path of a file if its content is a picture, a sound or a video.

    A file from outside could be a program or a web page under an innocent name. Raises OpenProblem.
    """
    if media.state is not MediaState.HERE or not media.path:
        raise OpenProblem("The file is not here.")
    try:
        path = Path(media.path)
        with path.open("rb") as file:
            found = sniff(file.read(HEAD_BYTES))
    except OSError:
        raise OpenProblem("The file is not here any more.") from None
    if not path.is_absolute() or media_kind(found) not in _OPENED:
        raise OpenProblem(f"Not opened: no picture, sound or video. It is at {media.path}.")
    return media.path


async def start(command: list[str]) -> int:
    """Start a program detached from this terminal, and return its exit code when it ends.

    Raises OpenProblem if it cannot be started.
    """
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
        )
    except OSError:
        raise OpenProblem(f"{command[0]} cannot be started.") from None
    return await process.wait()
