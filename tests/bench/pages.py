"""A page of a long thread as it is shown, beside its rows read alone."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.table import Row
from mmstui.domain.wire import Page
from mmstui.store import Store
from mmstui.store.reading.inbox import Key
from support.large_store import ACCOUNT, END, newest_first

#: The length of the thread, and of a page that a step reads once in so many.
COUNT: Final = 20_000
_PAGE: Final = 400
_ROUNDS: Final = 60


def rows() -> Iterator[Row]:
    """The ratio of a page in the middle: rows after it may belong to its messages."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Store.open(Path(folder), ACCOUNT, clock=END.timestamp)) as store,
    ):
        listed = tuple(newest_first(random.Random(3), COUNT, 1))
        store.intake.ingest([Page(listed, (), COUNT, None, "")], source="first", now=END)
        (conversation,) = store.inbox.conversation_ids()
        before = store.inbox.thread(conversation, limit=_PAGE)[0].key
        ids = [m.id for m in store.inbox.thread(conversation, before=before, limit=_PAGE)]
        shown = _best(lambda: _shown(store, conversation, before))
        bare = _best(lambda: store.inbox.messages(ids))
    yield Row("a page of a thread of 20,000, x its rows", shown / bare, 1.4)


def _shown(store: Store, conversation: int, before: Key) -> object:
    return store.inbox.thread(conversation, before=before, limit=_PAGE)


def _best(read: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        read()
        times.append(time.process_time() - began)
    return min(times)
