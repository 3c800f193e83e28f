"""A power cut loses or tears the part of the write-ahead log that was not synced.

Data that the user was told is kept is committed with `synchronous=FULL`, which waits until the log
is on the disk. So a copy of the store whose log ends anywhere after such a commit has the data.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.messages import Attachment, Draft, Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from mmstui.store.sqlite import connections
from support.fake_service import FakeService
from support.stores import ACCOUNT, ANN, NOON, SHOP, make_store
from support.virtual import VirtualTime

HEADER = 32
FRAME = 24 + 4096


@dataclass
class Diary:
    """What the user was told, with the length of the log at that time."""

    store: Store
    told: list[tuple[int, str]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return Path(f"{self.store.database.path}-wal")

    def note(self, what: str) -> None:
        self.told.append((self.log.stat().st_size, what))


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record how each transaction was committed, FULL or NORMAL, in order."""
    found: list[str] = []
    prepare = connections._prepare_for_writing

    def traced(connection: sqlite3.Connection, path: Path) -> None:
        prepare(connection, path)
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        mode = ["?"]

        def heard(statement: str) -> None:
            if statement.startswith("PRAGMA synchronous = "):
                mode[0] = statement.rpartition(" ")[2]
            elif statement == "COMMIT":
                found.append(mode[0])

        connection.set_trace_callback(heard)

    monkeypatch.setattr(connections, "_prepare_for_writing", traced)
    return found


def history(number: int) -> Page:
    service = FakeService(VirtualTime(NOON))
    rows: list[ServerMessage] = [
        service.add(f"history {number}.{one} " + "x" * 200, NOON) for one in range(5)
    ]
    return Page(tuple(rows), (), len(rows), NOON, str(number))


def a_day(store: Store) -> Diary:
    """Do everything that a user is told is kept, with polls, which are not synced, in between."""
    diary = Diary(store)
    outbox = store.outbox
    for number in range(2):
        store.intake.ingest([history(number)], source="poll", now=NOON)
        store.drafts.save(SHOP, ANN, Draft(f"draft {number}"))
        diary.note(f"draft {number}")
        (message_id,) = outbox.queue(
            did=SHOP, contacts=[ANN], text=f"message {number}", kind=Kind.SMS
        )
        diary.note(f"message {number}")
        store.flags.mark_read([1])
        attempt = outbox.begin_attempt(message_id, "me", NOON)
        assert attempt is not None
        diary.note(f"attempt {attempt}")
        store.intake.ingest([history(number + 10)], source="poll", now=NOON)
        outbox.attempt_sent(attempt, 500 + number, NOON)
        diary.note(f"sent {500 + number}")
    return diary


def what_is_there(path: Path) -> set[str]:
    # Reading only: to write the log back at the end would cost more than all the rest.
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
        if ("message",) not in tables:
            return set()
        sent = connection.execute("SELECT server_id FROM attempt WHERE state = 'sent'").fetchall()
        texts = connection.execute("SELECT text FROM message").fetchall()
        drafts = connection.execute("SELECT text FROM draft").fetchall()
        attempts = connection.execute("SELECT id FROM attempt").fetchall()
        return (
            {text for (text,) in [*texts, *drafts]}
            | {f"attempt {number}" for (number,) in attempts}
            | {f"sent {number}" for (number,) in sent}
        )
    finally:
        connection.close()


def cuts(size: int) -> list[int]:
    """Return lengths of the log: to the ends of frames, into headers, to before the last byte."""
    found = []
    for end in range(HEADER, size + 1, FRAME):
        found += [end, end + 10, end + FRAME - 1]
    return [cut for cut in found if cut <= size]


def test_what_was_told_is_there_wherever_the_log_ends(tmp_path: Path, commits: list[str]) -> None:
    store = make_store(tmp_path / "home")
    diary = a_day(store)
    database, log = store.database.path, diary.log
    size = log.stat().st_size
    whole = {what for _, what in diary.told}
    copy = tmp_path / "copy.sqlite3"
    seen = set()
    for cut in cuts(size):
        for old in tmp_path.glob("copy.sqlite3*"):
            old.unlink()
        shutil.copyfile(database, copy)
        with log.open("rb") as stream:
            Path(f"{copy}-wal").write_bytes(stream.read(cut))
        there = what_is_there(copy)
        told = [what for length, what in diary.told if length <= cut]
        # A draft takes the place of the one before, and goes when it is sent or replaced.
        lasting = {what for what in told if not what.startswith("draft")}
        assert lasting <= there, cut
        if told and told[-1].startswith("draft"):
            assert told[-1] in there, cut
        seen |= there & whole
    store.close()
    assert {what for what in whole if not what.startswith("draft")} <= seen
    assert "NORMAL" in commits, "polls were not in the way"


KEPT: dict[str, Callable[[Store, Path], object]] = {
    "draft": lambda store, _: store.drafts.save(SHOP, ANN, Draft("precious")),
    "message": lambda store, _: queue(store),
    "attempt": lambda store, _: begin(store),
    "its end": lambda store, _: store.outbox.attempt_sent(begin(store), 7, NOON),
    "not known": lambda store, _: store.outbox.attempt_unknown(begin(store), "c", "w", NOON),
    "refused": lambda store, _: store.outbox.attempt_refused(begin(store), "c", "w"),
    "back": lambda store, _: store.outbox.attempt_requeued(begin(store), None, network=True),
    "taken back": lambda store, _: store.outbox.drop(queue(store)),
    "deleted": lambda store, _: store.deleting.delete_message(queue(store), Place.HERE),
}


def queue(store: Store) -> int:
    (message_id,) = store.outbox.queue(did=SHOP, contacts=[ANN], text="precious", kind=Kind.SMS)
    return message_id


def begin(store: Store) -> int:
    attempt = store.outbox.begin_attempt(queue(store), "me", NOON)
    assert attempt is not None
    return attempt


@pytest.mark.parametrize("what", KEPT)
def test_whatever_is_told_to_be_kept_was_waited_for(
    what: str, tmp_path: Path, commits: list[str]
) -> None:
    store = make_store(tmp_path)
    del commits[:]
    KEPT[what](store, tmp_path)
    store.close()
    assert commits
    assert set(commits) == {"FULL"}


def test_a_copy_of_a_file_is_on_the_disk_before_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of a message is synced before the message is committed."""
    import os

    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        real(descriptor)

    if not Path("/proc/self/fd").exists():
        pytest.skip("no /proc to see which file is meant")
    store = make_store(tmp_path / "home")
    source = tmp_path / "cat.gif"
    source.write_bytes(b"GIF89a")
    monkeypatch.setattr(os, "fsync", fsync)
    copy: Attachment = store.drafts.adopt_attachment(source)
    store.close()
    assert copy.path in synced
    assert str(Path(copy.path).parent) in synced
    assert str(ACCOUNT.folder(tmp_path / "home") / "attachments") in synced
