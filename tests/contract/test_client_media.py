"""Received files from the simulator's media server, over real HTTP."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmstui.simulator import ManualClock
from mmstui.voipms import (
    Client,
    Downloaded,
    MediaNotThere,
    MediaRefused,
    NoAnswer,
    Timeouts,
)
from support.proxy import CutReply, Drip, FaultProxy, Stall
from support.simulated import SHOP, ZOE, Simulated

NOON = datetime(2026, 7, 4, 18, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 800


def left_in(folder: Path) -> list[Path]:
    return list(folder.glob("*"))


def receive(sim: Simulated, content: bytes = PNG) -> int:
    media = sim.account.make_media(
        "image/png", "png", lambda: content, NOON.timestamp(), outgoing=False
    )
    return sim.account.add("mms", SHOP, ZOE, "", at=NOON.timestamp(), media=[media]).id


async def test_a_received_picture_comes_whole(
    sim: Simulated, client: Client, tmp_path: Path
) -> None:
    for relative in (False, True):
        sim.switches.relative_media_urls = relative
        (url,) = await client.media_urls(receive(sim))
        target = tmp_path / f"{relative}.png"
        assert await client.download(url, target) == Downloaded("image/png", len(PNG))
        assert target.read_bytes() == PNG


async def test_a_picture_that_is_late_comes_when_asked_again(
    sim: Simulated, client: Client, clock: ManualClock, tmp_path: Path
) -> None:
    sim.switches.media_ready_after, sim.switches.media_missing_first = 60, 1
    message = receive(sim)
    assert await client.media_urls(message) == ()
    clock.advance(61)
    (url,) = await client.media_urls(message)
    with pytest.raises(MediaNotThere):
        await client.download(url, tmp_path / "p.png")
    assert (await client.download(url, tmp_path / "p.png")).type == "image/png"


@pytest.mark.parametrize("html", [False, True])
async def test_a_picture_that_expired(
    sim: Simulated, client: Client, clock: ManualClock, tmp_path: Path, html: bool
) -> None:
    sim.switches.media_expired_as_html = html
    (url,) = await client.media_urls(receive(sim))
    clock.advance(8 * 86_400)
    with pytest.raises(MediaNotThere):
        await client.download(url, tmp_path / "p.png")
    assert left_in(tmp_path) == []


async def test_a_wrong_content_type_is_not_believed(
    sim: Simulated, client: Client, tmp_path: Path
) -> None:
    sim.switches.media_content_type = "text/html"
    (url,) = await client.media_urls(receive(sim))
    assert (await client.download(url, tmp_path / "p.png")).type == "image/png"


async def test_a_picture_over_the_cap(sim: Simulated, client: Client, tmp_path: Path) -> None:
    (url,) = await client.media_urls(receive(sim))
    with pytest.raises(MediaRefused):
        await client.download(url, tmp_path / "p.png", max_bytes=len(PNG) - 1)
    await client.download(url, tmp_path / "p.png", max_bytes=len(PNG))


@pytest.mark.parametrize("fault", [CutReply(5000), Stall(5000), Drip(100, 0.01)], ids=repr)
async def test_a_broken_line_leaves_no_half_file(
    sim: Simulated, tmp_path: Path, fault: CutReply | Stall | Drip
) -> None:
    async with (
        FaultProxy(sim.port) as proxy,
        Client(proxy.url, sim.username, sim.password, timeouts=Timeouts(silence=0.1)) as client,
    ):
        (url,) = await client.media_urls(receive(sim))
        proxy.fault = fault
        with pytest.raises(NoAnswer):
            await client.download(url, tmp_path / "p.png", max_seconds=0.2)
        assert left_in(tmp_path) == []
        proxy.mend()
        await client.download(url, tmp_path / "p.png")
