"""Back up a store while other processes use it, so that the copy can replace the store later."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.account import pending_changes
from mmstui.store.deleting import delete_undo
from mmstui.store.drafts import paths_in_use
from mmstui.store.sending import overrides, problem_texts
from mmstui.store.sqlite import files, sql_functions
from mmstui.store.sqlite.database import FILE_NAME, Database
from mmstui.store.sqlite.problems import damaged, explained
from mmstui.store.sqlite.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup. `held`: messages that were queued and are held in the copy.

    `files`: received files and attachments. They are in the copy only when `with_files` is set.
    `missing`: files that are no longer on the disk.
    """

    path: Path
    bytes: int
    messages: int
    held: int
    files: int
    with_files: bool = False
    missing: int = 0


def backup(database: Database, target: Path, *, with_files: bool = False) -> Backup:
    """Copy the store to a new file, or with its files to a new folder, and wait for the disk.

    The copy is made beside its target and then renamed. Raises StoreProblem, and leaves no file
    in that case.
    """
    _refuse_what_is_there(target)
    try:
        with TemporaryDirectory(prefix=".mmstui-", dir=target.parent) as workshop:
            folder = Path(workshop, "copy")
            folder.mkdir(mode=0o700)
            copy = folder / FILE_NAME
            with _explaining(database.path, target):
                _copy_database(database, copy)
                held, messages, names = _make_safe(copy)
            missing = _copy_files(database.folder, folder, names) if with_files else 0
            made = Backup(
                target, _size(folder), messages, held, len(names) - missing, with_files, missing
            )
            files.settle(copy)
            files.sync_folder(folder)
            _move(folder if with_files else copy, target)
    except OSError as error:
        raise files.unusable(target, error) from error
    return made


def _refuse_what_is_there(target: Path) -> None:
    if os.path.lexists(target):
        raise StoreProblem(
            f"{target} is there already.",
            "Choose another name: a backup never replaces a file.",
            trouble=Trouble.UNREACHABLE,
        )


@contextmanager
def _explaining(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        problem = explained(error, target)
        if problem.trouble is Trouble.DAMAGED:
            problem = explained(error, source)
        raise problem from error


def _copy_database(database: Database, copy: Path) -> None:
    files.make_private_file(copy)
    with closing(_connect(copy)) as connection:
        # In one step: a commit of another process restarts a copy made in several steps.
        database.reader().backup(connection, pages=-1)
    with closing(_connect(copy)) as connection:
        # One file without a log, which can be copied anywhere.
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise damaged(database.path)


def _connect(copy: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(copy, isolation_level=None)
    # No shared memory: the target may be a network disk.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _make_safe(copy: Path) -> tuple[int, int, set[str]]:
    """Hold everything queued: it may have been sent before the user restores the copy.

    Returns the number of held messages, the number of messages, and the names of their files.
    """
    with closing(_connect(copy)) as connection:
        sql_functions.register(connection)
        connection.execute("BEGIN IMMEDIATE")
        transaction = Transaction(connection)
        held = overrides.hold_all(transaction, problem_texts.FROM_A_COPY)
        delete_undo.take_back_all(transaction)
        pending_changes.hold_all(transaction)
        connection.execute(
            "DELETE FROM signal WHERE name IN ('leader', 'checking', 'progress', 'trouble')"
        )
        transaction.finish()
        connection.execute("COMMIT")
        (messages,) = connection.execute(
            "SELECT count(*) FROM message WHERE dropped = 0"
        ).fetchone()
        return held, messages, paths_in_use(connection)


def _copy_files(source: Path, folder: Path, names: set[str]) -> int:
    """Copy files of messages and drafts into the copy; return the number of missing files."""
    missing = 0
    for name in sorted(names):
        target = folder / name
        if not target.is_relative_to(folder) or ".." in target.parts:
            missing += 1
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source / name, target)
        except FileNotFoundError:
            missing += 1
        else:
            files.settle(target)
    for place in (path for path in folder.rglob("*") if path.is_dir()):
        place.chmod(0o700)
        files.sync_folder(place)
    return missing


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _move(made: Path, target: Path) -> None:
    if made.is_dir():
        os.rename(made, target)
    else:
        # O_EXCL: never replace a file that appeared meanwhile.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.replace(made, target)
    files.sync_folder(target.parent)
