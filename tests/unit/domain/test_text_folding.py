"""The one fold of what is indexed and what is typed: over all of Unicode, and by language."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mmstui.domain.searching.search_query import parse, words_of
from mmstui.domain.searching.search_tokens import PLAIN, index_text, index_texts, tokens
from mmstui.domain.searching.text_folding import fold
from mmstui.domain.text.sanitise import display
from support.languages import LANGUAGES, Found


@cache
def characters() -> list[str]:
    """Every character that text may have; of the many ideographs and syllables, some."""
    return [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in {"Cs", "Co", "Cn", "Cc"}
        and (
            code % 97 == 0
            or not (0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4 or code > 0x1FFFF)
        )
    ]


def faces(letter: str) -> set[str]:
    """A letter as others write it."""
    forms = (unicodedata.normalize(form, letter) for form in ("NFC", "NFD", "NFKC", "NFKD"))
    return {letter.upper(), letter.lower(), letter.title(), letter.casefold(), *forms}


def test_a_letter_is_the_same_in_every_face() -> None:
    # A Catalan dot is one between two of its letters alone.
    strange = [
        (letter, face)
        for letter in filter(str.isalpha, characters())
        for face in faces(letter)
        if fold(face + "l" * (letter in "Ŀŀ")) != fold(letter + "l" * (letter in "Ŀŀ"))
    ]
    assert strange == []


def test_what_is_folded_stays_as_it_is_when_it_is_folded_again() -> None:
    assert [c for c in characters() if fold(fold(c)) != fold(c)] == []


def test_each_letter_and_sign_typed_is_found_where_it_stands_and_shown_there() -> None:
    """But marks, blanks and what is invisible."""
    lost: list[str] = []
    # All that people write with; of scripts and signs beyond them, some.
    for character in (c for c in characters() if c < "\u0600" or ord(c) % 7 == 0):
        if unicodedata.category(character)[0] in "MZ" or not display(character).strip("\ufffd "):
            continue
        query = parse(character)
        if not query:
            # A letter that is left out wherever it stands, quotes, invisible letters.
            assert not fold(character).strip() or character == '"', character
            continue
        text = f"ab {character} cd"
        spans = query.spans(display(text))
        if not query.matches(text) or not spans or not spans[0][0] <= 3 < spans[-1][1]:
            lost.append(character)
    assert lost == []


def test_the_short_way_to_the_index_is_the_long_one() -> None:
    for at in range(0, len(characters()), 20):
        some = characters()[at : at + 20]
        text = "".join(f"a{c}今{c}· {c}" for c in some)
        keys = [token.key for token in tokens(text)]
        assert index_text(text).split() == keys
    assert all(c == " " or c.strip() for c in map(fold, characters()) for c in c)


@given(st.text(max_size=60) | st.text("0123456789 -.()+,'aé今", max_size=60))
def test_the_short_way_to_the_index_is_the_long_one_for_any_text(text: str) -> None:
    shown = display(text)
    found = tokens(shown)
    assert index_text(shown).split() == [token.key for token in found]
    assert all(0 <= t.start <= t.first_end <= t.end <= len(shown) for t in found)


def test_plain_letters_are_their_own_fold_and_nothing_else() -> None:
    plain = [chr(c) for c in range(0xD800) if re.match(f"[{PLAIN}]", chr(c))]
    assert len(plain) > 11_000
    for letter in plain:
        assert fold(letter) == letter
        assert [token.key for token in tokens(letter)] == [letter]


def test_texts_together_have_the_keys_that_each_has_alone() -> None:
    # Some alone are the short way, some with what has to be looked at alone; all of Unicode.
    texts = [
        display("".join(f"a{c}今{c}. {c}1 2" for c in characters()[at : at + 9]))
        for at in range(0, len(characters()), 9)
    ]
    for at in range(0, len(texts), 200):
        some = texts[at : at + 200]
        assert [t.split() for t in index_texts(some)] == [index_text(t).split() for t in some]


@given(
    st.lists(
        st.text(max_size=20) | st.text("01239 -.()+,'aéДⅨ今？\x1e👍🏽", max_size=40), max_size=6
    )
)
@example(["はﾊﾞｽで", "ﾊﾟ"])
@example([":\U000e0020"])
@example(["", "1", "2 3", "é", "e\u0301", "Ж 5\x1e1"])
def test_texts_together_have_the_keys_that_each_has_alone_for_any_texts(texts: list[str]) -> None:
    assert [t.split() for t in index_texts(texts)] == [index_text(t).split() for t in texts]


@pytest.mark.parametrize("each", LANGUAGES, ids=lambda each: each.language)
def test_a_text_is_found_by_what_its_readers_type_and_by_nothing_else(each: Found) -> None:
    for form in ("NFC", "NFD"):
        text = display(unicodedata.normalize(form, each.text))
        for typed in each.finds:
            query = parse(typed)
            assert query.matches(text), typed
            assert query.spans(text), typed
            assert parse(unicodedata.normalize(form, typed)).matches(text), typed
        for typed in each.misses:
            assert not parse(typed).matches(text), typed


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("天气", "今天天气很好", ["天气"]),
        ("天", "今天天气", ["天天"]),
        ("นี้", "พรุ่งนี้", ["นี้"]),
        ("น", "พรุ่งนี้", ["นี้"]),
        ("soeur", "Ma sœur!", ["sœur"]),
        ("4385550199", "at (438) 555-0199 ok", ["438) 555-0199"]),
        ("colleccio", "la col·lecció", ["col·lecció"]),
        ("👍", "ok 👍🏽 👍", ["👍🏽", "👍"]),
        ("バス", "はﾊﾞｽで", ["ﾊﾞｽ"]),
        ("kg", "5㎏", ["㎏"]),
        ("मैं", "मैंने", ["मैंने"]),
    ],
)
def test_what_is_found_is_shown_in_whole_letters(typed: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in parse(typed).spans(text)] == found


def test_a_long_text_of_nothing_but_blanks_and_digits_takes_no_time() -> None:
    assert words_of("1" + " " * 40_000 + "a") == " 1 a "
    assert "  " not in words_of("1 " * 20_000)
