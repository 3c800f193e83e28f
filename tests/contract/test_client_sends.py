"""The client's sends against the simulator, over real HTTP."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Attachment, Direction, Kind, MediaKind
from mmstui.voipms import Client, DailyLimit, NoAnswer, Refused, SlowDown, Timeouts
from support.simulated import FAX, SHOP, SUPPORT, ZOE, Simulated

NOON = datetime(2026, 7, 4, 18, 30, tzinfo=UTC)
TODAY = date(2026, 7, 4)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
HARD = '1+1=2 50% "d\'accord" \\ <é👋>\r\nligne 2\n--\n'


def picture(path: Path, content: bytes = PNG) -> Attachment:
    path.write_bytes(content)
    return Attachment(str(path), path.name, "image/png", len(content), MediaKind.PHOTO)


async def test_an_sms_arrives_as_it_was_written_and_is_listed_under_its_id(
    sim: Simulated, client: Client
) -> None:
    sent = await client.send_sms(SHOP, ZOE, HARD)
    (accepted,) = sim.account.accepted
    assert (accepted.kind, accepted.did, accepted.contact) == ("sms", SHOP, ZOE)
    assert accepted.text == HARD
    assert (sent.server_id, sent.server_time) == (accepted.id, NOON)
    (row,) = (await client.history(Kind.SMS, TODAY, TODAY, limit=50)).rows
    assert (row.server_id, row.direction, row.text) == (sent.server_id, Direction.OUT, HARD)


async def test_an_mms_carries_its_files_whole(
    sim: Simulated, client: Client, tmp_path: Path
) -> None:
    files = [picture(tmp_path / f"{number}.png", PNG + bytes([number])) for number in range(3)]
    sent = await client.send_mms(SHOP, ZOE, "", files)
    (accepted,) = sim.account.accepted
    assert (accepted.kind, accepted.id, accepted.text) == ("mms", sent.server_id, "")
    assert [one.load() for one in accepted.media] == [PNG + bytes([number]) for number in range(3)]
    assert [one.mime for one in accepted.media] == ["image/png"] * 3
    assert len(await client.media_urls(sent.server_id)) == 3


async def test_a_file_of_the_safe_size_gets_through(
    sim: Simulated, client: Client, tmp_path: Path
) -> None:
    whole = PNG + bytes(1_200_000 - len(PNG))
    await client.send_mms(SHOP, ZOE, "big", [picture(tmp_path / "big.png", whole)])
    assert sim.account.accepted[0].media[0].load() == whole


async def test_a_long_text_goes_as_mms_without_files(sim: Simulated, client: Client) -> None:
    await client.send_mms(SHOP, ZOE, "é" * 1000)
    assert sim.account.accepted[0].text == "é" * 1000


async def test_the_id_sequences_are_apart(sim: Simulated, client: Client) -> None:
    sim.account.next_sms_id = sim.account.next_mms_id = 7
    assert (await client.send_sms(SHOP, ZOE, "x")).server_id == 7
    assert (await client.send_mms(SHOP, ZOE, "x")).server_id == 7


async def test_refusals_say_why_and_nothing_is_accepted(sim: Simulated, client: Client) -> None:
    for send, status in (
        (client.send_sms(SHOP, ZOE, "é" * 81), "sms_toolong"),
        (client.send_sms(FAX, ZOE, "x"), "invalid_did"),
        (client.send_mms(SUPPORT, ZOE, "x"), "invalid_did"),
        (client.send_sms(SHOP, "29283", "x"), "invalid_dst"),
        (client.send_sms(SHOP, ZOE, " "), "message_empty"),
    ):
        with pytest.raises(Refused) as caught:
            await send
        assert caught.value.status == status
    await client.send_sms(SHOP, ZOE, "é" * 80)
    assert len(sim.account.accepted) == 1


async def test_limits_of_a_minute_and_of_a_day(sim: Simulated, client: Client) -> None:
    sim.switches.sends_per_day = 1
    await client.send_sms(SHOP, ZOE, "first")
    with pytest.raises(DailyLimit):
        await client.send_sms(SHOP, ZOE, "second")
    sim.switches.statuses = {"sendSMS": "sms_wait_message"}
    with pytest.raises(SlowDown) as caught:
        await client.send_sms(SHOP, ZOE, "second")
    assert caught.value.retry_after == timedelta(minutes=1)
    assert len(sim.account.accepted) == 1


async def test_a_send_that_is_accepted_and_never_answered(sim: Simulated) -> None:
    sim.switches.send_never_answers = True
    async with Client(sim.url, sim.username, sim.password, timeouts=Timeouts(send=0.1)) as client:
        with pytest.raises(NoAnswer) as caught:
            await client.send_sms(SHOP, ZOE, "x")
    assert caught.value.status == "no_answer_in_time"
    assert len(sim.account.accepted) == 1


@pytest.mark.parametrize("page", ["522", "html", "truncated", "empty"])
async def test_a_send_whose_answer_is_lost(sim: Simulated, client: Client, page: str) -> None:
    sim.switches.pages, sim.switches.pages_act = {"sendSMS": page}, True
    with pytest.raises(NoAnswer):
        await client.send_sms(SHOP, ZOE, "x")
    assert len(sim.account.accepted) == 1
