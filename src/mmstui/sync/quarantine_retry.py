"""Parse quarantined rows again: a newer mmstui may understand more of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from mmstui.domain.account import SetAside
from mmstui.domain.messages import Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.store_writes import Offload
from mmstui.voipms.parsing import parse_page

#: Rows per batch. The user's writes run between two batches.
STEP: Final = 200
#: A row quarantined this soon after its date was a new message, and is still unread.
NEWS: Final = timedelta(days=2)


class QuarantineRetry:
    """Retries all quarantined rows once. If it is killed, no row is stored twice."""

    def __init__(self, store: Store, timing: Timing) -> None:
        self._store = store
        self._offload = Offload(store)
        self._timing = timing

    async def run(self) -> None:
        """Store each row that can be parsed now; the others stay quarantined."""
        last = 0
        while rows := self._store.quarantine.after(last, STEP):
            last = rows[-1].id
            understood = [(row, found) for row in rows if (found := self._understood(row))]
            for source, news in (("backfill", False), ("poll", True)):
                await self._ingest(
                    [(row, found) for row, found in understood if _is_news(row, found) is news],
                    source,
                )

    def _understood(self, row: SetAside) -> ServerMessage | None:
        try:
            fields, kind = json.loads(row.raw), Kind(row.kind)
        except (ValueError, RecursionError):
            return None
        found, _, _ = parse_page({"sms": [fields]}, kind, self._store.account.origin)
        return found[0] if found else None

    async def _ingest(self, pairs: Sequence[tuple[SetAside, ServerMessage]], source: str) -> None:
        if not pairs:
            return
        page = Page(tuple(found for _, found in pairs), (), len(pairs), None, "")
        intake = self._store.intake
        await self._offload(intake.ingest, [page], source=source, now=self._timing.now())
        # Removed only now, so that the row is always in at least one of the two tables.
        await self._offload(self._store.quarantine.take_out, [row.id for row, _ in pairs])


def _is_news(row: SetAside, found: ServerMessage) -> bool:
    return row.seen_at - found.at < NEWS
