"""What a member of a team puts into the shared folder leads nobody's process out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.problems import StoreProblem
from mmstui.store import Store
from mmstui.store.sqlite import files
from mmstui.sync.leader_lock import LeaderLock
from support.stores import ANN, NOON, SHOP, copied_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = tmp_path / "home"
    home.mkdir(mode=0o750)
    (home / "team.toml").touch(mode=0o640)
    store = copied_store(home)
    yield store
    store.close()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of the process's user, with a file in it."""
    own = tmp_path / "own"
    own.mkdir(mode=0o700)
    (own / "precious").write_text("mine")
    (own / "precious").chmod(0o600)
    return own


def untouched(own: Path) -> bool:
    file = own / "precious"
    modes = own.stat().st_mode & 0o777, file.stat().st_mode & 0o777
    return (modes, file.read_text()) == ((0o700, 0o600), "mine")


def test_a_lock_that_is_a_link_is_not_written_to(store: Store, own: Path) -> None:
    (store.folder / "leader.lock").symlink_to(own / "precious")
    with pytest.raises(StoreProblem, match="cannot be used"):
        LeaderLock(store.folder).try_take()
    assert untouched(own)


@pytest.mark.parametrize("name", ["media", "media/7"])
def test_a_folder_that_is_a_link_is_neither_opened_nor_filled(
    store: Store, own: Path, name: str
) -> None:
    link = store.folder / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(own)
    with pytest.raises(StoreProblem, match="cannot be used"):
        files.make_private_folder(store.folder / "media" / "7")
    assert untouched(own)


def test_no_file_elsewhere_is_deleted(store: Store, own: Path) -> None:
    (store.folder / "attachments").mkdir(exist_ok=True)
    (store.folder / "attachments" / "x").symlink_to(own)
    store.drafts.sweep_attachments(timedelta(days=-36_500))
    assert untouched(own)
    (message_id,) = store.outbox.queue(did=SHOP, contacts=[ANN], text="Hi", kind=Kind.MMS)
    for place, path in enumerate(("attachments/x/precious", str(own / "precious"))):
        with store.database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO media (message_id, position, name_shown, path, state) "
                "VALUES (?, ?, 'x', ?, 'here')",
                (message_id, place, path),
            )
    assert store.outbox.withdraw([message_id]) == [message_id]
    assert untouched(own)


def test_what_is_sent_must_be_in_the_accounts_folder(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "x.gif"
    source.write_bytes(b"GIF89a....")
    chosen = store.drafts.adopt_attachment(source)
    store.outbox.queue(
        did=SHOP, contacts=[ANN], text="Hi", kind=Kind.MMS, attachments=[chosen]
    )  # fmt: skip
    item = store.outbox.next_to_send(NOON + timedelta(seconds=1))
    assert item is not None
    assert [each.kept_in for each in item.attachments] == [str(store.folder)]
    assert store.inbox.thread(1)[0].direction is Direction.OUT
