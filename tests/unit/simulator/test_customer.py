"""voipms-api.md sections 2.6, 2.8, 2.9, 2.10 and 2.11: DIDs, phonebook, balance, deleting."""

import pytest

from mmstui.simulator import Account, ManualClock, Switches
from support.asgi import Api
from support.simulated import FAX, SHOP, SUPPORT, ZOE

KEYS = {
    *("billing_type", "callerid_prefix", "cnam", "description", "dialmode", "dialtime", "did"),
    *("e911", "failover_busy", "failover_noanswer", "failover_unreachable"),
    *("inbound_dialing_mode", "mms_available", "next_billing", "note", "order_date", "pop"),
    *("port_out_pin", "record_calls", "reseller_account", "reseller_minute", "reseller_monthly"),
    *("reseller_next_billing", "reseller_setup", "routing", "smpp_enabled", "smpp_pass"),
    *("smpp_url", "smpp_user", "sms_available", "sms_email", "sms_email_enabled", "sms_enabled"),
    *("sms_forward", "sms_forward_enabled", "sms_sipaccount", "sms_sipaccount_enabled"),
    *("sms_url_callback", "sms_url_callback_enabled", "sms_url_callback_retry", "transcribe"),
    *("voicemail", "voicemail_threshold", "webhook", "webhook_enabled"),
}


async def test_a_did_has_the_full_list_of_keys(api: Api) -> None:
    shop = (await api.call("getDIDsInfo"))["dids"][0]
    assert set(shop) >= KEYS
    assert (shop["did"], shop["description"], shop["note"]) == (SHOP, "MONTREAL, QC", "Shop")
    assert "mms_enabled" not in shop


async def test_did_flags_have_mixed_types(api: Api) -> None:
    dids = (await api.call("getDIDsInfo"))["dids"]
    flags = [(did["sms_available"], did.get("sms_enabled"), did["mms_available"]) for did in dids]
    assert flags == [(1, "1", 1), (1, "1", 0), (0, None, 0)]
    assert "webhook" not in dids[2]


async def test_without_sms_there_is_no_mms(api: Api, account: Account) -> None:
    account.dids[FAX].mms = True
    assert (await api.call("getDIDsInfo", did=FAX))["dids"][0]["mms_available"] == 0


async def test_one_did_and_no_did(api: Api, account: Account) -> None:
    assert [d["did"] for d in (await api.call("getDIDsInfo", did=SUPPORT))["dids"]] == [SUPPORT]
    assert await api.status("getDIDsInfo", did="5145550199") == "invalid_did"
    account.dids.clear()
    assert await api.status("getDIDsInfo") == "no_did"


async def test_order_dates_are_eastern(api: Api, account: Account) -> None:
    account.dids[FAX].ordered_at = 1_714_572_000
    assert (await api.call("getDIDsInfo", did=FAX))["dids"][0]["order_date"] == (
        "2024-05-01 10:00:00"
    )


async def test_the_phonebook(api: Api, account: Account) -> None:
    (entry,) = (await api.call("getPhonebook"))["phonebooks"]
    assert entry == {
        "phonebook": "32200",
        "name": "Zoé Tremblay",
        "number": ZOE,
        "note": "",
        "speed_dial": "",
        "callerid": "",
        "group": "",
        "group_name": "",
    }
    account.phonebook.clear()
    assert await api.status("getPhonebook") == "no_phonebook"
    assert await api.status("getPhonebookGroups") == "no_phonebook_group"


async def test_phonebook_entries_come_and_go(api: Api) -> None:
    made = await api.call("setPhonebook", name="Luc", number="5145550101", note="rive sud")
    assert isinstance(made["phonebook"], int)
    entry = made["phonebook"]
    await api.call("setPhonebook", phonebook=entry, name="Luc B.", number="5145550101")
    (found,) = (await api.call("getPhonebook", name="luc"))["phonebooks"]
    assert (found["name"], found["note"]) == ("Luc B.", "rive sud")
    await api.call("setPhonebook", phonebook=entry, name="Luc B.", number="5145550101", note="")
    assert (await api.call("getPhonebook", phonebook=entry))["phonebooks"][0]["note"] == ""
    assert await api.status("delPhonebook", phonebook=entry) == "success"
    assert await api.status("getPhonebook", phonebook=entry) == "invalid_phonebook"


async def test_a_new_entry_takes_no_number_of_an_old_one(api: Api) -> None:
    first = (await api.call("setPhonebook", name="A", number="5145550101"))["phonebook"]
    second = (await api.call("setPhonebook", name="B", number="5145550102"))["phonebook"]
    await api.call("delPhonebook", phonebook=first)
    third = (await api.call("setPhonebook", name="C", number="5145550103"))["phonebook"]
    assert third not in {first, second}


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"number": "5145550101"}, "missing_name"),
        ({"name": "A"}, "missing_number"),
        ({"name": "A", "number": ZOE}, "used_number"),
        ({"name": "A", "number": "5145550101", "note": "x" * 50}, "note_toolong"),
        ({"name": "A" * 51, "number": "5145550101"}, "name_toolong"),
        ({"phonebook": "1", "name": "A", "number": "5145550101"}, "invalid_phonebook"),
    ],
)
async def test_phonebook_refusals(api: Api, params: dict[str, object], status: str) -> None:
    assert await api.status("setPhonebook", **params) == status


async def test_there_is_no_add_phonebook(api: Api) -> None:
    assert await api.status("addPhonebook", name="A", number="5145550101") == "invalid_method"


async def test_the_balance(api: Api) -> None:
    plain = (await api.call("getBalance"))["balance"]
    assert plain == {"current_balance": "42.18050"}
    assert "time_total" in (await api.call("getBalance", advanced="true"))["balance"]


async def test_deleting_is_for_good(api: Api, account: Account, clock: ManualClock) -> None:
    sms = account.add("sms", SHOP, ZOE, "a", at=clock.now())
    assert await api.status("deleteMMS", id=sms.id) == "no_sms"
    assert await api.call("deleteSMS", id=sms.id) == {"status": "success"}
    assert await api.status("deleteSMS", id=sms.id) == "no_sms"
    assert await api.rows("getSMS") == []
    assert await api.status("deleteSMS") == "missing_id"
    assert await api.status("deleteSMS", id="x") == "invalid_id"


async def test_a_delete_may_be_answered_by_nothing(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    switches.empty_body_on_delete = True
    sms = account.add("sms", SHOP, ZOE, "a", at=clock.now())
    answer = await api.post("deleteSMS", id=sms.id)
    assert (answer.status_code, answer.content) == (200, b"")
    assert (await api.post("deleteSMS", id=sms.id)).json()["status"] == "no_sms"


async def test_an_id_that_is_not_known_is_refused_as_the_switch_says(
    api: Api, switches: Switches
) -> None:
    switches.unknown_id_status = "invalid_sms"
    assert await api.status("deleteSMS", id=5) == "invalid_sms"


async def test_a_delete_may_be_without_effect(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    switches.deletes_take_effect = False
    sms = account.add("sms", SHOP, ZOE, "stays", at=clock.now())
    assert await api.call("deleteSMS", id=sms.id) == {"status": "success"}
    assert account.find("sms", sms.id) is sms
    assert account.deleted == []
