"""A store without threads: what a command submits is written at once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from mmstui.domain.messages import Kind
from mmstui.store import Store
from support.stores import ACCOUNT, ANN, SHOP, copied_store


def test_a_write_is_done_when_submit_returns(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    told: list[object] = []
    with closing(Store.open(tmp_path, ACCOUNT, threads=False)) as store:
        future = store.submit(
            store.message_queue.queue, did=SHOP, contacts=[ANN], text="hi", kind=Kind.SMS
        )
        future.add_done_callback(told.append)
        assert told == [future]
        (message,) = store.inbox.messages(future.result())
        assert message.text == "hi"


def test_an_error_is_raised_where_the_result_is_asked_for(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    with closing(Store.open(tmp_path, ACCOUNT, threads=False)) as store:
        failed = store.submit(int, "no number")
        with pytest.raises(ValueError, match="no number"):
            failed.result()
