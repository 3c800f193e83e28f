"""Notes about contacts: kept as they were written, in an older store too, and by a repair."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mmstui.store import Store
from mmstui.store.rescue.repair import repair
from mmstui.store.sqlite.database import FILE_NAME
from support.stores import ACCOUNT, ANN, BOB, NOON, FakeClock, make_store


def test_a_note_is_kept_replaced_and_removed(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.contact_notes.save(ANN, " mornings\n[b]only[/b] \ud83d")
    store.contact_notes.save(BOB, "x")
    assert store.contact_notes.note(ANN) == "mornings\n[b]only[/b] \ufffd"
    store.contact_notes.save(ANN, "evenings")
    store.contact_notes.save(BOB, " ")
    assert (store.contact_notes.note(ANN), store.contact_notes.note(BOB)) == ("evenings", "")
    store.close()
    again = make_store(tmp_path)
    assert again.contact_notes.note(ANN) == "evenings"
    again.close()


def test_a_repair_keeps_notes(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.contact_notes.save(ANN, "mornings")
    store.close()
    with closing(sqlite3.connect(ACCOUNT.folder(tmp_path) / FILE_NAME)) as file:
        assert file.execute("SELECT * FROM contact_note").fetchall() == [(ANN, "mornings")]
    repair(tmp_path, ACCOUNT, clock=FakeClock(NOON))
    again = Store.open(tmp_path, ACCOUNT)
    assert again.contact_notes.note(ANN) == "mornings"
    again.close()
