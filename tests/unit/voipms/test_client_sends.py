import base64
from pathlib import Path
from typing import Any

import httpx
import pytest

from mmstui.domain.messages import Attachment, MediaKind
from mmstui.voipms import (
    AccessRefused,
    Client,
    DailyLimit,
    DidGone,
    NoAnswer,
    NotConnected,
    Refused,
    Sent,
    SlowDown,
    VoipMsError,
)
from support.canned import NOW, CannedApi

DID, DST = "5145550100", "4385550123"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def attachment(path: Path, mime: str = "image/png") -> Attachment:
    return Attachment(str(path), path.name, mime, 1, MediaKind.PHOTO)


async def test_an_sms_goes_as_it_was_written(client: Client, api: CannedApi) -> None:
    text = '1+1=2 50% "d\'accord" \\ <é👋>\r\nligne 2\n--\n\x00'
    api.says({"status": "success", "sms": 112275629})
    assert await client.send_sms(DID, DST, text) == Sent(112275629, NOW)
    form = api.form
    assert form.pop("api_password")
    assert form.pop("api_username")
    assert form == {
        "method": "sendSMS", "content_type": "json", "did": DID, "dst": DST, "message": text,
    }  # fmt: skip


async def test_half_an_emoji_does_not_stop_a_text(client: Client, api: CannedApi) -> None:
    api.says({"status": "success", "sms": 1})
    await client.send_sms(DID, DST, "cut \ud83d")
    assert api.form["message"] == "cut \ufffd"


async def test_an_mms_carries_its_files_as_data_uris(
    client: Client, api: CannedApi, tmp_path: Path
) -> None:
    files = []
    for number, mime in enumerate(["image/png", "audio/mpeg", "not a type"]):
        path = tmp_path / f"file{number}.png"
        path.write_bytes(PNG)
        files.append(attachment(path, mime))
    api.says({"status": "success", "mms": 10456720})
    assert await client.send_mms(DID, DST, "", files) == Sent(10456720, NOW)
    encoded = base64.b64encode(PNG).decode()
    form = api.form
    assert (form["method"], form["message"]) == ("sendMMS", "")
    assert form["media1"] == f"data:image/png;base64,{encoded}"
    assert form["media2"] == f"data:audio/mpeg;base64,{encoded}"
    assert form["media3"] == f"data:image/png;base64,{encoded}"


async def test_an_mms_may_be_text_alone(client: Client, api: CannedApi) -> None:
    api.says({"status": "success", "mms": "10456720"})
    assert (await client.send_mms(DID, DST, "x" * 300)).server_id == 10456720
    assert not any(key.startswith("media") for key in api.form)


async def test_files_that_cannot_go_are_refused_before_anything_leaves(
    client: Client, api: CannedApi, tmp_path: Path
) -> None:
    big = tmp_path / "big.png"
    big.write_bytes(bytes(1_300_001))
    small = tmp_path / "small.png"
    small.write_bytes(PNG)
    for files, status in (
        ([attachment(tmp_path / "gone.png")], "file_unreadable"),
        ([attachment(tmp_path)], "file_unreadable"),
        ([attachment(big)], "file_too_big"),
        ([attachment(small)] * 4, "too_many_files"),
    ):
        with pytest.raises(Refused) as caught:
            await client.send_mms(DID, DST, "look", files)
        assert caught.value.status == status
    assert api.requests == []


@pytest.mark.parametrize("value", [0, "0", None, "", -1, True, [112275629], {"id": 1}, "abc", 1.5])
async def test_a_success_without_an_id_is_no_answer(
    client: Client, api: CannedApi, value: object
) -> None:
    api.says({"status": "success", "sms": value})
    with pytest.raises(NoAnswer) as caught:
        await client.send_sms(DID, DST, "x")
    assert caught.value.status == "no_id"


async def test_the_id_of_the_other_sequence_is_no_id(client: Client, api: CannedApi) -> None:
    api.says({"status": "success", "sms": 10456720})
    with pytest.raises(NoAnswer):
        await client.send_mms(DID, DST, "x" * 200)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("invalid_credentials", AccessRefused),
        ("ip_not_enabled", AccessRefused),
        ("api_limit_exceeded", SlowDown),
        ("sms_wait_message", SlowDown),
        ("limit_reached", DailyLimit),
        ("invalid_did", Refused),
        ("invalid_dst", Refused),
        ("sms_toolong", Refused),
        ("sms_failed", Refused),
        ("no_sms", Refused),
        ("no_base64file", Refused),
        ("never_heard_of", Refused),
        ("tls_error", NoAnswer),
    ],
)
async def test_each_status_is_a_decision(
    client: Client, api: CannedApi, status: str, error: type[VoipMsError]
) -> None:
    api.says({"status": status})
    with pytest.raises(error) as caught:
        await client.send_sms(DID, DST, "x")
    assert caught.value.status == status
    assert not isinstance(caught.value, DidGone) or error is DidGone


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ReadTimeout("x"),
        httpx.WriteTimeout("x"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.LocalProtocolError("x"),
        httpx.ProxyError("x"),
        httpx.CloseError("x"),
        OSError("x"),
        ConnectionResetError("x"),
        ValueError("x"),
        httpx.Response(200, content=b""),
        httpx.Response(200, html="<html>"),
        httpx.Response(200, content=b'{"status":"success","sms":1122756'),
        httpx.Response(301, headers={"Location": "https://voip.ms/api/v1/rest.php"}),
        httpx.Response(307, headers={"Location": "https://voip.ms/api/v1/rest.php"}),
        httpx.Response(403, text="error code: 1010"),
        httpx.Response(429, text="slow", headers={"Retry-After": "1"}),
        httpx.Response(500, content=b"<SOAP-ENV:Envelope>"),
        httpx.Response(502, json={"status": "invalid_dst"}),
        httpx.Response(522, text="error code: 522"),
        httpx.Response(404, json={"status": "some_new_word"}),
    ],
    ids=str,
)
async def test_anything_in_between_is_no_answer_and_goes_once(
    client: Client, api: CannedApi, reply: Any
) -> None:
    api.says(reply)
    with pytest.raises(NoAnswer):
        await client.send_sms(DID, DST, "x")
    assert len(api.requests) == 1


async def test_only_a_failed_connection_is_not_connected(client: Client, api: CannedApi) -> None:
    for error in (httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")):
        api.says(error)
        with pytest.raises(NotConnected):
            await client.send_sms(DID, DST, "x")
    assert len(api.requests) == 3


async def test_a_transport_of_ours_is_not_closed_by_a_send(client: Client, api: CannedApi) -> None:
    api.says({"status": "success", "sms": 1})
    await client.send_sms(DID, DST, "x")
    await client.send_sms(DID, DST, "y")
    assert api.closed == 0
