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
