"""The center's own: what it knows of other accounts on this machine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Kind
from mmstui.settings import MissingCredentials
from mmstui.store import AccountKey
from support.inboxes import NOW, SHOP, ZOE, make_center, store_of
from support.stores import FakeClock, make_store

OTHER = AccountKey.of("http://127.0.0.1:5000/", "other@example.com")


async def test_the_header_learns_of_another_account_once_the_inbox_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MMSTUI_API_PASSWORD", raising=False)
    other = make_store(tmp_path, account=OTHER)
    queued = other.outbox.queue(did=SHOP, contacts=[ZOE, SHOP], text="left", kind=Kind.SMS)
    clock = FakeClock(NOW)
    center = make_center(tmp_path, clock)
    assert center.status().elsewhere == "", "nothing is looked into before the first frame"
    with pytest.raises(MissingCredentials):
        await center.sync.run()
    assert center.status().elsewhere == "2 unsettled at other@example.com"
    for message_id in queued:
        other.outbox.drop(message_id)
    assert center.status().elsewhere, "it is not looked at all the time"
    clock.advance(timedelta(minutes=1))
    assert center.status().elsewhere == ""
    assert store_of(center).account != OTHER
    center.close()
    other.close()
