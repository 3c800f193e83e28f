"""A store, a service of a few lines, and time that moves only when the test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.leader_lock import LeaderLock
from support.fake_service import FakeService
from support.stores import NOON, copied_store
from support.virtual import VirtualTime
from support.world import World

P = ParamSpec("P")
T = TypeVar("T")


def at_once(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """A writer thread that is this one, so that nobody looks idle while something is written."""
    future: Future[T] = Future()
    try:
        future.set_result(fn(*args, **kwargs))
    except Exception as error:
        future.set_exception(error)
    return future


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime(NOON)


@pytest.fixture
def timing(time: VirtualTime) -> Timing:
    """No jitter: `random` is always the longest wait."""
    return Timing(clock=time.clock, elapsed=time.elapsed, sleep=time.sleep, random=lambda: 0.0)


@pytest.fixture
def store(tmp_path: Path, time: VirtualTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    store = copied_store(tmp_path, clock=time.clock)
    monkeypatch.setattr(store, "submit", at_once)
    yield store
    store.close()


@pytest.fixture
def service(time: VirtualTime) -> FakeService:
    return FakeService(time)


@pytest.fixture
def world(store: Store, service: FakeService, timing: Timing, time: VirtualTime) -> World:
    return World(store, service, timing, time)


@pytest.fixture
def lock(store: Store) -> LeaderLock:
    """Another process's."""
    return LeaderLock(store.folder)
