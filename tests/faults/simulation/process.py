"""A process of ours: its store, its engine, its threads; it can be killed at any instant."""

from __future__ import annotations

import asyncio
import functools
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from faults.simulation.ledger import Broken
from faults.simulation.line import Line
from faults.simulation.loop import ProcessLoop
from mmstui.store import AccountKey, Store
from mmstui.store.sending.outbox import OutboxItem
from mmstui.store.sqlite.database import Database
from mmstui.sync import Engine, Policy
from mmstui.sync.backoff import Timing, sleeper

if TYPE_CHECKING:
    from faults.simulation.world import World

P = ParamSpec("P")
T = TypeVar("T")

ACCOUNT = AccountKey.of("https://voip.ms/api/v1/rest.php", "shop@example.com")
LANES = ("writer", "intake")
#: A job's name for the log, the future of its result, and the function to call.
Job = tuple[str, Future[Any], Callable[[], Any]]


class Killed(BaseException):
    """The process is killed at this point."""


class MortalDatabase(Database):
    """A database whose process may die just before, or just after, a commit."""

    process: Process | None = None
    #: (commits still to come, whether the last of them is made)
    death: tuple[int, bool] | None = None

    @contextmanager
    def _committing(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        before = self._writes
        with super()._committing(durable=durable) as connection:
            yield connection
            if connection.in_transaction and self.process is not None:
                self._before_commit(self.process)
        if self._writes > before and self.process is not None:
            self.process.world.committed(self.process, durable=durable)
        if self.death is not None and self.death[0] <= 0:
            raise Killed

    def _before_commit(self, process: Process) -> None:
        if process.world.disk_full:
            raise sqlite3.OperationalError("database or disk is full")
        if self.death is not None:
            commits, made = self.death
            self.death = (commits - 1, made)
            if commits <= 1 and not made:
                raise Killed


class SimStore(Store):
    """A store whose threads are job queues that the world runs."""

    process: Process

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        lane = LANES[getattr(fn, "__self__", None) is self.intake]
        name = str(getattr(fn, "__name__", fn))
        if name == "set":
            name = f"set {args[0]}"
        self.process.submit(lane, name, future, lambda: fn(*args, **kwargs))
        return future


class Process:
    """One process with an engine: an inbox, or a command that ends by itself."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.alive = True
        self.loop = ProcessLoop(world.timeline)  # type: ignore[abstract]
        self.lanes: dict[str, deque[Job]] = {lane: deque() for lane in LANES}
        self._serves = [
            (queue, functools.partial(self.serve, queue)) for queue in self.lanes.values()
        ]
        self.job = "itself"
        folder = ACCOUNT.folder(world.home)
        database = MortalDatabase.open(folder, ACCOUNT, clock=world.wall)
        assert isinstance(database, MortalDatabase)
        self.database = database
        self.database.process = self
        self.store = SimStore(self.database, ACCOUNT)
        self.store.process = self
        self.item: OutboxItem | None = None
        self.attempt: int | None = None
        self._watch_outbox()
        self.engine = Engine(
            self.store,
            lambda: Line(world, self),
            policy=Policy(**world.policy),
            timing=Timing(
                clock=world.wall,
                elapsed=world.elapsed,
                sleep=sleeper(world.elapsed, glance=30.0),
                random=world.rng.random,
            ),
            owner=name,
        )
        self.main: asyncio.Task[Any] | None = None

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start the process's main task."""
        self.main = self.loop.create_task(work, name=self.name)

    # What the world does with it.

    def add_turns(self, turns: list[Callable[[], None]]) -> None:
        """Add what could run next: the loop, and each thread. Called once per turn."""
        if self.loop.ready:
            turns.append(self.loop.take_turn)
        for queue, serve in self._serves:
            if queue:
                turns.append(serve)

    def submit(self, lane: str, name: str, future: Future[Any], work: Callable[[], Any]) -> None:
        """Add a job for a thread."""
        if not self.alive:
            raise Killed
        self.lanes[lane].append((name, future, work))

    def serve(self, queue: deque[Job]) -> None:
        """Let a thread run its next job."""
        self.job, future, work = queue.popleft()
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = work()
        except Killed:
            self.kill("at a commit")
        except Broken:
            raise
        except Exception as error:
            if self.alive:
                future.set_exception(error)
        else:
            if self.alive:
                future.set_result(result)
        self.job = "itself"

    def kill(self, where: str) -> None:
        """Kill the process as kill -9 does."""
        if not self.alive:
            return
        self.world.step(f"{self.name} is killed {where}")
        self._gone()

    def leave(self) -> None:
        """End the process normally; its threads finish their jobs."""
        while self.alive and any(self.lanes.values()):
            for queue in self.lanes.values():
                if queue:
                    self.serve(queue)
        if self.alive:
            self.world.step(f"{self.name} has ended")
            self._gone()

    def ended(self) -> bool:
        """Return whether the main task is over."""
        return self.main is not None and self.main.done()

    def _gone(self) -> None:
        self.alive = False
        for lane in self.lanes.values():
            lane.clear()
        self.engine._leadership.lock.release()
        self.database.close()
        self.world.faults += [f"{self.name}: {fault}" for fault in self.loop.faults]
        self.loop.kill()

    # Which attempt a request is of: the sender does one after the other.

    def _watch_outbox(self) -> None:
        outbox = self.store.outbox
        choose, begin = outbox.next_to_send, outbox.begin_attempt

        def next_to_send(now: datetime) -> OutboxItem | None:
            self.item = choose(now)
            if self.item is not None:
                self.world.laws.turn_of(self.item.message_id, now)
            return self.item

        def begin_attempt(message_id: int, *rest: Any) -> int | None:
            waits = self.world.laws.waits(message_id)
            self.attempt = begin(message_id, *rest)
            if self.attempt is not None and not waits:
                raise Broken("doubled", f"{message_id} is sent though it was not to be")
            return self.attempt

        outbox.next_to_send = next_to_send  # type: ignore[method-assign]
        outbox.begin_attempt = begin_attempt  # type: ignore[method-assign, assignment]


def at(seconds: float) -> datetime:
    """Seconds since the epoch as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)
