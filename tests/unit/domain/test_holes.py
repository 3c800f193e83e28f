"""Zeros, or nothing, where a part of a picture was: decoders paint on and say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mmstui.domain.files import heic, jpeg
from mmstui.pictures.wholeness import damage
from support.heic import HEIC
from support.photos import canvas, encoded

RESTARTS = {"quality": 82, "restart_marker_rows": 1}
#: Within the coded data of `HEIC`, behind the length of their unit.
CODED = HEIC.index(b"mdat") + 12


def with_hole(data: bytes, at: int, size: int) -> bytes:
    return data[:at] + bytes(size) + data[at + size :]


@pytest.mark.parametrize("options", [{"quality": 82}, RESTARTS], ids=["plain", "restarts"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_zeros_in_a_jpeg_are_damage(options: dict[str, int], share: float) -> None:
    data = encoded(canvas(800, 600, 20), "JPEG", **options)
    hollow = with_hole(data, int(len(data) * share), 2000)
    assert damage(hollow, "image/jpeg") == "a part of its pixels is missing"
    assert damage(data, "image/jpeg") == ""


def test_restarts_that_are_missing_are_damage() -> None:
    data = encoded(canvas(800, 600, 20), "JPEG", **RESTARTS)
    first, second = data.index(b"\xff\xd1"), data.index(b"\xff\xd3")
    assert jpeg.facts(data[:first] + data[second:]).hole


@pytest.mark.parametrize("optimize", [False, True])
@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (1600, 1200), "white"),
        Image.new("L", (1600, 1200), 7),
        Image.linear_gradient("L").resize((1600, 1200)).convert("RGB"),
        canvas(640, 480, 0),
    ],
    ids=["white", "grey", "gradient", "canvas"],
)
def test_what_is_flat_is_whole(image: Image.Image, optimize: bool) -> None:
    for options in ({"quality": 100}, {"quality": 5}, RESTARTS):
        data = encoded(image, "JPEG", optimize=optimize, **options)
        assert damage(data, "image/jpeg") == ""
        # Some encoders fill up the end of the data.
        assert not jpeg.facts(data[:-2] + bytes(4096) + data[-2:]).hole


def test_zeros_in_a_heic_are_damage_and_behind_its_parts_are_not() -> None:
    assert damage(HEIC, "image/heic") == damage(HEIC + bytes(900), "image/heic") == ""
    assert heic.has_hole(with_hole(HEIC, CODED, 20))


@given(st.integers(0, len(HEIC)), st.binary(max_size=9), st.integers(0, len(HEIC)))
def test_no_changed_bytes_do_harm(at: int, other: bytes, end: int) -> None:
    data = HEIC[:at] + other + HEIC[at + len(other) :]
    heic.has_hole(data)
    heic.has_hole(data[:end])
