from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.sync.account_refresh import AccountRefresh
from mmstui.sync.backoff import Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.voipms import NotConnected, Refused
from support.fake_service import SHOP, SUPPORT, FakeService
from support.virtual import VirtualTime


@pytest.fixture
def account_refresh(store: Store, service: FakeService, timing: Timing) -> AccountRefresh:
    return AccountRefresh(store, service, ConnectionState(store, timing), timing)


async def test_dids_and_names_are_kept(
    account_refresh: AccountRefresh, store: Store, service: FakeService
) -> None:
    service.names = [PhonebookEntry("1", "Zoé", "4385550123")]
    assert not account_refresh.known
    await account_refresh.refresh()
    assert account_refresh.known
    assert [did.number for did in store.directory.dids()] == [SHOP]
    assert [contact.name for contact in store.directory.contacts()] == ["Zoé"]


async def test_what_has_not_changed_is_not_written(
    account_refresh: AccountRefresh, store: Store, service: FakeService
) -> None:
    await account_refresh.refresh()
    before = store.data_version()
    await account_refresh.refresh()
    assert store.data_version() == before
    service.numbers.append(ServerDid(SUPPORT, "", "", True, False, None))
    await account_refresh.refresh()
    assert len(store.directory.dids()) == 2


async def test_an_account_that_may_not_list_names_has_its_dids(
    account_refresh: AccountRefresh, store: Store, service: FakeService
) -> None:
    service.fail("phonebook", Refused("invalid_method", "No such thing."))
    await account_refresh.refresh()
    assert [did.number for did in store.directory.dids()] == [SHOP]


async def test_the_earliest_order_is_an_eastern_day(
    account_refresh: AccountRefresh, service: FakeService
) -> None:
    service.numbers = [
        ServerDid(SHOP, "", "", True, True, datetime(2024, 5, 2, 3, 0, tzinfo=UTC)),
        ServerDid(SUPPORT, "", "", True, True, None),
    ]
    assert account_refresh.earliest() is None
    await account_refresh.refresh()
    assert account_refresh.earliest() == date(2024, 5, 1)


async def test_every_quarter_of_an_hour(
    account_refresh: AccountRefresh, service: FakeService, time: VirtualTime
) -> None:
    task = asyncio.ensure_future(account_refresh.run())
    service.fail("dids", NotConnected("x", "x"))
    await time.advance(3 * 900 + 10)
    assert service.calls.count("dids") == 1 + 4
    account_refresh.wake()
    await time.settle()
    assert service.calls.count("dids") == 6
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
