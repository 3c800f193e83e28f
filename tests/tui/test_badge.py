"""The badge says how a text will go, and why, as on the sheet of states."""

from __future__ import annotations

import pytest

from mmstui.domain.messages import Attachment, Did, MediaKind
from mmstui.domain.routing import route
from mmstui.domain.send_warnings import cautions
from mmstui.tui.compose.badge import KindStyle, badge, from_words
from mmstui.tui.theme.palette import Role

SHOP = Did("5145550100", "Shop", "Montreal", "Shop", True, True)
SUPPORT = Did("4385550175", "Support", "", "Support", True, False)
PHOTO = Attachment("/x/a.jpg", "a.jpg", "image/jpeg", 812_000, MediaKind.PHOTO)


def said(text: str, did: Did = SHOP, files: int = 0) -> tuple[object, ...]:
    return tuple(badge(route(text, [PHOTO] * files, did)))


def test_a_short_text_is_a_plain_count() -> None:
    assert said("x" * 42) == ("SMS", KindStyle.NONE, "42/160", False, "", Role.SOFT)
    assert said("") == ("SMS", KindStyle.NONE, "0/160", False, "", Role.SOFT)


def test_the_last_fifteen_are_counted_down() -> None:
    assert said("x" * 144)[3:5] == (False, "")
    assert said("x" * 145)[2:5] == ("145/160", True, "15 left")
    assert said("x" * 152)[2:5] == ("152/160", True, "8 left")
    assert said("x" * 160)[4] == "0 left"


def test_a_long_text_turns_to_mms_and_says_why() -> None:
    assert said("x" * 185) == (
        "MMS", KindStyle.ACCENT, "185/2048", True,
        "longer than 160, so it goes as MMS at 0.02 USD", Role.SOFT,
    )  # fmt: skip
    accents = "é" * 31 + "x" * 110
    assert said(accents)[2:5] == (
        "141/2048",
        True,
        "172 bytes with its accents: MMS at 0.02 USD",
    )
    assert said("see this pic", files=2)[4] == "has 2 files, 1.6 MB: MMS at 0.02 USD"
    assert str(said("x" * 2040)[4]).startswith("8 left; longer")


def test_what_cannot_go_is_red_with_the_way_out() -> None:
    assert said("x" * 185, SUPPORT) == (
        "SMS", KindStyle.ERROR, "185/160", True,
        "Support has no MMS; ctrl+o another number", Role.ERROR,
    )  # fmt: skip
    assert said("x" * 2101)[1:5] == (KindStyle.ERROR, "2101/2048", True, "53 too long")
    assert said("x" * 3000)[2] == "3000/2048"


def test_where_bytes_refuse_bytes_are_counted() -> None:
    kind, pill, number, *_ = said("é" * 1500)
    assert (kind, pill, number) == ("MMS", KindStyle.ERROR, "3000/2048 bytes")


def test_the_number_it_is_from() -> None:
    assert from_words(SHOP) == "from (514) 555-0100 Shop"
    bare = Did("5145550100", "", "", "(514) 555-0100", True, True)
    assert from_words(bare) == "from (514) 555-0100"


@pytest.mark.parametrize("text", ["see bit.ly/abc", "https://TinyURL.com/x2", "(t.co/a)"])
def test_a_shortened_link_is_warned_of(text: str) -> None:
    assert [c.words for c in cautions(text)] == ["a shortened link: carriers may drop it"]


@pytest.mark.parametrize("text", ["rabbit.ly/abc", "me@bit.ly/", "bit.ly", "xt.co/a", "a/b"])
def test_other_links_are_not(text: str) -> None:
    assert cautions(text) == ()
