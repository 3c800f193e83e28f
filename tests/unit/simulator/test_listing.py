"""voipms-api.md sections 2.1, 2.2, 5 and 6: the rows of getSMS and getMMS."""

import pytest

from mmstui.simulator import Account, ManualClock, Switches
from mmstui.simulator.account import FIRST_MMS_ID, FIRST_SMS_ID
from support.asgi import Api
from support.simulated import SHOP, SUPPORT, ZOE


@pytest.fixture(autouse=True)
def history(account: Account, clock: ManualClock) -> None:
    now = clock.now()
    account.add("sms", SHOP, ZOE, "bonjour 🛶", at=now - 300)
    account.add("mms", SHOP, ZOE, "sans photo", at=now - 200)
    account.add("sms", SUPPORT, "29283", "code 123", at=now - 100)
    account.add("sms", SHOP, ZOE, "oui", at=now - 50, outgoing=True)


async def test_an_sms_row(api: Api) -> None:
    assert (await api.rows("getSMS"))[-1] == {
        "id": str(FIRST_SMS_ID),
        "date": "2026-10-02 14:19:20",
        "type": "1",
        "did": SHOP,
        "contact": ZOE,
        "message": "bonjour 🛶",
        "carrier_status": "Information not available",
    }


async def test_an_mms_row_has_media_keys_and_the_list_is_called_sms(api: Api) -> None:
    reply = await api.call("getMMS")
    assert "mms" not in reply
    assert reply["sms"] == [
        {
            "id": str(FIRST_MMS_ID),
            "date": "2026-10-02 14:21:00",
            "type": "1",
            "did": SHOP,
            "contact": ZOE,
            "message": "sans photo",
            "carrier_status": "Information not available",
            "col_media1": "",
            "col_media2": "",
            "col_media3": "",
            "media": [],
        }
    ]


async def test_newest_first_and_the_limit_keeps_the_newest(api: Api, switches: Switches) -> None:
    assert [row["message"] for row in await api.rows("getSMS", limit=2)] == ["oui", "code 123"]
    switches.newest_first = False
    assert [row["message"] for row in await api.rows("getSMS", limit=2)] == ["code 123", "oui"]
    switches.limit_keeps_newest = False
    assert [row["message"] for row in await api.rows("getSMS", limit=1)] == ["bonjour 🛶"]


async def test_the_limit_defaults_to_fifty(api: Api, account: Account, clock: ManualClock) -> None:
    for _ in range(60):
        account.add("sms", SHOP, ZOE, "x", at=clock.now())
    assert len(await api.rows("getSMS")) == 50
    assert len(await api.rows("getSMS", limit=1_000_000)) == 63


@pytest.mark.parametrize(
    ("params", "texts"),
    [
        ({"type": 0}, ["oui"]),
        ({"type": 1}, ["code 123", "bonjour 🛶"]),
        ({"did": SUPPORT}, ["code 123"]),
        ({"did": "+1" + SHOP}, ["oui", "bonjour 🛶"]),
        ({"contact": "29283"}, ["code 123"]),
        ({"contact": "1" + ZOE}, ["oui", "bonjour 🛶"]),
        ({"sms": FIRST_SMS_ID}, ["bonjour 🛶"]),
        ({"sms": FIRST_MMS_ID}, []),
        ({"sms": FIRST_SMS_ID, "did": SUPPORT}, []),
        ({"contact": "9025550199"}, []),
    ],
)
async def test_filters(api: Api, params: dict[str, object], texts: list[str]) -> None:
    assert [row["message"] for row in await api.rows("getSMS", **params)] == texts


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"did": "5145550199"}, "invalid_did"),
        ({"type": 2}, "invalid_type"),
        ({"contact": "nobody"}, "invalid_contact"),
        ({"sms": "twelve"}, "invalid_sms"),
        ({"sms": 5, "all_messages": 1}, "invalid_sms"),
    ],
)
async def test_filters_that_are_refused(api: Api, params: dict[str, object], status: str) -> None:
    assert await api.status("getSMS", **params) == status


async def test_a_lookup_by_id_ignores_the_dates(
    api: Api, switches: Switches, clock: ManualClock
) -> None:
    clock.advance(5 * 86_400)
    assert len(await api.rows("getMMS", mms=FIRST_MMS_ID)) == 1
    switches.id_lookup_ignores_dates = False
    assert await api.rows("getMMS", mms=FIRST_MMS_ID) == []


