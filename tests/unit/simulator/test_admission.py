"""voipms-api.md section 1: the order in which a call is refused, and the limit per minute."""

import pytest

from mmstui.simulator import Account, ManualClock, Switches
from support.asgi import API, Api
from support.simulated import PASSWORD, USERNAME

ALL_WRONG = {"method": "", "api_username": "", "api_password": ""}


async def test_the_checks_come_in_order(api: Api, switches: Switches) -> None:
    """Everything is wrong at first; each repair uncovers the next refusal."""
    switches.api_enabled = False
    switches.ip_allowed = False
    switches.requests_per_minute = 1
    params = dict(ALL_WRONG)
    seen = []

    async def ask() -> None:
        seen.append((await api.http.get(API, params=params)).json()["status"])

    await ask()
    params["method"] = "addPhonebook"
    await ask()
    params["method"] = "sendSMS"
    await ask()
    params |= {"api_username": USERNAME, "api_password": "wrong"}
    await ask()
    params["api_password"] = PASSWORD
    await ask()
    switches.api_enabled = True
    await ask()
    switches.ip_allowed = True
    await ask()
    await ask()
    assert seen == [
        "missing_method",
        "invalid_method",
        "missing_credentials",
        "invalid_credentials",
        "api_not_enabled",
        "ip_not_enabled",
        "missing_did",
        "api_limit_exceeded",
    ]


@pytest.mark.parametrize("missing", ["api_username", "api_password"])
async def test_either_half_of_the_credentials_can_be_missing(api: Api, missing: str) -> None:
    assert await api.status("getIP", **{missing: ""}) == "missing_credentials"


async def test_get_ip_works_from_an_address_that_is_not_allowed(
    api: Api, switches: Switches
) -> None:
    switches.ip_allowed = False
    assert await api.call("getIP") == {"status": "success", "ip": "127.0.0.1"}
    assert await api.status("getSMS") == "ip_not_enabled"


async def test_the_minute_slides(api: Api, switches: Switches, clock: ManualClock) -> None:
    switches.requests_per_minute = 2
    statuses = [await api.status("getIP") for _ in range(3)]
    assert statuses == ["success", "success", "api_limit_exceeded"]
    clock.advance(59)
    assert await api.status("getIP") == "api_limit_exceeded"
    clock.advance(1)
    assert await api.status("getIP") == "success"


def test_sixty_a_minute_is_the_best_belief() -> None:
    assert Switches().requests_per_minute == 60


async def test_requests_are_counted_by_method(api: Api, account: Account) -> None:
    await api.call("getSMS")
    await api.call("getSMS")
    await api.call("getIP")
    assert account.requests == {"getSMS": 2, "getIP": 1}
