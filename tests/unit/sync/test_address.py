"""The address to allow: asked for when it is what VoIP.ms refuses, and then only."""

from __future__ import annotations

import pytest

from mmstui.voipms import AccessRefused, NotConnected
from support.fake_service import FakeService
from support.virtual import VirtualTime
from support.world import World


@pytest.fixture
def service(time: VirtualTime) -> FakeService:
    return FakeService(time)


def address(world: World) -> str:
    return world.store.inbox.status(world.time.datetime()).seen_address


@pytest.mark.parametrize("status", ["ip_not_enabled", "ip_not_authorized", "IP_not_allowed"])
async def test_an_inbox_that_is_refused_its_address_learns_it(
    world: World, service: FakeService, status: str
) -> None:
    service.down = AccessRefused(status, "Not from here.")
    async with world.running(world.engine()):
        await world.time.advance(60)
        assert address(world) == "203.0.113.7"
        # It may be another one by the next try.
        service.address = "198.51.100.9"
        world.store.signals.set("poll_request", "", world.time.datetime())
        await world.time.advance(60)
        assert address(world) == "198.51.100.9"
        service.down = None
        world.store.signals.set("poll_request", "", world.time.datetime())
        await world.time.advance(60)
        assert address(world) == ""


@pytest.mark.parametrize("status", ["invalid_credentials", "api_not_enabled"])
async def test_what_is_not_about_the_address_asks_for_none(
    world: World, service: FakeService, status: str
) -> None:
    service.down = AccessRefused(status, "No.")
    async with world.running(world.engine()):
        await world.time.advance(600)
    assert (service.asked_address, address(world)) == (0, "")


async def test_a_pass_that_is_refused_its_address_tells_it(
    world: World, service: FakeService
) -> None:
    service.down = AccessRefused("ip_not_enabled", "Not from here.")
    report = await world.engine().once()
    assert (report.refused, address(world)) == ("ip_not_enabled", "203.0.113.7")


async def test_no_answer_about_the_address_leaves_it_unknown(
    world: World, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone() -> str:
        raise NotConnected("dns", "No such host.")

    service.down = AccessRefused("ip_not_enabled", "Not from here.")
    monkeypatch.setattr(service, "ip", gone)
    report = await world.engine().once()
    assert (report.refused, address(world)) == ("ip_not_enabled", "")
