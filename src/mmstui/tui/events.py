"""The app's one subscription to the store, which its screens follow.

A screen calls `follow` when it is mounted and `unfollow` when it is unmounted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, runtime_checkable
from weakref import WeakSet

from textual.dom import DOMNode
from textual.signal import Signal

from mmstui.center import MessageCenter
from mmstui.center.feed import Feed
from mmstui.domain.events import EventBatch
from mmstui.domain.problems import StoreProblem
from mmstui.tui import jobs

#: Minimum seconds between two batches for a screen that reads much of the store after each.
SLOW_INTERVAL: Final = 2.0

_Told = Callable[[EventBatch], object]
_Unreadable = Callable[[StoreProblem], object]


class StoreEvents:
    """Publishes what happened in the store to the nodes that follow it, also to covered screens.

    The feed runs while a node follows it. A node that fails is reported as a failed job is, and
    keeps following.
    """

    def __init__(self, app: DOMNode, center: MessageCenter) -> None:
        self._feed = Feed(center, self._publish, self._publish_problem)
        self._prompt: Signal[EventBatch | StoreProblem] = Signal(app, "store events")
        self._slow: Signal[EventBatch | StoreProblem] = Signal(app, "slow store events")
        self._followers: WeakSet[DOMNode] = WeakSet()
        self._failing: WeakSet[DOMNode] = WeakSet()
        self._for_slow = EventBatch()
        self._slow_timer: asyncio.TimerHandle | None = None
        self._slow_published_at = float("-inf")

    def add(
        self, node: DOMNode, told: _Told, unreadable: _Unreadable | None, *, slow: bool
    ) -> None:
        """See `follow`."""
        unreadable = unreadable or partial(jobs.show_problem, node)
        if not self._followers:
            self._feed.start()
        self._followers.add(node)

        def deliver(data: EventBatch | StoreProblem) -> None:
            # Signal would drop the error: see findings/textual-signal-drops-errors.sh.
            try:
                _deliver(data, told, unreadable)
            except Exception as error:
                if node not in self._failing:
                    jobs.report(node, type(node).__name__, error, jobs.CALLBACK_FAILED)
                self._failing.add(node)
            else:
                self._failing.discard(node)

        (self._slow if slow else self._prompt).subscribe(node, deliver, immediate=True)

    def remove(self, node: DOMNode) -> None:
        """See `unfollow`."""
        for signal in (self._prompt, self._slow):
            signal.unsubscribe(node)
        self._followers.discard(node)
        if not self._followers:
            self._feed.stop()
            self._for_slow = EventBatch()
            if self._slow_timer is not None:
                self._slow_timer.cancel()
                self._slow_timer = None

    def _publish(self, batch: EventBatch) -> None:
        self._prompt.publish(batch)
        self._for_slow = self._for_slow.followed_by(batch)
        if self._slow_timer is None:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), self._slow_published_at + SLOW_INTERVAL)
            self._slow_timer = loop.call_at(due, self._publish_slow)

    def _publish_slow(self) -> None:
        self._slow_timer = None
        self._slow_published_at = asyncio.get_running_loop().time()
        batch, self._for_slow = self._for_slow, EventBatch()
        self._slow.publish(batch)

    def _publish_problem(self, problem: StoreProblem) -> None:
        self._prompt.publish(problem)
        self._slow.publish(problem)


@runtime_checkable
class HasStoreEvents(Protocol):
    """An app whose screens can follow the store."""

    store_events: StoreEvents


def follow(
    node: DOMNode, told: _Told, *, unreadable: _Unreadable | None = None, slow: bool = False
) -> None:
    """Call a mounted node's `told` with what happens in the store from now on.

    `unreadable` is called when the store could not be read, also by `told`; by default the problem
    is shown as that of a job is. `slow`: at most every `SLOW_INTERVAL` seconds, merged.
    """
    _events_of(node).add(node, told, unreadable, slow=slow)


def unfollow(node: DOMNode) -> None:
    """Call nothing of the node any more. Without this, Signal would keep the node alive."""
    _events_of(node).remove(node)


def _events_of(node: DOMNode) -> StoreEvents:
    app = node.app
    assert isinstance(app, HasStoreEvents)  # noqa: S101 - every app with screens of ours has it
    return app.store_events


def _deliver(data: EventBatch | StoreProblem, told: _Told, unreadable: _Unreadable) -> None:
    if isinstance(data, StoreProblem):
        unreadable(data)
        return
    try:
        told(data)
    except StoreProblem as problem:
        unreadable(problem)
