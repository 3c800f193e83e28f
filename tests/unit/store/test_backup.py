"""A copy of the store: whole, private, and safe to come back to."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft, Kind, State
from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store import Store
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, make_store, put

#: Writes a message a transaction, for ever, from another process.
WRITER = """
import sys
from pathlib import Path
from support.stores import make_store, put
store = make_store(Path(sys.argv[1]))
print("writing", flush=True)
for number in range(1_000_000):
    put(store, f"Message {number} " + "x" * 500, server_id=number + 1)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "home")
    yield made
    made.close()


def restored(copy: Path, home: Path) -> Store:
    """The store of a home whose account was given this copy."""
    folder = ACCOUNT.folder(home)
    folder.parent.mkdir(parents=True)
    if copy.is_dir():
        copy.rename(folder)
    else:
        folder.mkdir()
        copy.rename(folder / "messages.sqlite3")
    return make_store(home)


def picture(tmp_path: Path, name: str = "cat.gif") -> Path:
    path = tmp_path / name
    path.write_bytes(b"GIF89a" + name.encode())
    return path


def test_a_copy_is_one_private_file_that_opens(store: Store, tmp_path: Path) -> None:
    put(store, "Bonjour")
    store.drafts.save(SHOP, ANN, Draft("Precious"))
    made = store.backup(tmp_path / "copy.sqlite3")
    assert (made.path, made.messages) == (tmp_path / "copy.sqlite3", 1)
    assert made.bytes == made.path.stat().st_size
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy.sqlite3", "home"]
    again = restored(made.path, tmp_path / "other")
    (conversation,) = again.inbox.conversations(again.inbox.conversation_ids()).values()
    assert (conversation.preview, conversation.draft) == ("Bonjour", "Precious")
    assert store.drafts.draft(SHOP, ANN) == Draft("Precious")
    again.close()


def test_what_waited_to_go_waits_for_a_word_in_the_copy(store: Store, tmp_path: Path) -> None:
    (message_id,) = store.outbox.queue(did=SHOP, contacts=[ANN], text="Hello", kind=Kind.SMS)
    made = store.backup(tmp_path / "copy")
    assert made.held == 1
    assert store.outbox.next_to_send(NOON) is not None, "the store itself goes on"
    again = restored(made.path, tmp_path / "other")
    assert again.outbox.next_to_send(NOON) is None
    message = again.inbox.message(message_id)
    assert message is not None
    assert message.state is State.HELD
    assert message.problem is not None
    assert "may have been sent since" in message.problem.words
    (row,) = again.inbox.conversations(again.inbox.conversation_ids()).values()
    assert row.state is State.HELD
    again.close()


def test_with_files_the_folder_is_an_account(store: Store, tmp_path: Path) -> None:
    kept = store.drafts.adopt_attachment(picture(tmp_path))
    lost = store.drafts.adopt_attachment(picture(tmp_path, "dog.gif"))
    store.drafts.save(SHOP, ANN, Draft("", (kept, lost)))
    Path(lost.path).unlink()
    assert store.backup(tmp_path / "file").files == 2
    made = store.backup(tmp_path / "copy", with_files=True)
    assert (made.files, made.missing) == (1, 1)
    for path in made.path.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    again = restored(made.path, tmp_path / "other")
    draft = again.drafts.draft(SHOP, ANN)
    assert draft is not None
    assert Path(draft.attachments[0].path).read_bytes() == b"GIF89acat.gif"
    assert str(tmp_path / "other") in draft.attachments[0].path
    again.close()


@pytest.mark.parametrize("with_files", [False, True])
@pytest.mark.parametrize("kind", ["file", "folder", "dangling link"])
def test_nothing_that_is_there_is_replaced(
    store: Store, tmp_path: Path, kind: str, with_files: bool
) -> None:
    target = tmp_path / "copy"
    if kind == "file":
        target.write_text("mine")
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreProblem, match="there already"):
        store.backup(target, with_files=with_files)
    assert kind != "file" or target.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy", "home"]


def test_a_place_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="cannot be used") as caught:
        store.backup(tmp_path / "missing" / "copy")
    assert caught.value.trouble is Trouble.UNREACHABLE


def test_a_copy_of_something_damaged_is_not_called_a_copy(store: Store, tmp_path: Path) -> None:
    for number in range(300):
        put(store, "x" * 300, contact=(ANN, BOB)[number % 2], server_id=number + 1)
    store.close()
    path = ACCOUNT.folder(tmp_path / "home") / "messages.sqlite3"
    content = bytearray(path.read_bytes())
    middle = content.rfind(b"x" * 300) // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    again = make_store(tmp_path / "home")
    with pytest.raises(StoreProblem, match="damaged") as caught:
        again.backup(tmp_path / "copy")
    again.close()
    assert str(path) in caught.value.what
    assert "mmstui repair" in caught.value.hint
    assert not (tmp_path / "copy").exists()


def test_a_copy_made_during_heavy_writes_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    environment = dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[2])}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "home")],
        env=environment, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        totals = []
        for number in range(5):
            before = len(store.database.read("SELECT 1 FROM message"))
            made = store.backup(tmp_path / f"copy{number}")
            assert before <= made.messages
            totals.append(made.messages)
            connection = sqlite3.connect(made.path)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            # A message and the row of its conversation are of one transaction.
            counted = connection.execute(
                "SELECT coalesce(sum(total), 0), (SELECT count(*) FROM message) FROM conversation"
            ).fetchone()
            connection.close()
            assert counted == (made.messages, made.messages)
        assert totals[-1] > totals[0], "nothing was written meanwhile"
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()  # type: ignore[union-attr]
