"""Saves a copy of a received file: private to its owner; it replaces a file only if told to."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from mmstui.domain.text.sanitise import line


class SaveProblem(Exception):
    """The file was not saved; the message is a sentence to show."""


class AlreadyExists(SaveProblem):
    """A file of that name exists already."""


def save(source: Path, target: Path, *, replace: bool = False) -> None:
    """Copy a file to `target` with mode 0600, atomically. Blocking. May raise SaveProblem.

    If `target` is a symbolic link, the link is replaced, not the file that it points to.
    """
    name = line(target.name)
    if not replace and os.path.lexists(target):
        raise AlreadyExists(f"{name} is there already.")
    if target.is_dir():
        raise SaveProblem(f"{name} is a folder.")
    if os.path.realpath(source) == os.path.realpath(target):
        raise SaveProblem(f"{name} is the file itself.")
    try:
        _copy(source, target, replace=replace)
    except FileExistsError:  # it was created after the check
        raise AlreadyExists(f"{name} is there already.") from None
    except FileNotFoundError:
        gone = not source.exists()
        words = (
            "The file is not here any more."
            if gone
            else f"There is no folder {line(target.parent.name)}."
        )
        raise SaveProblem(words) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is not the name of a file"
        raise SaveProblem(f"{name} cannot be saved: {reason}.") from None


def _copy(source: Path, target: Path, *, replace: bool) -> None:
    with source.open("rb") as stream:
        # mkstemp creates the file with mode 0600 whatever the umask.
        number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        try:
            with os.fdopen(number, "wb") as out:
                shutil.copyfileobj(stream, out)
                out.flush()
                os.fsync(out.fileno())
            if replace:
                os.replace(name, target)
            else:
                _settle(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _settle(name: str, target: Path) -> None:
    """Give the copy its name. Raises FileExistsError if the name exists."""
    try:
        os.link(name, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: create the name, then replace it
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        os.replace(name, target)
    else:
        Path(name).unlink()
