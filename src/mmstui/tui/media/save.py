"""Saving a copy of a file that came: for its owner alone, over nothing without being told to."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from mmstui.domain.sanitise import line


class SaveProblem(Exception):
    """It was not saved; the message is a sentence to show."""


class Taken(SaveProblem):
    """There is a file of that name already."""


def save(source: Path, target: Path, *, replace: bool = False) -> None:
    """Copy a file to `target`, 0600, whole or not at all. Blocking. Raises SaveProblem, Taken.

    A link of that name is replaced itself, not what it leads to.
    """
    name = line(target.name)
    if not replace and os.path.lexists(target):
        raise Taken(f"{name} is there already.")
    if target.is_dir():
        raise SaveProblem(f"{name} is a folder.")
    if os.path.realpath(source) == os.path.realpath(target):
        raise SaveProblem(f"{name} is the file itself.")
    try:
        _copy(source, target, replace=replace)
    except FileExistsError:  # it came between the look and the copy
        raise Taken(f"{name} is there already.") from None
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
        # mkstemp makes it 0600 whatever the umask.
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
    """Give it its name, unless something has that. Raises FileExistsError."""
    try:
        os.link(name, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: a name is claimed, then taken over
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        os.replace(name, target)
    else:
        Path(name).unlink()
