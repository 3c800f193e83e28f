"""Text is broken as the terminal will show it: by cells, at words, never through a grapheme."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from mmstui.domain.text.sanitise import display
from mmstui.tui.ui.wrapping import wrap


def test_words_stay_whole_and_blanks_at_a_break_go() -> None:
    assert wrap("prenez la rue des Érables jusqu’au bout", 14) == [
        "prenez la rue",
        "des Érables",
        "jusqu’au bout",
    ]


@pytest.mark.parametrize("more", ["", " 😀"], ids=["narrow", "wide"])
@pytest.mark.parametrize("blank", [" ", "\xa0", "\u202f"], ids=["typed", "firm", "thin"])
def test_french_punctuation_is_not_left_alone(blank: str, more: str) -> None:
    text = f"Ça se répare{blank}? Oui{blank}: 140{blank}${more}"
    assert wrap(text, 13) == ["Ça se", f"répare{blank}?", f"Oui{blank}: 140{blank}$", *more.split()]


def test_what_is_tied_comes_apart_before_a_word_does() -> None:
    assert wrap("« Bonjour » dit-il", 12) == ["« Bonjour »", "dit-il"]
    assert wrap("« Bonjour » dit-il", 7) == ["«", "Bonjour", "»", "dit-il"]
    assert wrap("a b ?c", 3) == ["a b", "?c"]


def test_paragraphs_and_their_indents_stay() -> None:
    assert wrap("a\n\n  b c", 20) == ["a", "", "  b c"]
    assert wrap("", 5) == [""]


def test_a_long_address_is_broken_where_the_line_ends() -> None:
    url = "https://example.com/" + "a" * 30
    assert wrap(f"see {url}", 20) == ["see", url[:20], url[20:40], url[40:]]


def test_wide_characters_break_anywhere_but_never_past_the_width() -> None:
    assert wrap("你好世界再见", 5) == ["你好", "世界", "再见"]
    assert wrap("ok 你好 ok", 5) == ["ok 你", "好 ok"]


def test_a_family_is_not_torn_apart() -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"
    assert wrap(family * 3, 4) == [family * 2, family]
    assert wrap("e\u0301界 a", 3) == ["e\u0301界", "a"]
    assert wrap("é" + "e\u0301" * 4 + "界", 3)[0] == "é" + "e\u0301" * 2


@given(st.text(max_size=80), st.integers(2, 30))
@settings(max_examples=150, deadline=None)
def test_no_line_is_too_wide_and_no_letter_is_lost(raw: str, width: int) -> None:
    text = display(raw)
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cell_len(line) <= width or len(split_graphemes(line)[0]) == 1


@pytest.mark.parametrize("width", [1, 0, -3])
def test_no_width_at_all_still_ends(width: int) -> None:
    assert "".join(wrap("ab 你", width)).replace(" ", "") == "ab你"
