"""All that `sync --watch` tells of new messages: a program, push services."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any

from mmstui.domain.events import EventBatch, MessagesArrived
from mmstui.domain.problems import StoreProblem
from mmstui.domain.push_targets import PushTarget
from mmstui.domain.traces import place_of
from mmstui.notices.hook import MessageHook
from mmstui.notices.new_messages import new_messages
from mmstui.notices.push import Pusher
from mmstui.notices.teller import NoticeTeller, ToldAccount
from mmstui.sync.backoff import Timing

log = logging.getLogger(__name__)


class NoticeTargets:
    """Tells a hook and targets of notices, each in a task of its own."""

    def __init__(
        self,
        account: Callable[[], ToldAccount],
        hook: MessageHook | None,
        environ: Mapping[str, str],
        tell: Callable[[str], None],
        timing: Timing | None = None,
    ) -> None:
        """`tell` gets sentences for a log."""
        self._account = account
        self._hook = hook
        self._environ = environ
        self._tell = tell
        self._timing = timing or Timing()
        self._hook_task = None if hook is None else _started("the hook", hook.run())
        self._tellers: dict[PushTarget, tuple[NoticeTeller, asyncio.Task[None]]] = {}
        self._unread: list[int] = []

    def use(self, targets: Iterable[PushTarget]) -> None:
        """Tell these targets from now on. Those that are told already keep what waits for them."""
        wanted = dict.fromkeys(targets)
        for gone in self._tellers.keys() - wanted.keys():
            self._tellers.pop(gone)[1].cancel()
        for target in wanted.keys() - self._tellers.keys():
            pusher = Pusher(target, self._environ)
            teller = NoticeTeller(pusher, self._account, self._timing, self._tell)
            self._tellers[target] = teller, _started(str(target), teller.run())

    def happened(self, batch: EventBatch) -> None:
        """Tell of the new messages of a batch."""
        for arrived in batch.of(MessagesArrived):
            if arrived.incoming and arrived.polled_first:
                for teller, _ in self._tellers.values():
                    teller.add(arrived.message_ids)
                self._unread += arrived.message_ids
        if self._hook is None or not self._unread:
            self._unread.clear()
            return
        try:
            found = new_messages(self._account().center.inbox, self._unread)
        except StoreProblem as problem:
            self._tell(f"New messages were not read yet. {problem.what}")
            return  # The next batch tries again.
        self._unread.clear()
        for new in found:
            if not new.blocked:
                self._hook.add(new)

    async def stop(self, seconds: float) -> None:
        """Stop telling. A program that runs for a message gets some seconds to end."""
        tasks = [task for _, task in self._tellers.values()]
        if self._hook is not None and self._hook_task is not None:
            self._hook.stop()
            await asyncio.wait({self._hook_task}, timeout=seconds)
            tasks.append(self._hook_task)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _started(name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Start a task whose failure is logged."""

    def ended(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("%s stopped: %s", name, place_of(error))

    task = asyncio.create_task(work, name=f"mmstui {name}")
    task.add_done_callback(ended)
    return task
