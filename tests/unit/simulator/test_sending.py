"""voipms-api.md sections 2.4 and 2.5: what is accepted for sending, and what is not."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.simulator import Account, ManualClock, Switches
from mmstui.simulator.account import FIRST_MMS_ID, FIRST_SMS_ID
from mmstui.simulator.gsm import ALPHABET, without_foreign
from mmstui.simulator.methods.attachments import dot
from support.asgi import API, ORIGIN, Api, data_uri
from support.simulated import FAX, SHOP, SUPPORT, ZOE

PICTURE = data_uri(b"not really a picture")


async def test_ids_are_integers_of_two_sequences(api: Api) -> None:
    assert await api.call("sendSMS", did=SHOP, dst=ZOE, message="a") == {
        "status": "success",
        "sms": FIRST_SMS_ID,
    }
    assert await api.call("sendMMS", did=SHOP, dst=ZOE, message="b") == {
        "status": "success",
        "mms": FIRST_MMS_ID,
    }
    assert (await api.call("sendSMS", did=SHOP, dst=ZOE, message="c"))["sms"] == FIRST_SMS_ID + 1


async def test_what_was_sent_is_listed_as_sent(api: Api) -> None:
    await api.call("sendSMS", did=SHOP, dst=ZOE, message="l'été\n50% + 1")
    (row,) = await api.rows("getSMS", type=0)
    assert (row["message"], row["type"], row["contact"]) == ("l'été\n50% + 1", "0", ZOE)


@pytest.mark.parametrize("dst", [ZOE, "1" + ZOE, "+1" + ZOE])
async def test_destinations_lose_their_prefix(api: Api, account: Account, dst: str) -> None:
    assert await api.status("sendSMS", did="1" + SHOP, dst=dst, message="a") == "success"
    assert account.accepted[0].contact == ZOE


@pytest.mark.parametrize(
    "dst",
    [
        *("", "29283", "911", f"{ZOE},{ZOE}", f"{ZOE}|{ZOE}", "(438) 555-0123"),
        *("0445550123", f"{ZOE}x", f"+44{ZOE}", "8765550123", f"5{ZOE}", "４３８５５５０１２３"),
    ],
)
async def test_destinations_that_are_refused(api: Api, account: Account, dst: str) -> None:
    assert await api.status("sendSMS", did=SHOP, dst=dst, message="a") == "invalid_dst"
    assert await api.status("sendMMS", did=SHOP, dst=dst, message="a") == "invalid_dst"
    assert account.accepted == []


@pytest.mark.parametrize(
    ("method", "did", "status"),
    [
        ("sendSMS", "", "missing_did"),
        ("sendSMS", FAX, "invalid_did"),
        ("sendSMS", SUPPORT, "success"),
        ("sendSMS", "5145550199", "invalid_did"),
        ("sendMMS", SUPPORT, "invalid_did"),
        ("sendMMS", FAX, "invalid_did"),
    ],
)
async def test_dids_that_can_and_cannot(api: Api, method: str, did: str, status: str) -> None:
    assert await api.status(method, did=did, dst=ZOE, message="a") == status


async def test_a_did_with_sms_switched_off_is_refused(api: Api, account: Account) -> None:
    account.dids[SHOP].sms_enabled = False
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message="a") == "invalid_did"


async def test_mms_from_a_did_without_it_may_pass(api: Api, switches: Switches) -> None:
    switches.mms_needs_mms_did = False
    assert await api.status("sendMMS", did=SUPPORT, dst=ZOE, message="a") == "success"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a" * 160, "success"),
        ("a" * 161, "sms_toolong"),
        ("é" * 80, "success"),
        ("é" * 80 + "a", "sms_toolong"),
        ("👍" * 40, "success"),
        ("👍" * 41, "sms_toolong"),
        ("", "message_empty"),
        ("  \n", "message_empty"),
    ],
)
async def test_sms_are_measured_in_bytes(api: Api, text: str, status: str) -> None:
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message=text) == status


async def test_no_message_at_all_is_missing(api: Api) -> None:
    assert await api.status("sendSMS", did=SHOP, dst=ZOE) == "missing_sms"
    assert await api.status("sendMMS", did=SHOP, dst=ZOE) == "message_empty"
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, media1=PICTURE) == "success"


async def test_quotes_may_count_double(api: Api, switches: Switches) -> None:
    text = "'" * 81
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message=text) == "success"
    switches.addslashes_counting = True
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message=text) == "sms_toolong"


async def test_mms_texts_end_at_2048_bytes(api: Api) -> None:
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, message="é" * 1024) == "success"
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, message="é" * 1025) == "sms_toolong"


async def test_any_slot_takes_any_form(api: Api, account: Account) -> None:
    raw = data_uri(b"\xff\xd8\xff\xe0").partition(",")[2]
    address = "https://pictures.example/boat.gif"
    await api.call("sendMMS", did=SHOP, dst=ZOE, media1=raw, media2=address, media3=PICTURE)
    kinds = [media.mime for media in account.accepted[0].media]
    assert kinds == ["image/jpeg", "image/gif", "image/png"]


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (dot(), "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WAVE", "audio/wav"),
        (b"#!AMR\n", "audio/amr"),
        (b"\0\0\0\x18ftyp3gp4", "video/3gpp"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"BEGIN:VCARD\r\n", "text/vcard"),
        (b"not really a picture", None),
    ],
)
async def test_bare_base64_has_the_type_of_its_content(
    api: Api, account: Account, content: bytes, mime: str | None
) -> None:
    raw = data_uri(content).partition(",")[2]
    status = await api.status("sendMMS", did=SHOP, dst=ZOE, media1=raw)
    assert status == ("success" if mime else "invalid_file")
    assert [media.mime for each in account.accepted for media in each.media] == [mime] * bool(mime)


@pytest.mark.parametrize("dashes", [True, False])
async def test_one_rule_for_the_numbers_of_a_call(
    api: Api, switches: Switches, dashes: bool
) -> None:
    switches.punctuated_numbers = dashes
    shop, zoe = "514-555-0100", "(438) 555-0123"

    def told(status: str) -> str:
        return "success" if dashes else status

    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message="a") == "success"
    assert await api.status("sendSMS", did=SHOP, dst=zoe, message="a") == told("invalid_dst")
    assert await api.status("sendSMS", did=shop, dst=ZOE, message="a") == told("invalid_did")
    assert await api.status("getSMS", did=shop) == told("invalid_did")
    assert await api.status("getSMS", contact=zoe) == told("invalid_contact")
    assert await api.status("getDIDsInfo", did=shop) == told("invalid_did")


async def test_an_address_of_ours_is_the_same_file(api: Api, account: Account) -> None:
    await api.call("sendMMS", did=SHOP, dst=ZOE, media1=PICTURE)
    url = f"{ORIGIN}/{account.accepted[0].media[0].path}"
    await api.get("sendMMS", did=SHOP, dst=ZOE, media1=url)
    first, second = account.accepted
    assert second.media[0].load() == first.media[0].load()
    assert second.media[0].token != first.media[0].token


async def test_a_fourth_file_is_ignored(api: Api, account: Account) -> None:
    slots = {f"media{place}": PICTURE for place in range(1, 5)}
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, **slots) == "success"
    assert len(account.accepted[0].media) == 3


@pytest.mark.parametrize(
    ("media", "status"),
    [
        (data_uri(bytes(1_300_000)), "success"),
        (data_uri(bytes(1_300_001)), "exceeds_file_size"),
        (data_uri(b"MZ", "application/x-msdownload"), "invalid_file"),
        (data_uri(b""), "invalid_file"),
        ("data:image/png;base64,????", "no_base64file"),
        ("data:image/png,plain", "no_base64file"),
        ("/home/somebody/boat.png", "no_base64file"),
    ],
    ids=lambda value: value[:30],
)
async def test_files_that_are_refused(api: Api, account: Account, media: str, status: str) -> None:
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, media2=media) == status
    assert len(account.accepted) == (status == "success")


async def test_three_files_of_full_size_travel_by_multipart(api: Api, account: Account) -> None:
    full = data_uri(bytes(1_300_000))
    slots = {f"media{place}": full for place in range(1, 4)}
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, **slots) == "success"


async def test_bare_base64_may_be_refused(api: Api, switches: Switches) -> None:
    switches.raw_base64_accepted = False
    raw = PICTURE.partition(",")[2]
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, media1=raw) == "no_base64file"


async def test_a_hundred_a_day_until_eastern_midnight(
    api: Api, account: Account, clock: ManualClock, switches: Switches
) -> None:
    switches.sends_per_day = 3
    clock.set(datetime(2026, 10, 3, 3, 59, 50, tzinfo=UTC))
    for method in ("sendSMS", "sendMMS", "sendSMS"):
        assert await api.status(method, did=SHOP, dst=ZOE, message="a") == "success"
    assert await api.status("sendMMS", did=SHOP, dst=ZOE, message="a") == "limit_reached"
    account.add("sms", SHOP, ZOE, "from the portal", at=clock.now(), outgoing=True)
    clock.advance(9)
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message="a") == "limit_reached"
    clock.advance(1)
    assert await api.status("sendSMS", did=SHOP, dst=ZOE, message="a") == "success"


def test_a_hundred_is_the_default() -> None:
    assert Switches().sends_per_day == 100


async def test_a_message_to_oneself_arrives(api: Api) -> None:
    await api.call("sendSMS", did=SHOP, dst=SUPPORT, message="moi")
    rows = await api.rows("getSMS")
    assert [(row["did"], row["contact"], row["type"]) for row in rows] == [
        (SUPPORT, SHOP, "1"),
        (SHOP, SUPPORT, "0"),
    ]


async def test_accepted_and_answered_later(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    switches.send_reply_delay = 45.0
    answer = asyncio.ensure_future(api.get("sendSMS", did=SHOP, dst=ZOE, message="a"))
    while not clock.sleepers:  # noqa: ASYNC110 - turns of the loop, not time
        await asyncio.sleep(0)
    assert len(account.accepted) == 1
    assert not answer.done()
    clock.advance(45)
    assert (await answer).json()["status"] == "success"


async def test_accepted_and_never_answered(
    api: Api, account: Account, switches: Switches, clock: ManualClock
) -> None:
    switches.send_never_answers = True
    answer = asyncio.ensure_future(api.get("sendSMS", did=SHOP, dst=ZOE, message="a"))
    while not account.accepted:  # noqa: ASYNC110 - turns of the loop, not time
        await asyncio.sleep(0)
    clock.advance(86_400)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not answer.done()
    answer.cancel()


async def test_base64_does_not_fit_a_request_line(api: Api) -> None:
    big = api.params("sendMMS", {"did": SHOP, "dst": ZOE, "media1": data_uri(bytes(9000))})
    assert (await api.http.get(API, params=big)).status_code == 414


@given(st.text())
def test_what_is_left_of_a_text_is_gsm(text: str) -> None:
    left = without_foreign(text)
    assert set(left) <= ALPHABET
    assert without_foreign(left) == left