async def test_all_messages_mixes_both_kinds(api: Api) -> None:
    for method in ("getSMS", "getMMS"):
        rows = await api.rows(method, all_messages=1)
        assert [row["id"] for row in rows] == [
            str(FIRST_SMS_ID + 2),
            str(FIRST_SMS_ID + 1),
            str(FIRST_MMS_ID),
            str(FIRST_SMS_ID),
        ]
    assert "col_media1" not in (await api.rows("getSMS", all_messages=1))[0]
    assert "col_media1" in (await api.rows("getMMS", all_messages=1))[0]


async def test_get_mms_strips_what_gsm_cannot_write_from_sms_only(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    account.add("mms", SHOP, ZOE, "légende 🛶", at=clock.now())
    texts = [row["message"] for row in await api.rows("getMMS", all_messages=1)]
    assert texts[0] == "légende 🛶"
    assert texts[-1] == "bonjour "
    switches.strip_non_gsm = False
    texts = [row["message"] for row in await api.rows("getMMS", all_messages=1)]
    assert texts[-1] == "bonjour 🛶"


async def test_mirrored_rows_tell_nothing_of_being_mms(api: Api, switches: Switches) -> None:
    switches.mirrored_mms = True
    (mms,) = await api.rows("getMMS")
    mirrored = next(row for row in await api.rows("getSMS") if row["id"] == mms["id"])
    for key in ("id", "date", "did", "contact", "type"):
        assert mirrored[key] == mms[key]
    assert not any(key.startswith(("col_", "media")) for key in mirrored)


async def test_dialmode_two_writes_numbers_with_plus_one(api: Api, account: Account) -> None:
    account.dids[SHOP].dialmode = "2"
    account.dids[SUPPORT].dialmode = "2"
    rows = await api.rows("getSMS")
    assert (rows[0]["did"], rows[0]["contact"]) == ("+1" + SHOP, "+1" + ZOE)
    assert rows[1]["contact"] == "29283"


async def test_the_plus_one_of_a_did_filter(api: Api, switches: Switches) -> None:
    switches.plus_one_with_did_filter = True
    assert (await api.rows("getSMS"))[0]["did"] == SHOP
    assert (await api.rows("getSMS", did=SHOP))[0]["did"] == "+1" + SHOP


async def test_oddities_of_rows(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    account.add("sms", SHOP, ZOE, "I don't \\ \"", at=clock.now())
    account.add("sms", SHOP, ZOE, "", at=clock.now() + 1)
    switches.addslashes_residue = True
    switches.null_messages = True
    switches.numeric_row_ids = True
    switches.carrier_status = ""
    empty, quoted = (await api.rows("getSMS"))[:2]
    assert quoted["message"] == "I don\\'t \\\\ \\\""
    assert empty["message"] is None
    assert isinstance(empty["id"], int)
    assert "carrier_status" not in empty


async def test_a_lone_row_may_be_an_object(api: Api, switches: Switches) -> None:
    switches.lone_row_is_object = True
    reply = await api.call("getSMS", limit=1)
    assert reply["sms"]["message"] == "oui"


async def test_rows_that_make_no_sense_stand_among_the_others(api: Api, switches: Switches) -> None:
    switches.strange_rows = 4
    rows = await api.rows("getSMS")
    assert [row["message"] for row in rows[4:]] == ["oui", "code 123", "bonjour 🛶"]
    assert rows[0]["date"] == "0000-00-00 00:00:00"
    assert rows[0] == rows[3]


async def test_a_late_row_comes_out_in_its_time(
    api: Api, switches: Switches, clock: ManualClock
) -> None:
    switches.late_rows = 120.0
    sent = await api.call("sendSMS", did=SHOP, dst=ZOE, message="tard")
    assert "tard" not in [row["message"] for row in await api.rows("getSMS")]
    assert await api.rows("getSMS", sms=sent["sms"]) == []
    clock.advance(120)
    assert (await api.rows("getSMS"))[0]["message"] == "tard"


async def test_one_did_can_be_refused_while_the_others_go_on(api: Api, switches: Switches) -> None:
    switches.invalid_dids = (SUPPORT,)
    assert await api.status("getSMS", did=SUPPORT) == "invalid_did"
    assert await api.status("getSMS", did=SHOP) == "success"
    assert await api.status("getDIDsInfo", did=SUPPORT) == "success"


async def test_id_sequences_may_overlap(account: Account, api: Api, clock: ManualClock) -> None:
    account.next_sms_id = account.next_mms_id = 900
    sms = account.add("sms", SHOP, ZOE, "a", at=clock.now())
    mms = account.add("mms", SHOP, ZOE, "b", at=clock.now())
    assert sms.id == mms.id == 900
    assert await api.status("deleteSMS", id=900) == "success"
    assert [row["message"] for row in await api.rows("getMMS", mms=900)] == ["b"]
