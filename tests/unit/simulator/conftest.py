"""A simulator whose clock stands at 14:24:20 Eastern on 2 October 2026."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from mmstui.simulator import Account, ManualClock, Switches, create_app
from support.asgi import Api
from support.simulated import bare_account, unhurried

NOW = datetime(2026, 10, 2, 18, 24, 20, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def account() -> Account:
    return bare_account()


@pytest.fixture
def switches() -> Switches:
    return unhurried()


@pytest.fixture
async def api(account: Account, switches: Switches, clock: ManualClock) -> AsyncIterator[Api]:
    api = Api(create_app(account, switches, clock))
    yield api
    await api.http.aclose()
