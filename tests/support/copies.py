"""Stores that are made once in a process: each test opens a copy of the file.

What makes a new store, step by step, has tests of its own, which make one: `make_store`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mmstui.store import AccountKey, Store
from mmstui.store.files import make_private_folder

#: Makes an account's store below a home, and closes it. By the same account it makes the same.
Maker = Callable[[Path, AccountKey], None]


def put_copy(make: Maker, account: AccountKey, home: Path) -> None:
    """Put below `home` a copy of what `make` makes, unless the account has a store there."""
    folder = account.folder(home)
    if folder.exists():
        return
    make_private_folder(folder)
    shutil.copytree(account.folder(_home_of(make, account)), folder, dirs_exist_ok=True)


def empty(home: Path, account: AccountKey) -> None:
    """Make an empty store."""
    Store.open(home, account, clock=lambda: 0.0).close()


@cache
def _home_of(make: Maker, account: AccountKey) -> Path:
    home = Path(tempfile.mkdtemp(dir=_folder().name))
    make(home, account)
    return home


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="mmstui-made-")
