"""One simulator for all tests of a module, as new for each, at noon on a summer's day."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from mmstui.simulator import ManualClock
from mmstui.voipms import Client
from support.simulated import Simulated, bare_account, simulator_thread, unhurried

#: 14:30 in New York.
NOON = datetime(2026, 7, 4, 18, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def shared_simulator() -> Iterator[Simulated]:
    with simulator_thread(clock=ManualClock(NOON)) as running:
        yield running


@pytest.fixture
def clock(shared_simulator: Simulated) -> ManualClock:
    """The simulator's clock, standing still at noon."""
    assert isinstance(shared_simulator.clock, ManualClock)
    shared_simulator.clock.set(NOON)
    return shared_simulator.clock


@pytest.fixture
def sim(shared_simulator: Simulated, clock: ManualClock) -> Simulated:
    """The simulator with three DIDs, one name, no message, and every switch as it was."""
    vars(shared_simulator.account).update(vars(bare_account()))
    vars(shared_simulator.switches).update(vars(unhurried()))
    return shared_simulator


@pytest.fixture
async def client(sim: Simulated) -> AsyncIterator[Client]:
    """A client whose own clock stands at noon too."""
    async with Client(sim.url, sim.username, sim.password, clock=lambda: NOON) as client:
        yield client
