"""Background work of the screens: starts jobs and reports their failures.

A job is an async method that runs beside the key handling. An unexpected error leaves one line in
the log (the type and the place, never the message), shows the job's sentence on the screen, and
calls `recover`, so that the widget works at the next key. `JOBS` maps names to all jobs of the
program.

Nothing else in `tui` starts a worker or a task.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import partial, wraps
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar, runtime_checkable
from weakref import WeakSet

from textual.app import App
from textual.dom import DOMNode
from textual.worker import Worker

from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.domain.traces import place_of

log = logging.getLogger(__name__)

N = TypeVar("N")
P = ParamSpec("P")
T = TypeVar("T")

#: Shown when a callback of the event loop failed: nothing says what the callback was for.
CALLBACK_FAILED: Final = "Something failed, and what you see may be old: start mmstui again."


@runtime_checkable
class Owned(Protocol):
    """An object that has jobs but is no node: its jobs belong to the node `owner`."""

    @property
    def owner(self) -> DOMNode: ...


@runtime_checkable
class ShowsProblems(Protocol):
    """A node that shows store problems itself; for other nodes they are notifications."""

    def unreadable(self, problem: StoreProblem) -> None: ...


class Job:
    """One kind of background work."""

    def __init__(
        self,
        work: Callable[..., Coroutine[Any, Any, object]],
        sentence: str,
        *,
        recover: Callable[..., object] | None = None,
        repeats: bool = False,
    ) -> None:
        """`work` is called with its holder, a node or something `Owned`, and its arguments.

        `repeats`: report only the first of several failures in a row.
        """
        self.name, self.module = work.__qualname__, work.__module__
        self.work = work
        self.sentence = sentence
        self._recover = recover
        self._repeats = repeats
        self._failing: WeakSet[Any] = WeakSet()

    async def run(self, holder: Any, *args: Any, **options: Any) -> None:
        """Do the work; report and recover from its failure."""
        try:
            await self.work(holder, *args, **options)
        except Exception as error:  # no job fails silently
            self._failed(error, holder, *args, **options)
        else:
            self._failing.discard(holder)

    def _failed(self, error: Exception, holder: Any, *args: Any, **options: Any) -> None:
        reported = holder in self._failing
        if self._repeats:
            self._failing.add(holder)
        if not reported:
            log.error("%s failed: %s", self.name, place_of(error))
        node = _node(holder)
        if not _is_shown(node):
            return
        if self._recover is not None:
            try:
                self._recover(holder, *args, **options)
            except Exception as second:
                log.error("after it, %s could not go on: %s", self.name, place_of(second))
        if not reported:
            _notify(node, error, self.sentence)


#: Every job by its name, once its module is imported. Tests may replace `work`.
JOBS: Final[dict[str, Job]] = {}

_Method = Callable[Concatenate[N, P], Coroutine[Any, Any, object]]
#: Strong references: asyncio itself keeps no task alive.
_tasks: Final[set[asyncio.Task[None]]] = set()


def job(
    sentence: str,
    *,
    group: str,
    exclusive: bool = False,
    recover: Callable[..., object] | None = None,
    repeats: bool = False,
) -> Callable[[_Method[N, P]], Callable[Concatenate[N, P], Worker[None]]]:
    """Return a decorator that turns an async method into a method that starts it as a worker.

    `sentence` is shown if the job fails: what did not happen, and what to do. `recover` is then
    called with the method's arguments. `exclusive` cancels the running worker of the same group.
    A job that `repeats` by itself reports only the first failure of several in a row.
    """

    def decorated(work: _Method[N, P]) -> Callable[Concatenate[N, P], Worker[None]]:
        new_job = _register(Job(work, sentence, recover=recover, repeats=repeats))

        @wraps(work)
        def start(holder: N, /, *args: P.args, **options: P.kwargs) -> Worker[None]:
            run = partial(new_job.run, holder, *args, **options)
            node = _node(holder)
            return node.run_worker(run, name=new_job.name, group=group, exclusive=exclusive)

        return start

    return decorated


def task(
    sentence: str, *, recover: Callable[..., object] | None = None, repeats: bool = False
) -> Callable[[_Method[N, P]], Callable[Concatenate[N, P], asyncio.Task[None]]]:
    """Like `job`, but start an asyncio task, which survives the removal of its node."""

    def decorated(work: _Method[N, P]) -> Callable[Concatenate[N, P], asyncio.Task[None]]:
        new_job = _register(Job(work, sentence, recover=recover, repeats=repeats))

        @wraps(work)
        def start(holder: N, /, *args: P.args, **options: P.kwargs) -> asyncio.Task[None]:
            return _keep_reference(asyncio.create_task(new_job.run(holder, *args, **options)))

        return start

    return decorated


def start_task(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start a task that the caller itself awaits later: its errors are the caller's."""
    return asyncio.create_task(work)


async def written(future: Future[T]) -> T:
    """Wait for a write to the store; return its result or raise its error.

    A job shows a StoreProblem in the problem's own words. The write stays in its queue if the
    screen that waits for it is closed.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Future[None] = loop.create_future()

    def ended() -> None:
        if not waiting.done():
            waiting.set_result(None)
        elif not future.cancelled() and (error := future.exception()) is not None:
            log.error("a write failed after its screen was left: %s", place_of(error))

    def write_ended(_: Future[T]) -> None:
        # On the writer's thread. `asyncio.wrap_future` would cancel the write when the waiting task
        # is cancelled; `asyncio.shield` around it would finish one iteration of the loop later.
        if not loop.is_closed():
            loop.call_soon_threadsafe(ended)

    future.add_done_callback(write_ended)
    await waiting
    return future.result()


def show_problem(node: DOMNode, problem: StoreProblem) -> None:
    """Show a problem of the store in its own words."""
    if _is_shown(node):
        _notify(node, problem, "")


def report(node: DOMNode, name: str, error: Exception, sentence: str) -> None:
    """Log an unexpected error, and show the sentence while the node is on the screen."""
    log.error("%s failed: %s", name, place_of(error))
    if _is_shown(node):
        _notify(node, error, sentence)


def watch_callbacks(app: App[Any]) -> None:
    """Report failed callbacks of the event loop, which asyncio would only write to its own log."""

    def failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if "handle" not in context or not isinstance(error, Exception):
            loop.default_exception_handler(context)
            return
        report(app, "a callback", error, CALLBACK_FAILED)

    asyncio.get_running_loop().set_exception_handler(failed)


def _register(new_job: Job) -> Job:
    if new_job.name in JOBS:
        raise ValueError(f"two jobs are called {new_job.name}")
    JOBS[new_job.name] = new_job
    return new_job


def _keep_reference(started: asyncio.Task[None]) -> asyncio.Task[None]:
    _tasks.add(started)
    started.add_done_callback(_tasks.discard)
    return started


def _node(holder: object) -> DOMNode:
    if isinstance(holder, DOMNode):
        return holder
    if isinstance(holder, Owned):
        return holder.owner
    raise TypeError(f"{type(holder).__name__} has no owner")


def _is_shown(node: DOMNode) -> bool:
    """Return whether the node is on the screen, and neither it nor the app is closing."""
    return node.is_running and (isinstance(node, App) or node.is_attached)


def _notify(node: DOMNode, error: Exception, sentence: str) -> None:
    if isinstance(error, StoreProblem):
        if isinstance(node, ShowsProblems):
            node.unreadable(error)
            return
        sentence = line(str(error))
    node.app.notify(sentence, severity="error", markup=False)
