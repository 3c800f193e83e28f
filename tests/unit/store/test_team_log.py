"""Who did what: a team's log has each deed once, in order, and is only added to."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.domain.messages import Kind
from mmstui.domain.pending_changes import ChangeKind
from mmstui.domain.problems import StoreProblem
from mmstui.domain.triage import Verb
from mmstui.store import Store
from mmstui.store.account.team_log import deeds
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, copied_store, put

ANA, BEN = 2001, 2002  #: Unix users
A, B = (SHOP, ANN), (SHOP, BOB)


def opened(stack: ExitStack, home: Path, person: int) -> Store:
    store = Store.open(home, ACCOUNT, clock=FakeClock(), person=person)
    return stack.enter_context(closing(store))


def act(ana: Store, ben: Store) -> None:
    """Two conversations, and what two people do with them."""
    newest = put(ana, contact=ANN), put(ana, contact=BOB)
    ana.outbox.queue(did=SHOP, contacts=[ANN], text="Yes", kind=Kind.SMS)
    ben.outbox.queue(did=SHOP, contacts=[BOB], text="No", kind=Kind.SMS, origin="command")
    ben.triage.done([1, 2], newest=newest[1] + 9)
    ben.undoing.undo()
    ana.triage.block([2])
    ana.deleting.delete_conversation(1, Place.HERE, newest[1] + 9)
    ben.pending_changes.add(ChangeKind.DID, SHOP, {"enable": "1"})


def test_each_deed_is_there_with_who_and_where(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o750)
    (home / "team.toml").touch(mode=0o640)
    copied_store(home).close()
    with ExitStack() as stack:
        ana, ben = opened(stack, home, ANA), opened(stack, home, BEN)
        act(ana, ben)
        found = [(each.person, each.verb, each.about, each.conversations)
                 for each in deeds(ana.database)]  # fmt: skip
        assert found == [
            (ANA, Verb.SEND, "", (A,)),
            (BEN, Verb.SEND, "", (B,)),
            (BEN, Verb.DONE, "", (A, B)),
            (BEN, "undo done", "", (A, B)),
            (ANA, Verb.BLOCK, "", (B,)),
            (ANA, Verb.DELETE, "", (A,)),
            (BEN, "change", SHOP, ()),
        ]
        assert deeds(ana.database, NOON) == deeds(ben.database)
        for change in ("UPDATE log SET person = 1", "DELETE FROM log"):
            with pytest.raises((StoreProblem, sqlite3.Error)), ben.database.writing() as writing:
                writing.connection.execute(change)
        assert len(deeds(ana.database)) == len(found)


def test_who_is_alone_is_not_logged(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    with ExitStack() as stack:
        act(opened(stack, tmp_path, ANA), opened(stack, tmp_path, ANA))
        assert deeds(opened(stack, tmp_path, ANA).database) == []
