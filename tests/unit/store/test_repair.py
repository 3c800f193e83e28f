"""A damaged store is kept, and what can be read of it is saved: what the user wrote above all."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft, Kind, State
from mmstui.domain.pending_changes import ChangeKind, ChangeState
from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.domain.wire import PhonebookEntry
from mmstui.store import Store
from mmstui.store.rescue.repair import Repaired, repair
from support import damage
from support.damage import HISTORY, PAGE, database_of
from support.stores import ACCOUNT, ANN, NOON, SHOP, FakeClock, find, make_store, put

OURS = {"on its way": State.UNKNOWN, "refused": State.HELD, "waiting": State.HELD}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template")
    damage.precious_store(home).close()
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "home")
    return tmp_path / "home"


def fix(home: Path) -> Repaired:
    return repair(home, ACCOUNT, clock=FakeClock())


def texts(store: Store) -> list[str]:
    return [text for (text,) in store.database.read("SELECT text FROM message ORDER BY id")]


def is_whole(store: Store) -> bool:
    rows = store.database.read("PRAGMA integrity_check")
    counted = store.database.read(
        "SELECT c.id FROM conversation AS c WHERE total <> "
        "(SELECT count(*) FROM message AS m WHERE m.conversation_id = c.id AND m.dropped = 0)"
    )
    return rows == [("ok",)] and counted == []


def ours(store: Store) -> dict[str, State]:
    found = store.database.read(
        "SELECT text, state FROM message WHERE state NOT IN ('received', 'sent')"
    )
    return {text: State(state) for text, state in found}


def test_what_is_in_order_is_left_alone(home: Path) -> None:
    before = database_of(home).read_bytes()
    assert fix(home) == Repaired()
    assert database_of(home).read_bytes() == before
    assert [p.name for p in ACCOUNT.folder(home).iterdir()] == ["messages.sqlite3"]


@pytest.mark.parametrize(
    "hurt",
    [
        lambda path: damage.overwrite(path, 0, 16),
        lambda path: damage.overwrite(path, 0, 100),
        lambda path: damage.overwrite(path, 0, PAGE),
    ],
    ids=["magic", "header", "first page"],
)
def test_without_its_header_everything_is_saved(home: Path, hurt: Callable[[Path], None]) -> None:
    path = database_of(home)
    hurt(path)
    broken = path.read_bytes()
    done = fix(home)
    assert (done.messages, done.drafts, done.unsettled, done.held) == (HISTORY + 3, 2, 3, 1)
    assert done.aside is not None
    assert (done.aside / "messages.sqlite3").read_bytes() == broken
    assert {p.name for p in ACCOUNT.folder(home).iterdir()} == {done.aside.name, path.name}
    store = make_store(home)
    assert is_whole(store)
    assert ours(store) == OURS
    assert store.drafts.draft(SHOP, ANN) == Draft("draft to Ann")
    assert store.outbox.next_to_send(NOON) is None, "what waited may have gone"
    assert store.outbox.unknown_since() is not None, "it is being looked for still"
    assert len(find(store, "history", limit=1000)) == HISTORY
    assert store.database.read("SELECT kind, server_id FROM tombstone") == [("sms", HISTORY + 1)]
    # Polls go on from where they were; older days count as not fetched.
    assert store.intake.windows(Kind.SMS) == [(date(2026, 3, 2), date(2026, 3, 2))]
    store.close()


@pytest.mark.parametrize("begin", [0, PAGE], ids=["header", "first page"])
def test_names_are_kept_and_changes_wait_for_a_word(tmp_path: Path, begin: int) -> None:
    store = make_store(tmp_path)
    put(store, contact=ANN)
    store.directory.replace_phonebook([PhonebookEntry("7", "Ann", ANN)])
    store.pending_changes.add(ChangeKind.DID, SHOP, {"email_enabled": "1"}, {"email_enabled": "0"})
    store.pending_changes.add(ChangeKind.NAME, "entry:7", {"name": "Ann B."}, {"name": "Ann"})
    store.pending_changes.add(
        ChangeKind.NAME, f"new:{SHOP}", {"name": "Us", "number": SHOP, "note": ""}
    )
    store.close()
    damage.overwrite(database_of(tmp_path), 0, begin or 16)
    fix(tmp_path)
    store = make_store(tmp_path)
    try:
        assert [change.state for change in store.pending_changes.all()] == [ChangeState.HELD] * 3
        assert [(one.id, one.name) for one in store.directory.phonebook()] == [("7", "Ann")]
        store.pending_changes.again(store.pending_changes.all()[1].id)
        assert [one.name for one in store.directory.phonebook()] == ["Ann B."]
    finally:
        store.close()


def test_a_page_of_history_costs_only_what_was_on_it(home: Path) -> None:
    damage.overwrite_page_with(database_of(home), b"History 300 ")
    done = fix(home)
    assert done.holes == ("message",)
    assert HISTORY - 40 < done.messages < HISTORY + 3
    store = make_store(home)
    assert is_whole(store)
    assert ours(store) == OURS
    assert "History 300 " + "x" * 200 not in texts(store)
    assert {text.split()[1] for text in texts(store) if "History" in text} >= {"0", "599"}
    store.close()


def test_a_cut_file_still_gives_what_is_in_it(home: Path) -> None:
    damage.truncate(database_of(home), 0.75)
    done = fix(home)
    store = make_store(home)
    assert is_whole(store)
    assert 0 < done.messages < HISTORY
    assert store.drafts.draft(SHOP, ANN) == Draft("draft to Ann")
    store.close()


def test_whatever_page_it_is_what_the_user_wrote_is_lost_only_with_its_own(tmp_path: Path) -> None:
    damage.precious_store(tmp_path, history=40).close()
    path = database_of(tmp_path)
    whole = path.read_bytes()
    hit = {text: whole.find(text.encode()) // PAGE for text in ("draft to nobody", "on its way")}
    root = 13  # of the messages
    some = {*range(0, len(whole) // PAGE, 5), root, *hit.values()}
    cost_us_a_draft, cost_us_a_message = [], []
    for page in sorted(some):
        path.write_bytes(whole)
        damage.overwrite(path, page * PAGE, PAGE)
        done = fix(tmp_path)
        store = make_store(tmp_path)
        assert is_whole(store), page
        if done.drafts != 2:
            cost_us_a_draft.append(page)
        assert State.QUEUED not in ours(store).values()
        if ours(store).keys() != OURS.keys():
            cost_us_a_message.append(page)
        store.close()
        if done.aside is not None:
            shutil.rmtree(done.aside)
    assert cost_us_a_draft == [hit["draft to nobody"]]
    assert cost_us_a_message == [hit["on its way"]]


def test_a_damaged_index_of_words_is_made_anew(home: Path) -> None:
    path = database_of(home)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE message_fts_data SET block = zeroblob(length(block)) WHERE id > 99")
    connection.commit()
    connection.close()
    done = fix(home)
    assert (done.messages, done.holes) == (HISTORY + 3, ())
    store = make_store(home)
    assert len(find(store, "history", limit=1000)) == HISTORY
    store.close()


def test_what_has_lost_its_recipient_becomes_a_draft_to_nobody(home: Path) -> None:
    connection = sqlite3.connect(database_of(home))
    connection.execute("DELETE FROM conversation")
    connection.commit()
    connection.close()
    damage.overwrite(database_of(home), 0, 16)
    fix(home)
    store = make_store(home)
    draft = store.drafts.draft("", "")
    assert draft is not None
    for text in (*OURS, "draft to nobody"):
        assert text in draft.text
    store.close()


def test_only_a_log_is_left(home: Path, tmp_path: Path) -> None:
    store = damage.precious_store(tmp_path / "other")
    path = database_of(tmp_path / "other")
    copy = database_of(home)
    copy.write_bytes(b"")
    shutil.copyfile(f"{path}-wal", f"{copy}-wal")
    store.close()
    with pytest.raises(StoreProblem, match="damaged"):
        make_store(home)
    assert Path(f"{copy}-wal").stat().st_size, "SQLite would have thrown it away"
    assert fix(home).drafts == 2


def test_nothing_is_done_while_another_process_has_it_open(home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from support.stores import make_store\n"
        "store = make_store(Path(sys.argv[1])); store.inbox.conversation_ids()\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        damage.overwrite_page_with(database_of(home), b"History 300 ")
        with pytest.raises(StoreProblem, match="Another mmstui") as caught:
            fix(home)
        assert caught.value.trouble is Trouble.BUSY
        assert not list(ACCOUNT.folder(home).glob("damaged-*"))
    finally:
        other.communicate()
    assert fix(home).holes == ("message",)


def test_a_store_of_a_newer_version_is_not_ours_to_repair(home: Path) -> None:
    connection = sqlite3.connect(database_of(home))
    connection.execute("INSERT INTO migration VALUES ('0999-later', 0)")
    connection.commit()
    connection.close()
    for broken in (False, True):
        if broken:
            damage.overwrite(database_of(home), 0, 16)
        before = database_of(home).read_bytes()
        with pytest.raises(StoreProblem, match="newer"):
            fix(home)
        assert database_of(home).read_bytes() == before
        assert not list(ACCOUNT.folder(home).glob("damaged-*"))


def test_without_a_store_there_is_nothing_to_repair(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem) as caught:
        fix(tmp_path)
    assert caught.value.trouble is Trouble.MISSING
    assert list(tmp_path.iterdir()) == []
