"""voipms-api.md sections 2.2, 2.3 and 8: addresses of media, and the server behind them."""

import pytest

from mmstui.simulator import Account, ManualClock, Message, Switches
from support.asgi import ORIGIN, Api, data_uri
from support.simulated import SHOP, ZOE

FILES = [b"one", b"two", b"three", b"four", b"five"]


def receive(account: Account, clock: ManualClock, files: int) -> Message:
    media = [
        account.make_media("image/png", "png", lambda at=at: FILES[at], clock.now(), outgoing=False)  # type: ignore[misc]
        for at in range(files)
    ]
    return account.add("mms", SHOP, ZOE, "", at=clock.now(), media=media)


async def test_media_stand_in_columns_and_in_a_list(
    api: Api, account: Account, clock: ManualClock
) -> None:
    receive(account, clock, 2)
    (row,) = await api.rows("getMMS")
    assert row["media"] == [row["col_media1"], row["col_media2"]]
    assert row["col_media3"] == ""
    assert row["col_media1"].startswith(f"{ORIGIN}/media/")
    assert row["col_media1"].endswith("/media.png")


async def test_more_than_three_media_are_more_columns(
    api: Api, account: Account, clock: ManualClock
) -> None:
    receive(account, clock, 5)
    (row,) = await api.rows("getMMS")
    assert [row[f"col_media{place}"] for place in range(1, 6)] == row["media"]
    assert len(set(row["media"])) == 5


async def test_styles_of_the_media_keys(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    receive(account, clock, 1)
    switches.media_list_padded = True
    assert (await api.rows("getMMS"))[0]["media"][1:] == ["", ""]
    switches.relative_media_urls = True
    assert (await api.rows("getMMS"))[0]["col_media1"].startswith("media/")
    switches.media_list = False
    assert "media" not in (await api.rows("getMMS"))[0]


async def test_media_come_late(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    message = receive(account, clock, 1)
    switches.media_listed_after = 60.0
    switches.media_ready_after = 20.0
    assert (await api.rows("getMMS"))[0]["media"] == []
    assert (await api.call("getMediaMMS", id=message.id))["media"] == []
    clock.advance(20)
    assert (await api.rows("getMMS"))[0]["media"] == []
    assert list((await api.call("getMediaMMS", id=message.id))["media"]) == ["1"]
    clock.advance(40)
    assert len((await api.rows("getMMS"))[0]["media"]) == 1


async def test_get_media_mms_is_an_object_from_one_or_an_array(
    api: Api, account: Account, clock: ManualClock
) -> None:
    message = receive(account, clock, 3)
    urls = (await api.rows("getMMS"))[0]["media"]
    assert await api.call("getMediaMMS", id=message.id) == {
        "status": "success",
        "id": str(message.id),
        "date": "2026-10-02 14:24:20",
        "media": dict(zip("123", urls, strict=True)),
    }
    assert (await api.call("getMediaMMS", id=message.id, media_as_array=1))["media"] == urls


async def test_no_media_may_be_an_empty_object(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    message = receive(account, clock, 0)
    switches.empty_media_is_list = False
    assert (await api.call("getMediaMMS", id=message.id))["media"] == {}


@pytest.mark.parametrize(
    ("id", "status"), [("", "missing_id"), ("7", "invalid_id"), ("x", "invalid_id")]
)
async def test_get_media_mms_of_nothing(api: Api, id: str, status: str) -> None:
    assert await api.status("getMediaMMS", id=id) == status


async def test_the_media_server_asks_for_no_credentials(
    api: Api, account: Account, clock: ManualClock
) -> None:
    receive(account, clock, 2)
    urls = (await api.rows("getMMS"))[0]["media"]
    answers = [await api.http.get(url) for url in urls]
    assert [answer.content for answer in answers] == FILES[:2]
    assert answers[0].headers["content-type"] == "image/png"
    assert (await api.http.get(urls[0].replace("media.png", "media.gif"))).status_code == 404
    assert (await api.http.get("/media/unknown/media.png")).status_code == 404


async def test_a_file_is_missing_at_first(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    receive(account, clock, 1)
    switches.media_missing_first = 2
    url = (await api.rows("getMMS"))[0]["media"][0]
    assert [(await api.http.get(url)).status_code for _ in range(3)] == [404, 404, 200]


async def test_a_file_expires_after_seven_days(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    receive(account, clock, 1)
    url = (await api.rows("getMMS"))[0]["media"][0]
    clock.advance(7 * 86_400)
    assert (await api.http.get(url)).status_code == 200
    clock.advance(1)
    assert (await api.http.get(url)).status_code == 404
    switches.media_expired_as_html = True
    page = await api.http.get(url)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


async def test_a_wrong_content_type(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    receive(account, clock, 1)
    switches.media_content_type = "application/octet-stream"
    url = (await api.rows("getMMS"))[0]["media"][0]
    assert (await api.http.get(url)).headers["content-type"] == "application/octet-stream"


async def test_addresses_are_of_the_origin_that_was_asked(
    api: Api, account: Account, clock: ManualClock
) -> None:
    receive(account, clock, 1)
    answer = await api.http.get(
        "http://localhost:9999/api/v1/rest.php", params=api.params("getMMS", {})
    )
    assert answer.json()["sms"][0]["media"][0].startswith("http://localhost:9999/media/")


async def test_what_was_sent_is_what_is_served(api: Api) -> None:
    sent = await api.call("sendMMS", did=SHOP, dst=ZOE, media2=data_uri(b"\x89PNG picture"))
    url = (await api.call("getMediaMMS", id=sent["mms"]))["media"]["1"]
    assert (await api.http.get(url)).content == b"\x89PNG picture"
