import stat
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from mmstui.voipms import (
    Client,
    Downloaded,
    MediaNotThere,
    MediaRefused,
    NoAnswer,
    NotConnected,
)
from support.canned import CannedApi

MEDIA = "https://voip.ms/media/QUJD/media.jpeg"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


def file(content: bytes, kind: str = "application/octet-stream") -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": kind}, content=content)


def moved(location: str) -> httpx.Response:
    return httpx.Response(302, headers={"Location": location})


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def content(path: Path) -> bytes:
    return path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_beside(target: Path) -> list[Path]:
    return sorted(target.parent.glob("*"))


def folder_at(target: Path) -> None:
    target.mkdir(parents=True)


def link_to_precious(target: Path) -> Path:
    target.parent.mkdir(parents=True)
    elsewhere = target.parent / "precious"
    elsewhere.write_bytes(b"mine")
    target.symlink_to(elsewhere)
    return elsewhere


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "media" / "12" / "1-photo.png"


async def test_a_file_comes_whole_and_private(client: Client, api: CannedApi, target: Path) -> None:
    api.says(file(PNG, "image/jpeg"))
    assert await client.download(MEDIA, target) == Downloaded("image/png", len(PNG))
    assert content(target) == PNG
    assert (mode(target), mode(target.parent)) == (0o600, 0o700)
    assert left_beside(target) == [target]


async def test_no_credentials_go_to_the_media_server(
    client: Client, api: CannedApi, target: Path
) -> None:
    api.says(file(PNG))
    await client.download(MEDIA, target)
    request = api.requests[-1]
    assert (request.method, request.content) == ("GET", b"")
    assert "canary" not in f"{request.url} {request.headers}"
    assert request.headers["user-agent"].startswith("mmstui/")


async def test_a_file_replaces_a_link_and_not_what_it_leads_to(
    client: Client, api: CannedApi, target: Path
) -> None:
    elsewhere = link_to_precious(target)
    api.says(file(PNG))
    await client.download(MEDIA, target)
    assert content(target) == PNG
    assert content(elsewhere) == b"mine"


@pytest.mark.parametrize(
    ("content", "sent_as", "url", "expected"),
    [
        (PNG, "text/html", MEDIA, "image/png"),
        (b"#!AMR\n" + bytes(50), "application/octet-stream", MEDIA, "audio/amr"),
        (b"BEGIN:VCARD\n", "text/vcard; charset=utf-8", MEDIA, "text/vcard"),
        (b"BEGIN:VCARD\n", "application/octet-stream", "https://voip.ms/m/x.vcf", "text/vcard"),
        (b"BEGIN:VCARD\n", "", "https://voip.ms/m/x.vcf", "text/vcard"),
        # A claim that the first bytes could have proved, and did not.
        (b"not a picture", "image/png", MEDIA, "application/octet-stream"),
        (b"not a picture", "", MEDIA, "application/octet-stream"),
        (b"whatever", "Bad Type\x1b", MEDIA, "application/octet-stream"),
    ],
)
async def test_the_type_is_what_the_content_shows(
    client: Client, api: CannedApi, target: Path,
    content: bytes, sent_as: str, url: str, expected: str,
) -> None:  # fmt: skip
    api.says(file(content, sent_as))
    assert (await client.download(url, target)).type == expected


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(404, text="404 Not Found"),
        httpx.Response(410),
        httpx.Response(403, html="<html>"),
        httpx.Response(200, content=b""),
        httpx.Response(200, html="<!DOCTYPE html><p>expired"),
        httpx.Response(
            200, headers={"Content-Type": "image/png"}, content=b"\n <HTML><body>expired"
        ),
        httpx.Response(200, headers={"Content-Type": "TEXT/HTML"}, content=b"expired"),
    ],
)
async def test_a_file_that_is_not_there(
    client: Client, api: CannedApi, target: Path, reply: httpx.Response
) -> None:
    api.says(reply)
    with pytest.raises(MediaNotThere) as caught:
        await client.download(MEDIA, target)
    assert "{" not in caught.value.words
    assert left_beside(target) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://voip.ms/media.png",
        "https://evil.example/x.png",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:8000/x",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "http://[",
        "",
    ],
)
async def test_an_address_elsewhere_is_never_called(
    client: Client, api: CannedApi, target: Path, url: str
) -> None:
    with pytest.raises(MediaRefused):
        await client.download(url, target)
    api.says(moved(url))
    with pytest.raises((MediaRefused, MediaNotThere, NoAnswer)):
        await client.download(MEDIA, target)
    assert {str(request.url) for request in api.requests} == {MEDIA}


