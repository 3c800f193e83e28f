"""Files as VoIP.ms may send them (voipms-api section 8), and what the thread says of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmstui.domain.limits import MEDIA_BYTES
from mmstui.domain.messages import Media, MediaState
from mmstui.simulator import ManualClock
from mmstui.simulator.calls import Call
from mmstui.tui.thread.layout import Geometry, lay_out
from support import sounds
from support.office import Office, in_time
from support.photos import photo
from support.simulated import SHOP, ZOE, Simulated

WIDE = Geometry(74, True, ZoneInfo("America/Toronto"))


@pytest.fixture
def office(tmp_path: Path, sim: Simulated, clock: ManualClock) -> Iterator[Office]:
    office = Office(tmp_path, sim, clock)
    yield office
    office.store.close()


def arrives(office: Office, *files: tuple[str, str, bytes]) -> None:
    """An MMS a minute old: types as they are claimed, extensions, contents."""
    at = office.clock.now() - 60
    make = partial(office.sim.account.make_media, at=at, outgoing=False)
    media = [make(mime, extension, partial(bytes, content)) for mime, extension, content in files]
    office.sim.account.add("mms", SHOP, ZOE, "", at=at, media=media)


def media(office: Office) -> tuple[Media, ...]:
    (message,) = office.messages()
    return message.media


def said(office: Office) -> list[str]:
    """The facts of the files, as the thread has them."""
    (message,) = office.messages()
    lines = ("  ".join(piece.text for piece in line.pieces) for line in lay_out(message, WIDE))
    return [line.partition("  ")[2] if ":" in line[:6] else line for line in lines]


async def test_each_kind_says_what_it_is_how_long_it_lasts_and_its_size(office: Office) -> None:
    arrives(
        office,
        ("image/jpeg", "jpeg", photo(64, 48)),
        ("audio/amr", "amr", sounds.amr(23)),
        ("audio/mpeg", "mp3", sounds.mp3(1000)),
        ("video/3gpp", "3gp", sounds.mp4(75, b"3gp4")),
        ("video/mp4", "mp4", sounds.mp4(12)),
    )
    await in_time(office.engine().once())
    assert [line for line in said(office) if "shows it" not in line] == [
        f"▣ photo  {round(len(photo(64, 48)) / 1000)} KB  media.jpeg",
        "♪ sound  AMR  0:23  37 KB  media.amr",
        "♪ sound  MP3  0:26  417 KB  media.mp3",
        "► video  3GP  1:15  192 B  media.3gp",
        "► video  MP4  0:12  192 B  media.mp4",
    ]


@pytest.mark.parametrize("sent_as", ["application/octet-stream", "image/png", "text/plain"])
async def test_a_sound_is_known_by_its_content_whatever_it_is_sent_as(
    office: Office, sent_as: str
) -> None:
    office.sim.switches.media_content_type = sent_as
    arrives(office, ("image/png", "png", sounds.wav(2.5)))
    await in_time(office.engine().once())
    (file,) = media(office)
    assert (file.type, file.name, file.seconds) == ("audio/wav", "media.png", 2.5)
    assert file.path is not None
    assert file.path.endswith("/0-media.wav")


async def test_one_that_is_too_large_says_so(office: Office) -> None:
    arrives(office, ("image/png", "png", b"\x89PNG\r\n\x1a\n" + bytes(MEDIA_BYTES)))
    await in_time(office.engine().once())
    assert [file.state for file in media(office)] == [MediaState.REFUSED]
    assert said(office) == ["▣ photo  left alone: it is larger than 20.0 MB"]
    assert list(office.store.media_folder.rglob("*")) == []


async def test_one_that_is_elsewhere_is_not_fetched_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, address in enumerate((
        "https://example.com/a.png", "http://voip.ms/a.png", "https://voip.ms.example.com/a.png",
        "https://user@voip.ms/a.png", "file:///etc/passwd",
    )):  # fmt: skip
        monkeypatch.setattr(Call, "url_of", lambda self, path, address=address: address)
        arrives(office, ("image/png", "png", b"\x89PNG\r\n\x1a\n"))
        await in_time(office.engine().once())
        newest = max(office.messages(), key=lambda message: message.id)
        assert len(office.messages()) == number + 1
        if newest.media:  # what is no address at all is no file either
            (file,) = newest.media
            assert (file.state, file.reason) == (MediaState.REFUSED, "media_address")
    monkeypatch.undo()
    assert not any(one.requests for one in office.sim.account._media.values())


async def test_what_is_gone_says_so_and_what_is_late_fills_in(
    office: Office, clock: ManualClock
) -> None:
    office.sim.switches.media_missing_first = 1
    arrives(office, ("audio/amr", "amr", sounds.amr(3)))
    await in_time(office.engine().once())
    assert said(office) == ["♪ sound  on its way"]
    clock.advance(60)
    await in_time(office.engine().once())
    assert said(office) == ["♪ sound  AMR  0:03  5 KB  media.amr"]


async def test_expired(office: Office, clock: ManualClock) -> None:
    office.sim.switches.media_missing_first = 10_000
    arrives(office, ("image/png", "png", b"\x89PNG\r\n\x1a\n"))
    await in_time(office.engine().once())
    clock.advance(timedelta(hours=7).total_seconds())
    await in_time(office.engine().once())
    assert said(office) == ["▣ photo  gone from VoIP.ms before it came here"]
