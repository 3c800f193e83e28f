"""An event loop that can tell when a program has done all that it can do by itself.

A pilot of Textual waits after each key until the process has used little of the processor for
20 ms. Here it waits until nothing is ready to run, no thread has work of the loop and no timer is
about to end: a walk of many keys is much faster, and a busy machine does not cut it short.

It also sends a message to each widget, after each key, to see it come through: half of what a key
costs in a test. Here only where one still has something to do.

Frames do not wait for the next sixtieth of a second either: what has changed is drawn at once.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

from textual import app, pilot, screen
from textual._context import active_app
from textual.message_pump import MessagePump

from support import unseen

_Given = TypeVarTuple("_Given")
_Result = TypeVar("_Result")

#: Seconds. A timer that ends within them belongs to what is going on: Textual draws 60 times a
#: second.
SOON = 0.025
#: Seconds between two frames.
FRAME = 0.001
#: What runs once can make the next thing ready; Textual hands a message on through several tasks.
TURNS = 5


class QuietLoop(asyncio.SelectorEventLoop):
    """Counts what is called, what threads have been given, and when timers end."""

    def __init__(self) -> None:
        super().__init__()
        self.called = 0
        self.with_threads = 0
        self._ends: list[float] = []

    def call_soon(
        self,
        callback: Callable[[*_Given], object],
        *args: *_Given,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        self.called += 1
        return super().call_soon(callback, *args, context=context)

    def call_soon_threadsafe(
        self,
        callback: Callable[[*_Given], object],
        *args: *_Given,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        self.called += 1
        return super().call_soon_threadsafe(callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[*_Given], object],
        *args: *_Given,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        heapq.heappush(self._ends, when)
        return super().call_at(when, callback, *args, context=context)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*_Given], _Result], *args: *_Given
    ) -> asyncio.Future[_Result]:
        future = super().run_in_executor(executor, func, *args)
        self.with_threads += 1
        future.add_done_callback(self._came_back)
        return future

    def _came_back(self, future: asyncio.Future[Any]) -> None:
        self.with_threads -= 1

    def busy(self) -> bool:
        """Whether a thread works for the loop or a timer is about to end."""
        now = self.time()
        while self._ends and self._ends[0] <= now:
            heapq.heappop(self._ends)
        return bool(self.with_threads or (self._ends and self._ends[0] <= now + SOON))


async def wait_until_quiet(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait, `max_sleep` seconds at most, until all that could be done is done."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, QuietLoop):
        raise TypeError("a pilot's pace needs the loop of these tests")
    end = loop.time() + max_sleep
    turns = 0
    while turns < TURNS and loop.time() < end:
        if loop.busy():
            turns = 0
            woken = loop.create_future()
            asyncio.SelectorEventLoop.call_at(loop, loop.time() + 0.002, woken.set_result, None)
            await woken
            continue
        called = loop.called
        await asyncio.sleep(0)
        turns = turns + 1 if loop.called == called + 1 else 0


def has_nothing_to_do(node: MessagePump) -> bool:
    """Whether a widget has handled every message and waits for the next."""
    queue: Any = node._message_queue
    return not queue.values and bool(queue.ready_event._waiters)


_wait_for_screen = pilot.Pilot._wait_for_screen


async def wait_for_screen(of: pilot.Pilot[Any]) -> bool:
    """Wait, as a pilot does, until the screen and all in it have handled what they were sent.

    What has changed is painted then: keys that are pressed in one go are painted together.
    """
    handled = True
    if screens := of.app.screen_stack:
        nodes = of.app, *screens[-1].walk_children(with_self=True)
        handled = all(map(has_nothing_to_do, nodes)) or await _wait_for_screen(of)
    await wait_until_painted()
    return handled


async def wait_until_painted(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait as `wait_until_quiet`, also for what painting begins."""
    end = asyncio.get_running_loop().time() + max_sleep
    await wait_until_quiet(max_sleep=max_sleep)
    while unseen.paint(active_app.get()) and asyncio.get_running_loop().time() < end:
        await wait_until_quiet(max_sleep=max_sleep)


class QuietLoops(asyncio.DefaultEventLoopPolicy):
    """The event loop policy that makes these loops."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return QuietLoop()


def install() -> None:
    """Give every test such a loop, and every pilot its pace."""
    asyncio.set_event_loop_policy(QuietLoops())
    app.wait_for_idle = wait_until_quiet  # type: ignore[attr-defined]
    pilot.wait_for_idle = wait_until_painted  # type: ignore[attr-defined]
    pilot.Pilot._wait_for_screen = wait_for_screen  # type: ignore[method-assign, assignment]
    screen.UPDATE_PERIOD = FRAME  # type: ignore[misc]
