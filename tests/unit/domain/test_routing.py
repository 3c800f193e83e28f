"""SMS or MMS, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.messages import Attachment, Did, Kind, MediaKind
from mmstui.domain.routing import Why, file_size, refusal, route

SHOP = Did("5145550100", "Shop", "MONTREAL, QC", "Shop", sms=True, mms=True)
SUPPORT = Did("4385550175", "Support", "MONTREAL, QC", "Support", sms=True, mms=False)
FAX = Did("5145550190", "Old fax", "MONTREAL, QC", "Old fax", sms=False, mms=False)
PHOTO = Attachment("/x/a.jpg", "a.jpg", "image/jpeg", 812_000, MediaKind.PHOTO)


def test_160_characters_are_an_sms_and_161_are_not() -> None:
    short, long = route("a" * 160), route("a" * 161)
    assert (short.kind, short.count, short.limit, short.reason) == (Kind.SMS, 160, 160, "")
    assert (long.kind, long.count, long.limit, long.why) == (Kind.MMS, 161, 2048, Why.LENGTH)
    assert long.reason == "longer than 160, so it goes as MMS at 0.02 USD"


def test_81_accents_are_162_bytes_and_go_as_mms() -> None:
    assert route("é" * 80).kind is Kind.SMS
    chosen = route("é" * 81)
    assert (chosen.kind, chosen.count, chosen.why) == (Kind.MMS, 81, Why.BYTES)
    assert chosen.reason.startswith("162 bytes")


def test_media_make_an_mms() -> None:
    chosen = route("hi", [PHOTO])
    assert (chosen.kind, chosen.why) == (Kind.MMS, Why.MEDIA)
    assert "1 file, 812 KB" in chosen.reason
    assert route("", [PHOTO]).sendable


def test_3000_characters_are_refused_with_the_reason() -> None:
    chosen = route("a" * 3000)
    assert (chosen.count, chosen.limit, chosen.sendable) == (3000, 2048, False)
    assert chosen.reason == "952 too long"
    assert "952 characters" in refusal(chosen)


def test_where_bytes_refuse_bytes_are_counted() -> None:
    chosen = route("é" * 1500)
    assert (chosen.in_bytes, chosen.count, chosen.limit) == (True, 3000, 2048)
    assert not chosen.sendable
    assert "bytes" in refusal(chosen)


def test_a_did_without_mms_cannot_carry_a_long_text() -> None:
    chosen = route("a" * 185, did=SUPPORT)
    assert (chosen.kind, chosen.count, chosen.limit) == (Kind.SMS, 185, 160)
    assert chosen.why is Why.NO_MMS
    assert chosen.reason == "Support has no MMS"
    assert not route("a", [PHOTO], SUPPORT).sendable
    assert route("a" * 160, did=SUPPORT).sendable


def test_a_did_without_sms_sends_nothing() -> None:
    assert route("hi", did=FAX).why is Why.NO_SMS


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_nothing_is_not_sent(text: str) -> None:
    chosen = route(text, did=SHOP)
    assert chosen.why is Why.EMPTY
    assert not chosen.sendable


def test_a_fourth_file_is_refused() -> None:
    assert route("", [PHOTO] * 3).sendable
    assert route("", [PHOTO] * 4).why is Why.TOO_MANY_FILES


@given(st.text(max_size=3000))
def test_what_is_sendable_keeps_every_limit(text: str) -> None:
    chosen = route(text, did=SHOP)
    size = len(text.encode("utf-8", "replace"))
    if chosen.sendable and chosen.kind is Kind.SMS:
        assert len(text) <= 160
        assert size <= 160
    elif chosen.sendable:
        assert len(text) <= 2048
        assert size <= 2048
    else:
        assert refusal(chosen)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 KB"), (812_400, "812 KB"), (999_499, "999 KB"),
     (999_500, "1.0 MB"), (3_400_000, "3.4 MB")],
)  # fmt: skip
def test_sizes_for_people(count: int, words: str) -> None:
    assert file_size(count) == words
