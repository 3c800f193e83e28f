"""voipms-api.md sections 3 and 10 (item 9): statuses and faults on demand."""

import json

import pytest

from mmstui.simulator import Account, Switches
from support.asgi import Api
from support.simulated import SHOP, ZOE


async def test_a_status_is_a_refusal_before_anything_is_done(
    api: Api, account: Account, switches: Switches
) -> None:
    switches.statuses = {"sendSMS": "sms_failed"}
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message="a") == "sms_failed"
    assert account.accepted == []
    assert await api.status("getIP") == "success"


async def test_a_star_is_every_method(api: Api, switches: Switches) -> None:
    switches.statuses = {"*": "method_maintenance"}
    assert await api.status("getIP") == "method_maintenance"


async def test_credentials_are_looked_at_before_a_status(api: Api, switches: Switches) -> None:
    switches.statuses = {"*": "method_maintenance"}
    assert await api.status("getIP", api_password="x") == "invalid_credentials"


@pytest.mark.parametrize(
    ("page", "code", "begins"),
    [
        ("522", 522, b"error code: 522"),
        ("503", 503, b"error code: 503"),
        ("html", 200, b"<!DOCTYPE html>"),
        ("truncated", 200, b'{"status":'),
        ("empty", 200, b""),
    ],
)
async def test_pages_that_are_no_reply(
    api: Api, switches: Switches, page: str, code: int, begins: bytes
) -> None:
    switches.pages = {"getIP": page}
    answer = await api.get("getIP")
    assert answer.status_code == code
    assert answer.content.startswith(begins)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("acts", [True, False])
async def test_a_page_may_hide_an_accepted_send(
    api: Api, account: Account, switches: Switches, acts: bool
) -> None:
    switches.pages = {"sendSMS": "522"}
    switches.pages_act = acts
    assert (await api.get("sendSMS", did=SHOP, dst=ZOE, message="a")).status_code == 522
    assert len(account.accepted) == acts


async def test_faults_can_be_counted(api: Api, switches: Switches) -> None:
    switches.pages = {"getIP": "522"}
    switches.fault_times = 2
    assert [(await api.get("getIP")).status_code for _ in range(3)] == [522, 522, 200]


def test_switches_are_set_by_name_all_or_none() -> None:
    switches = Switches()
    switches.apply({"latency": 3, "invalid_dids": ["5145550100"], "statuses": {"*": "x"}})
    assert (switches.latency, switches.invalid_dids) == (3.0, ("5145550100",))
    with pytest.raises(ValueError, match="no switch is called lateness"):
        switches.apply({"latency": 9, "lateness": 1})
    assert switches.latency == 3.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"latency": "9"},
        {"latency": True},
        {"error_messages": 1},
        {"sms_byte_limit": 1.5},
        {"invalid_dids": "5145550100"},
        {"pages": {"*": 522}},
    ],
)
def test_switches_keep_their_types(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        Switches().apply(wrong)
