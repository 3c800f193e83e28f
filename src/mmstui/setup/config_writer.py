"""Write settings into config.toml, and leave everything else in the file as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

#: Only the user reads it: it tells who has an account, and may run commands.
_PRIVATE: Final = 0o600

Value = str | date | list[str] | None


class ConfigNotWritten(Exception):
    """config.toml was left as it is. The text says why, and what to do."""


def write_settings(path: Path, values: Mapping[str, Value]) -> None:
    """Set these keys in config.toml, or remove those whose value is None.

    Comments, order and other keys stay. The file is created for its owner only, and replaced in one
    step, so that a full disk leaves the old one. Raises ConfigNotWritten.
    """
    with change_config(path) as document:
        for key, value in values.items():
            if value is None:
                document.pop(key, None)
            else:
                document[key] = value


@contextmanager
def change_config(path: Path) -> Iterator[TOMLDocument]:
    """Read config.toml, and write it when it has been changed. See `write_settings`."""
    # A link stays a link: dotfiles are often kept elsewhere.
    target = path.resolve()
    document = _read(target)
    yield document
    import tomlkit

    try:
        _replace(target, tomlkit.dumps(document))
    except OSError as error:
        raise ConfigNotWritten(
            f"{path} cannot be written ({error.strerror or type(error).__name__})."
        ) from None


def _read(path: Path) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (TOMLKitError, UnicodeError):
        raise ConfigNotWritten(
            f"{path} is not TOML, so nothing was changed in it: mend it or move it away."
        ) from None
    except OSError as error:
        raise ConfigNotWritten(
            f"{path} cannot be read ({error.strerror or type(error).__name__})."
        ) from None


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, in one step. Raises OSError."""
    _replace(path, text)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), _PRIVATE)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
