"""A callback wakes the poll of whoever polls, and tries nothing again that was refused."""

from __future__ import annotations

import pytest

from mmstui.voipms import AccessRefused
from support.fake_service import FakeService
from support.virtual import VirtualTime
from support.world import World


@pytest.fixture
def service(time: VirtualTime) -> FakeService:
    return FakeService(time)


async def test_a_wake_polls_at_once(world: World, service: FakeService) -> None:
    async with world.running(world.engine(idle_interval=3600.0)):
        await world.time.advance(10)
        service.add("new", world.time.datetime())
        await world.time.advance(60)
        assert world.texts() == set()
        world.store.signals.request("poll_wake", "", world.time.datetime())
        await world.time.advance(5)
        assert world.texts() == {"new"}
        service.down = AccessRefused("ip_not_enabled", "Not from here.")
        world.store.signals.request("poll_wake", "", world.time.datetime())
        await world.time.advance(5)
        asked = len(service.calls)
        for _ in range(3):
            world.store.signals.request("poll_wake", "", world.time.datetime())
            await world.time.advance(5)
        assert len(service.calls) == asked
