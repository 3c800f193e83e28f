"""setSMS: what a DID does with texts (voipms-api.md sections 2.7 and 2.8)."""

from typing import Any

import pytest

from mmstui.simulator import Account, Switches
from support.asgi import Api
from support.simulated import FAX, SHOP, SUPPORT


async def told(api: Api, did: str = SHOP) -> dict[str, Any]:
    row: dict[str, Any] = (await api.call("getDIDsInfo", did=did))["dids"][0]
    return row


async def test_what_is_left_out_stays(api: Api) -> None:
    await api.call("setSMS", did=SHOP, enable=1, email_enabled=1, email_address="a@example.com")
    await api.call("setSMS", did=SHOP, enable=1, sms_forward_enable=1, sms_forward="15145550101")
    row = await told(api)
    assert (row["sms_email_enabled"], row["sms_email"]) == ("1", "a@example.com")
    assert (row["sms_forward_enabled"], row["sms_forward"]) == ("1", "5145550101")


async def test_left_out_may_also_mean_reset(api: Api, switches: Switches) -> None:
    switches.omitted_settings_are_cleared = True
    await api.call("setSMS", did=SHOP, enable=1, email_enabled=1, email_address="a@example.com")
    await api.call("setSMS", did=SHOP, enable=1)
    row = await told(api)
    assert (row["sms_email_enabled"], row["sms_email"]) == ("0", "")


async def test_sms_is_switched_by_enable(api: Api) -> None:
    assert await api.call("setSMS", did=SUPPORT, enable=0) == {"status": "success"}
    assert (await told(api, SUPPORT))["sms_enabled"] == "0"
    await api.call("setSMS", did=SUPPORT, enable=1)
    assert (await told(api, SUPPORT))["sms_enabled"] == "1"


@pytest.mark.parametrize("name", ["webhook_enable", "webhook_enabled"])
async def test_the_webhook_has_one_name_or_the_other(
    api: Api, switches: Switches, name: str
) -> None:
    switches.webhook_flag = name
    other = {"webhook_enable", "webhook_enabled"} - {name}
    await api.call("setSMS", did=SHOP, enable=1, webhook="https://example.com/", **{other.pop(): 1})
    assert (await told(api))["webhook_enabled"] == "0", "unknown parameters are ignored"
    await api.call("setSMS", did=SHOP, enable=1, **{name: 1})
    assert (await told(api))["webhook_enabled"] == "1"


async def test_the_form_of_numbers(api: Api, account: Account) -> None:
    await api.call("setSMS", did=SHOP, enable=1, dialmode=2)
    assert account.dids[SHOP].dialmode == "2"


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"enable": 1}, "missing_did"),
        ({"did": "5145550199", "enable": 1}, "invalid_did"),
        ({"did": FAX, "enable": 1}, "invalid_did"),
        ({"did": SHOP}, "missing_enable"),
        ({"did": SHOP, "enable": "true"}, "missing_enable"),
        ({"did": SHOP, "enable": 1, "email_enabled": "true"}, "invalid_email_enable"),
        ({"did": SHOP, "enable": 1, "email_address": "nobody"}, "invalid_email"),
        ({"did": SHOP, "enable": 1, "sms_forward_enable": "x"}, "invalid_forward_enable"),
        ({"did": SHOP, "enable": 1, "sms_forward": "555-0101"}, "invalid_sms_forward"),
        ({"did": SHOP, "enable": 1, "url_callback_enable": "x"}, "invalid_callback_enable"),
        ({"did": SHOP, "enable": 1, "url_callback": "example.com"}, "invalid_callback"),
        ({"did": SHOP, "enable": 1, "url_callback_retry": "x"}, "invalid_callback_retry"),
        ({"did": SHOP, "enable": 1, "smpp_url": "https://example.com"}, "invalid_smpp_url"),
    ],
)
async def test_refusals_change_nothing(api: Api, params: dict[str, object], status: str) -> None:
    before = await told(api)
    assert await api.status("setSMS", **params) == status
    assert await told(api) == before


async def test_doubts_about_what_is_told(api: Api, switches: Switches) -> None:
    assert (await told(api))["sms_forward"] == "-1"
    switches.unset_forward = ""
    switches.untold = ("webhook", "sms_enabled")
    row = await told(api)
    assert row["sms_forward"] == ""
    assert not {"webhook", "sms_enabled"} & row.keys()


async def test_what_is_taken_and_not_heeded(api: Api, switches: Switches) -> None:
    switches.ignored_settings = ("email_address", "enable")
    await api.call("setSMS", did=SHOP, enable=0, email_enabled=1, email_address="a@example.com")
    row = await told(api)
    assert (row["sms_enabled"], row["sms_email_enabled"], row["sms_email"]) == ("1", "1", "")


async def test_doubts_about_the_phonebook(api: Api, switches: Switches) -> None:
    made = (await api.call("setPhonebook", name="Luc", number="5145550101", note="x"))["phonebook"]
    switches.omitted_entry_fields_are_cleared = True
    await api.call("setPhonebook", phonebook=made, name="Luc", number="5145550101")
    assert (await api.call("getPhonebook", phonebook=made))["phonebooks"][0]["note"] == ""
    switches.unique_numbers = False
    assert await api.status("setPhonebook", name="Luc", number="5145550101") == "success"
    switches.names_alphanumeric = True
    assert await api.status("setPhonebook", name="Zoé", number="5145550102") == "invalid_name"
