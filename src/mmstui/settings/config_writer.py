"""Write settings into config.toml, and leave everything else in the file as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Item

#: Only the user reads it: it tells who has an account, and may run commands.
_PRIVATE: Final = 0o600

Value = str | date | list[str] | None


class ConfigNotWritten(Exception):
    """config.toml was left as it is. The text says why, and what to do."""


def write_settings(path: Path, values: Mapping[str, Value], *, account: str = "") -> None:
    """Set these keys in config.toml, or remove those whose value is None.

    `account`: in its section `[accounts.NAME]`; "": at the top.

    Comments, order and other keys stay. The file is created for its owner only, and replaced in one
    step, so that a full disk leaves the old one. Raises ConfigNotWritten.
    """
    with change_config(path) as document:
        table = _section(document, account) if account else document
        for key, value in values.items():
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value


def write_texts(
    path: Path, table: str, texts: Mapping[str, str | None], *, account: str = ""
) -> None:
    """Set these names in a table of config.toml, or remove those whose text is None.

    `account`: a table of its section; "": at the top. Everything else in the file stays, as in
    `write_settings`. Raises ConfigNotWritten.
    """
    import tomlkit
    from tomlkit.container import Container
    from tomlkit.items import AbstractTable

    with change_config(path) as document:
        section = _section(document, account) if account else document
        if not isinstance(named := section.get(table), Container | AbstractTable):
            # What stands there is no table, and was reported when the file was read.
            section[table] = tomlkit.table()
            named = section[table]
        for name, text in texts.items():
            if text is None:
                named.pop(name, None)
            else:
                named[name] = _string(text)


def _string(text: str) -> Item:
    """Return a text that people can go on writing in the file: in several lines if it has any."""
    import tomlkit

    return tomlkit.string(text, multiline="\n" in text and "\r" not in text)


@contextmanager
def change_config(path: Path) -> Iterator[TOMLDocument]:
    """Read config.toml, and write it when it has been changed. See `write_settings`."""
    document = _read(path)
    yield document
    import tomlkit

    try:
        # A link stays a link: dotfiles are often kept elsewhere.
        _replace(path.resolve(), tomlkit.dumps(document))
    except OSError as error:
        raise ConfigNotWritten(
            f"{path} cannot be written ({error.strerror or type(error).__name__})."
        ) from None


def _section(document: TOMLDocument, account: str) -> MutableMapping[str, Any]:
    """Return an account's section, and make it if it is missing."""
    import tomlkit

    accounts = document.setdefault("accounts", tomlkit.table(is_super_table=True))
    found: MutableMapping[str, Any] = accounts.setdefault(account, tomlkit.table())
    return found


def _read(path: Path) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.resolve().read_text(encoding="utf-8"))
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
