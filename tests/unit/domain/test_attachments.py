"""What may go by MMS is judged by what it is, not by what it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain import limits
from mmstui.domain.files.attachments import SENDABLE, judge, limit_of
from mmstui.domain.files.file_types import HEAD_BYTES, media_kind, sniff
from mmstui.domain.messages import MediaKind

HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/gif": b"GIF89a",
    "audio/mpeg": b"ID3\x03\x00",
    "audio/wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "audio/midi": b"MThd\x00\x00\x00\x06",
    "video/mp4": b"\x00\x00\x00\x18ftypmp42",
    "video/3gpp": b"\x00\x00\x00\x18ftyp3gp5",
}
#: Only their tracks tell these from films.
SOUNDS_OF_FILMS = {"audio/mp4", "audio/3gpp"}


@pytest.mark.parametrize("mime", HEADS)
def test_every_sendable_type_is_known_by_content(mime: str) -> None:
    assert sniff(HEADS[mime]) == mime
    verdict = judge(f"x{SENDABLE[mime]}", 1000, HEADS[mime])
    assert verdict.problem is None
    assert verdict.name == f"x{SENDABLE[mime]}"


def test_every_sendable_type_is_tried() -> None:
    assert set(HEADS) | SOUNDS_OF_FILMS == set(SENDABLE)


@pytest.mark.parametrize("head", [b"\xff\xfb\x90\x00", b"\xff\xf3\x40\x00", b"\xff\xfa\x90\x00"])
def test_mp3_without_a_tag(head: bytes) -> None:
    assert sniff(head) == "audio/mpeg"


def test_a_png_named_jpg_goes_as_the_png_it_is() -> None:
    verdict = judge("chat.jpg", 1000, HEADS["image/png"])
    assert (verdict.type, verdict.name, verdict.problem) == ("image/png", "chat.png", None)


@pytest.mark.parametrize(
    ("name", "size", "head", "words"),
    [
        ("virus.png", 1000, b"MZ\x90\x00", "virus.png is not the PNG file that its name says."),
        ("empty.jpg", 0, b"", "empty.jpg is empty."),
        ("devis.pdf", 1000, b"%PDF-1.7", "devis.pdf cannot go by MMS"),
        ("photo.webp", 1000, b"RIFF\x00\x00\x00\x00WEBPVP8 ", "photo.webp cannot go by MMS"),
        ("photo.heic", 1000, b"\x00\x00\x00\x18ftypheic", "photo.heic cannot go by MMS"),
        ("big.jpg", 3_400_000, HEADS["image/jpeg"], "big.jpg is too big: 3.4 MB, and 1.2 MB"),
    ],
)
def test_each_refusal_has_its_own_sentence(name: str, size: int, head: bytes, words: str) -> None:
    problem = judge(name, size, head).problem
    assert problem is not None
    assert problem.startswith(words)
    assert problem.endswith(".")


def test_the_limit_is_the_last_size_that_goes() -> None:
    head = HEADS["image/jpeg"]
    assert judge("a.jpg", limits.SAFE_ATTACHMENT_BYTES, head).problem is None
    assert judge("a.jpg", limits.SAFE_ATTACHMENT_BYTES + 1, head).problem is not None


@given(st.binary(max_size=HEAD_BYTES), st.text(min_size=1), st.integers(0, 2_000_000))
def test_any_file_gets_a_verdict(head: bytes, name: str, size: int) -> None:
    verdict = judge(name, size, head)
    assert (verdict.problem is None) == (
        verdict.type in SENDABLE and 0 < size <= limit_of(verdict.type)
    )


def test_kinds() -> None:
    assert media_kind("image/webp") is MediaKind.PHOTO
    assert media_kind("audio/amr") is MediaKind.SOUND
    assert media_kind("video/quicktime") is MediaKind.VIDEO
    assert media_kind("") is MediaKind.FILE
