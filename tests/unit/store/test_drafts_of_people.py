"""In a team, drafts and undo are each person's own; a user alone has theirs as any number."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft, Kind
from mmstui.store import Store
from support.stores import ACCOUNT, ANN, SHOP, FakeClock, copied_store, put

ANA, BEN = 2001, 2002  #: Unix users
KEY = (SHOP, ANN)


def opened(stack: ExitStack, home: Path, person: int) -> Store:
    store = Store.open(home, ACCOUNT, clock=FakeClock(), person=person)
    return stack.enter_context(closing(store))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder whose accounts a team shares."""
    home = tmp_path / "home"
    home.mkdir(mode=0o750)
    (home / "team.toml").touch(mode=0o640)
    copied_store(home).close()
    return home


def test_a_send_takes_no_draft_of_another_person(home: Path) -> None:
    with ExitStack() as stack:
        ana, ben = opened(stack, home, ANA), opened(stack, home, BEN)
        put(ana)
        ana.drafts.save(*KEY, Draft("Ana's"))
        ben.drafts.save(*KEY, Draft("Ben's", recipients=("1",)))
        assert (ana.drafts.draft(*KEY), ben.drafts.draft(*KEY)) == (
            Draft("Ana's"), Draft("Ben's", recipients=("1",))
        )  # fmt: skip
        (row,) = ana.inbox.conversations([1]).values()
        assert row.draft == "Ben's"
        ana.outbox.queue(did=SHOP, contacts=[ANN], text="Ana's", kind=Kind.SMS, clear_draft=KEY)
        assert (ana.drafts.draft(*KEY), ben.drafts.draft(*KEY)) == (
            None, Draft("Ben's", recipients=("1",))
        )  # fmt: skip
        (row,) = ana.inbox.conversations([1]).values()
        assert row.draft == "Ben's"


def test_what_is_discarded_and_put_back_is_that_persons(home: Path) -> None:
    with ExitStack() as stack:
        ana, ben = opened(stack, home, ANA), opened(stack, home, BEN)
        put(ana)
        ben.drafts.save(*KEY, Draft("Ben's"))
        assert ana.drafts.discard([KEY]) == 0
        assert ben.drafts.discard([KEY]) == 1
        ana.drafts.save(*KEY, Draft("Ana's"))
        assert (ana.undoing.steps(), ana.undoing.undo()) == ([], None), "that is Ben's to undo"
        assert ben.undoing.undo() is not None
        assert ben.drafts.draft(*KEY) == Draft("Ben's")
        assert ana.drafts.draft(*KEY) == Draft("Ana's")
        ben.drafts.save(*KEY, Draft())
        assert (ana.drafts.draft(*KEY), ben.drafts.draft(*KEY)) == (Draft("Ana's"), None)


def test_a_user_alone_finds_the_drafts_under_another_number(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    with ExitStack() as stack:
        opened(stack, tmp_path, ANA).drafts.save(*KEY, Draft("Mine"))
        assert opened(stack, tmp_path, BEN).drafts.draft(*KEY) == Draft("Mine")