async def test_a_redirect_inside_voipms_is_followed(
    client: Client, api: CannedApi, target: Path
) -> None:
    api.says(moved("//cdn.voip.ms/a"), moved("../b.png"), file(PNG))
    await client.download(MEDIA, target)
    assert [str(request.url) for request in api.requests[1:]] == [
        "https://cdn.voip.ms/a",
        "https://cdn.voip.ms/b.png",
    ]


async def test_redirects_end(client: Client, api: CannedApi, target: Path) -> None:
    api.says(moved(MEDIA))
    with pytest.raises(MediaRefused) as caught:
        await client.download(MEDIA, target, redirects=2)
    assert caught.value.status == "media_redirects"
    assert len(api.requests) == 3


async def test_a_file_over_the_cap_is_refused_by_its_header_or_by_its_bytes(
    client: Client, api: CannedApi, target: Path
) -> None:
    api.says(file(bytes(101)), httpx.Response(200, content=chunks(bytes(60), bytes(60))))
    for _ in range(2):
        with pytest.raises(MediaRefused) as caught:
            await client.download(MEDIA, target, max_bytes=100)
        assert caught.value.status == "media_too_big"
        assert left_beside(target) == []


async def test_a_file_that_says_it_is_too_big_is_not_read(
    client: Client, api: CannedApi, target: Path
) -> None:
    said = {"Content-Length": "101"}
    api.says(httpx.Response(200, headers=said, content=cut(b"", AssertionError("read"))))
    with pytest.raises(MediaRefused):
        await client.download(MEDIA, target, max_bytes=100)


async def test_a_coded_body_counts_as_what_it_becomes(
    client: Client, api: CannedApi, target: Path
) -> None:
    bomb = zlib.compress(bytes(1_000_000))
    api.says(httpx.Response(200, headers={"Content-Encoding": "deflate"}, content=bomb))
    with pytest.raises(MediaRefused):
        await client.download(MEDIA, target, max_bytes=10_000)
    assert api.requests[-1].headers["accept-encoding"] == "identity"


async def cut(first: bytes, error: Exception) -> AsyncIterator[bytes]:
    yield first
    raise error


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (lambda: httpx.ConnectError("x"), NotConnected),
        (lambda: httpx.ReadTimeout("x"), NoAnswer),
        (lambda: httpx.Response(522, text="x"), NoAnswer),
        (lambda: httpx.Response(429), NoAnswer),
        (lambda: httpx.Response(200, content=cut(PNG, httpx.ReadError("x"))), NoAnswer),
        (lambda: httpx.Response(200, content=cut(PNG, RuntimeError("x"))), NoAnswer),
    ],
)
async def test_trouble_on_the_way_leaves_nothing_behind(
    client: Client, api: CannedApi, target: Path,
    reply: Callable[[], httpx.Response | Exception], error: type[Exception],
) -> None:  # fmt: skip
    api.says(reply())
    with pytest.raises(error):
        await client.download(MEDIA, target)
    assert left_beside(target) == []


async def test_a_disk_that_refuses_is_told_as_it_is(
    client: Client, api: CannedApi, target: Path
) -> None:
    folder_at(target)
    api.says(file(PNG))
    with pytest.raises(OSError, match=r"1-photo\.png"):
        await client.download(MEDIA, target)
    assert left_beside(target) == [target]
