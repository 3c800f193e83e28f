from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.sync.account_refresh import Customer
from mmstui.sync.connection_state import Line
from mmstui.sync.timing import Pace
from mmstui.voipms import NotConnected, Refused
from support.fake_service import SHOP, SUPPORT, FakeService
from support.virtual import VirtualTime


@pytest.fixture
def customer(store: Store, service: FakeService, pace: Pace) -> Customer:
    return Customer(store, service, Line(store, pace), pace)


async def test_dids_and_names_are_kept(
    customer: Customer, store: Store, service: FakeService
) -> None:
    service.names = [PhonebookEntry("1", "Zoé", "4385550123")]
    assert not customer.known
    await customer.refresh()
    assert customer.known
    assert [did.number for did in store.directory.dids()] == [SHOP]
    assert [contact.name for contact in store.directory.contacts()] == ["Zoé"]


async def test_what_has_not_changed_is_not_written(
    customer: Customer, store: Store, service: FakeService
) -> None:
    await customer.refresh()
    before = store.data_version()
    await customer.refresh()
    assert store.data_version() == before
    service.numbers.append(ServerDid(SUPPORT, "", "", True, False, None))
    await customer.refresh()
    assert len(store.directory.dids()) == 2


async def test_an_account_that_may_not_list_names_has_its_dids(
    customer: Customer, store: Store, service: FakeService
) -> None:
    service.fail("phonebook", Refused("invalid_method", "No such thing."))
    await customer.refresh()
    assert [did.number for did in store.directory.dids()] == [SHOP]


async def test_the_earliest_order_is_an_eastern_day(
    customer: Customer, service: FakeService
) -> None:
    service.numbers = [
        ServerDid(SHOP, "", "", True, True, datetime(2024, 5, 2, 3, 0, tzinfo=UTC)),
        ServerDid(SUPPORT, "", "", True, True, None),
    ]
    assert customer.earliest() is None
    await customer.refresh()
    assert customer.earliest() == date(2024, 5, 1)


async def test_every_quarter_of_an_hour(
    customer: Customer, service: FakeService, time: VirtualTime
) -> None:
    task = asyncio.ensure_future(customer.run())
    service.fail("dids", NotConnected("x", "x"))
    await time.advance(3 * 900 + 10)
    assert service.calls.count("dids") == 1 + 4
    customer.wake()
    await time.settle()
    assert service.calls.count("dids") == 6
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
