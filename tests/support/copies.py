"""Stores that are made once in a process: each test opens a copy of the file.

What makes a new store, step by step, has tests of its own, which make one: `make_store`.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mmstui.store import AccountKey, Store
from mmstui.store.sqlite.database import FILE_NAME
from mmstui.store.sqlite.files import make_private_folder

#: Makes an account's store below a home, and closes it. By the same account it makes the same.
Maker = Callable[[Path, AccountKey], None]

_NOBODY = AccountKey.of("https://voip.ms/api/v1/rest.php", "nobody@example.com")


def put_copy(make: Maker, account: AccountKey, home: Path) -> None:
    """Put below `home` a copy of what `make` makes, unless the account has a store there."""
    folder = account.folder(home)
    if folder.exists():
        return
    make_private_folder(folder)
    shutil.copytree(account.folder(_home_of(make, account)), folder, dirs_exist_ok=True)


def empty(home: Path, account: AccountKey) -> None:
    """Make an empty store: a copy of one that was made before, with another account's name."""
    make_private_folder(account.folder(home))
    shutil.copytree(
        _NOBODY.folder(_home_of(_new, _NOBODY)), account.folder(home), dirs_exist_ok=True
    )
    names = [(account.origin, "origin"), (account.username, "username")]
    with contextlib.closing(sqlite3.connect(account.folder(home) / FILE_NAME)) as connection:
        connection.executemany("UPDATE meta SET value = ? WHERE key = ?", names)
        connection.commit()


def _new(home: Path, account: AccountKey) -> None:
    Store.open(home, account, clock=lambda: 0.0).close()


@cache
def made_once(make: Callable[[Path], None]) -> Path:
    """Return a folder that `make` has filled. It is copied, and nothing is opened in it."""
    folder = Path(tempfile.mkdtemp(dir=_folder().name))
    make(folder)
    return folder


@cache
def _home_of(make: Maker, account: AccountKey) -> Path:
    return made_once(lambda home: make(home, account))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="mmstui-made-")
