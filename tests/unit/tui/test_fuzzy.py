"""Finding as one types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.tui.ui.fuzzy import find, fold, ranked


def hit(query: str, *texts: str) -> tuple[str, ...] | None:
    """What a query finds in each text, as the characters that would be marked."""
    found = find(query, tuple(fold(text) for text in texts))
    if found is None:
        return None
    return tuple(
        "".join(text[place] for place in sorted(places))
        for text, places in zip(texts, found.hits, strict=True)
    )


def best(query: str, *names: str) -> list[str]:
    return [name for name, _ in ranked(query, names, lambda name: (fold(name),))]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("zoe", "Zoé Tremblay", "Zoé"),
        ("TREM", "Zoé Tremblay", "Trem"),
        ("blay zoé", "Zoé Tremblay", "Zoéblay"),
        ("straße", "Hauptstrasse 4", "strasse"),
        ("shp", "Shop", "Shp"),
        ("ﬁn", "Le fin mot", "fin"),
        ("", "Shop", ""),
    ],
)
def test_words_are_found_without_case_and_accents(query: str, text: str, marked: str) -> None:
    assert hit(query, text) == (marked,)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("dang", "Đặng Thị Hoa", "Đặng"),
        ("lodz", "Łódź", "Łódź"),
        ("soren", "Søren Æbelø", "Søren"),
        ("aebelo", "Søren Æbelø", "Æbelø"),
        ("isik", "Işık", "Işık"),
        ("istanbul", "İstanbul", "İstanbul"),
        ("gudrun", "Guðrún", "Guðrún"),
        ("έρως", "ΕΡΩΣ", "ΕΡΩΣ"),
        ("ελληνα", "Έλληνας", "Έλληνα"),
        ("کریم", "كريم", "كريم"),
        ("שלמה", "שְׁלֹמֹה", "שְׁלֹמֹה"),
        ("कि", "किरण", "कि"),
        ("カナ", "ｶﾅﾀﾞ", "ｶﾅ"),
        ("カナダ", "ｶﾅﾀﾞ", "ｶﾅﾀﾞ"),
        ("김", "\u1100\u1175\u11b7 민", "\u1100\u1175\u11b7"),
        ("oconnor", "O\u00adConnor é", "O\u00adConnor"),
        ("o’c", "Zoé O’Connor", "O’C"),
        ("👨‍👩‍👧", "é 👨‍👩‍👧 x", "👨‍👩‍👧"),
        ("❤", "Zoé ❤️", "❤️"),
        ("n°", "Bât. é N°4", "N°"),
        ("col·leg", "Maria Col·legi", "Col·leg"),
        ("coll", "Maria Col·legi", "Col·l"),
        ("４３８", "Zoé 438", "438"),
        ("438-555", "é ４３８－５５５", "４３８５５５"),
        ("438‑555‑0123", "(438) 555-0123", "4385550123"),
        ("٤٣٨ ٥٥٥", "(438) 555-0123", "438555"),
    ],
)
def test_names_are_folded_as_messages_are(query: str, text: str, marked: str) -> None:
    """`\\`, `/` and `mmstui search` find them so; letters are marked whole."""
    assert hit(query, text) == (marked,)


def test_a_letter_that_is_another_one_is_not_found() -> None:
    assert hit("мои", "мой брат") is None


def test_every_word_must_be_found_somewhere() -> None:
    assert hit("zoe bélisle", "Zoé Tremblay") is None
    assert hit("zoe 0123", "Zoé Tremblay", "(438) 555-0123") == ("Zoé", "0123")


def test_two_letters_are_not_found_apart() -> None:
    assert hit("sp", "Shop") is None


@pytest.mark.parametrize("typed", ["4385550123", "438-555-0123", "(438) 555", "+1 438 555", "1438"])
def test_a_number_is_found_however_it_is_written(typed: str) -> None:
    found = hit(typed, "Zoé", "(438) 555-0123")
    assert found is not None
    assert found[0] == ""
    assert found[1].startswith("438")


def test_digits_that_stand_apart_do_not_make_a_number() -> None:
    assert hit("43801", "(438) 555-0123") is None


def test_the_closest_letters_are_marked() -> None:
    found = find("tre", (fold("to the tremor r e"),))
    assert found is not None
    assert sorted(found.hits[0]) == [7, 8, 9]
    spread = find("tmr", (fold("t tremor"),))
    assert spread is not None
    assert sorted(spread.hits[0]) == [2, 5, 7]


def test_the_best_comes_first_and_equals_keep_their_order() -> None:
    assert best("tre", "Petre", "Marc Tremblay", "Tremblay", "T-r-e") == [
        "Tremblay",
        "Marc Tremblay",
        "Petre",
        "T-r-e",
    ]
    assert best("", "b", "a") == ["b", "a"]


def test_of_two_texts_the_first_is_marked() -> None:
    assert hit("o", "Shop", "Montréal") == ("o", "")


def test_a_letter_is_marked_with_its_accent() -> None:
    decomposed = "Zoe\N{COMBINING ACUTE ACCENT} T"
    assert hit("zoe", decomposed) == ("Zoe\N{COMBINING ACUTE ACCENT}",)


@given(st.text(max_size=30), st.text(max_size=60))
def test_nothing_typed_or_named_breaks_it(query: str, text: str) -> None:
    found = find(query, (fold(text),))
    if found is not None:
        assert all(0 <= place < len(text) for place in found.hits[0])


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=20))
def test_a_text_finds_itself(text: str) -> None:
    assert find(text, (fold(text),)) is not None


@given(st.text(alphabet="ab1 é(", max_size=6), st.lists(st.text(alphabet="ab1 é(", max_size=9)))
def test_the_best_few_are_the_first_of_all(query: str, names: list[str]) -> None:
    items = [(fold(name), fold(name[::-1])) for name in names]
    every = [(item, found) for item in items if (found := find(query, item)) is not None]
    every.sort(key=lambda pair: pair[1].rank)
    assert ranked(query, items, lambda item: item) == every
    assert ranked(query, items, lambda item: item, most=3) == every[:3]


def test_nobody_waits_any_more() -> None:
    assert ranked("a", ["a"] * 9, lambda name: (fold(name),), stop=lambda: True) == []
