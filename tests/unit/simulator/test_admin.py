"""The back door: injecting, switching, counting; for this machine only."""

import pytest

from mmstui.simulator import Account, ManualClock, Switches, create_app
from support.asgi import Api
from support.simulated import SHOP, SUPPORT, ZOE


async def test_injecting_an_incoming_sms(api: Api) -> None:
    made = await api.admin("inject", {"contact": ZOE, "text": "allô"})
    (row,) = await api.rows("getSMS")
    assert row["id"] == str(made["id"])
    assert (row["message"], row["type"], row["did"]) == ("allô", "1", SHOP)


async def test_injecting_everything_else(api: Api) -> None:
    asked = {
        "kind": "mms",
        "did": SUPPORT,
        "contact": "+1 438 555 0123",
        "text": "du portail",
        "at": "2026-10-02T12:00:00+00:00",
        "direction": "out",
        "media": [{"type": "image/gif", "base64": "R0lG"}],
    }
    await api.admin("inject", asked)
    (row,) = await api.rows("getMMS")
    assert (row["date"], row["type"], row["contact"]) == ("2026-10-02 08:00:00", "0", ZOE)
    assert row["media"][0].endswith("media.gif")
    assert (await api.http.get(row["media"][0])).content == b"GIF"
    assert (await api.admin("messages"))["count"] == 0


async def test_a_number_of_media_is_as_many_pictures(api: Api) -> None:
    assert (await api.admin("inject", {"contact": ZOE, "media": 4}))["kind"] == "mms"
    (row,) = await api.rows("getMMS")
    answers = [await api.http.get(url) for url in row["media"]]
    assert [answer.content[:4] for answer in answers] == [b"\x89PNG"] * 4


async def test_an_injected_row_may_be_late(api: Api, clock: ManualClock) -> None:
    await api.admin("inject", {"contact": ZOE, "text": "tard", "late": 30})
    assert await api.rows("getSMS") == []
    clock.advance(30)
    assert len(await api.rows("getSMS")) == 1


async def test_accepted_messages_are_listed_even_when_deleted(api: Api) -> None:
    for _ in range(2):
        sent = await api.call("sendSMS", did=SHOP, dst=ZOE, message="deux fois")
    assert await api.admin("delete", {"kind": "sms", "id": sent["sms"]}) == {"deleted": True}
    listed = await api.admin("messages")
    assert listed["count"] == 2
    assert [row["text"] for row in listed["messages"]] == ["deux fois"] * 2
    assert len(await api.rows("getSMS")) == 1


async def test_switches_are_read_and_changed(api: Api, switches: Switches) -> None:
    assert (await api.admin("switches"))["latency"] == 0
    assert (await api.admin("switches", {"mirrored_mms": True}))["mirrored_mms"] is True
    assert switches.mirrored_mms
    assert "no switch" in (await api.admin("switches", {"mirrored": True}))["error"]


async def test_the_state_counts(api: Api) -> None:
    await api.call("sendSMS", did=SHOP, dst=ZOE, message="a")
    state = await api.admin("state")
    assert state["requests"] == {"sendSMS": 1}
    assert state["sends_by_day"] == {"2026-10-02": 1}
    assert (state["accepted"], state["messages_kept"]) == (1, 1)


@pytest.mark.parametrize(
    "wrong", [[], {}, {"contact": ZOE, "kind": "fax"}, {"contact": ZOE, "at": "x"}]
)
async def test_nonsense_is_a_400(api: Api, wrong: object) -> None:
    answer = await api.http.post("/_simulator/inject", json=wrong)
    assert answer.status_code == 400
    assert "error" in answer.json()


async def test_only_this_machine_gets_in(
    account: Account, switches: Switches, clock: ManualClock
) -> None:
    stranger = Api(create_app(account, switches, clock), client=("192.0.2.7", 5000))
    assert (await stranger.http.get("/_simulator/state")).status_code == 403
    assert (await stranger.call("getIP"))["ip"] == "192.0.2.7"
    await stranger.http.aclose()


async def test_no_web_page_gets_in(api: Api) -> None:
    headers = {"origin": "https://example.com"}
    assert (await api.http.get("/_simulator/state", headers=headers)).status_code == 403


async def test_a_group_text_arrives_once_for_each_leg(api: Api, switches: Switches) -> None:
    switches.group_legs = 3
    asked = {"contact": ZOE, "kind": "mms", "text": "à 7 h ?", "media": 1}
    made = await api.admin("inject", asked)
    rows = await api.rows("getMMS")
    assert sorted(int(row["id"]) for row in rows) == made["ids"]
    alike = {(row["did"], row["contact"], row["message"], row["date"]) for row in rows}
    assert (len(alike), len(made["ids"]), len({row["col_media1"] for row in rows})) == (1, 3, 3)
    assert len((await api.admin("inject", {"contact": ZOE, "text": "à 7 h ?"}))["ids"]) == 1
    assert len((await api.admin("inject", asked | {"legs": 2}))["ids"]) == 2


async def test_a_long_text_may_arrive_in_parts(api: Api, switches: Switches) -> None:
    text = "abc€ " * 40
    assert len((await api.admin("inject", {"contact": ZOE, "text": text}))["ids"]) == 1
    switches.long_sms_split = True
    for asked, sizes in ((text, [128, 72]), ("ê" * 140, [67, 67, 6]), ("a" * 160, [160])):
        ids = (await api.admin("inject", {"contact": ZOE, "text": asked}))["ids"]
        rows = {int(row["id"]): row["message"] for row in await api.rows("getSMS")}
        assert ids == list(range(ids[0], ids[0] + len(sizes)))
        assert "".join(rows[each] for each in ids) == asked
        assert [len(rows[each]) for each in ids] == sizes


async def test_callbacks_and_what_they_do_not_replace(api: Api, switches: Switches) -> None:
    address = "https://example.com/in?id={ID}&at={TIMESTAMP}&from={FROM}&m={MEDIA}&t={MESSAGE}"
    settings = {"enable": 1, "url_callback": address, "url_callback_enable": 1}
    await api.admin("inject", {"contact": ZOE, "did": SUPPORT, "text": "none"})
    made = await api.admin("inject", {"contact": ZOE, "text": "a & b"})
    assert (await api.admin("callbacks"))["callbacks"] == []
    await api.call("setSMS", did=SHOP, **settings)
    told = f"https://example.com/in?id={made['id']}&at=2026-10-02%2014%3A24%3A20&from={ZOE}"
    assert (await api.admin("callbacks"))["callbacks"] == [f"{told}&m={{MEDIA}}&t=a%20%26%20b"]
    switches.unexpanded_placeholders = ("MESSAGE",)
    (found,) = (await api.admin("callbacks"))["callbacks"]
    assert found.endswith("&m={MEDIA}&t={MESSAGE}")
