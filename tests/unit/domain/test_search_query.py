"""What was typed to be found, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.searching.search_query import parse, words_of
from mmstui.domain.searching.text_folding import fold


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("fissure", [(("fissure",), False)]),
        ("  Zoé   CÔTÉ ", [(("zoe",), False), (("cote",), False)]),
        ('"exact words"', [(("exact", "words"), True)]),
        ('"still typ', [(("still", "typ"), False)]),
        ("l’eau", [(("l", "eau"), False)]),
        ('a"b c"d', [(("a",), False), (("b", "c"), True), (("d",), False)]),
        ("same SAME", [(("same",), False)]),
        ("from:zoé -not a* ^b", [
            (("from", "zoe"), False), (("not",), False), (("a",), False), (("b",), False),
        ]),
        ("AND OR NEAR(a)", [
            (("and",), False), (("or",), False), (("near", "a"), False),
        ]),
        ('"', []), ("", []), ("\0", []), ("\udc80", []),
        ("* - ^", [(("*",), False), (("-",), False), (("^",), False)]),
        ("- a ! b -", [(("a",), False), (("b",), False)]),
        ("👍🏽", [(("👍",), False)]), ("ok ❤️", [(("ok",), False), (("❤",), False)]),
        ("🤣trop", [(("trop",), False)]), ("$ 5", [(("$",), False), (("5",), False)]),
        ("天气", [(("天气",), True)]), ('"天"', [(("天",), False)]),
    ],
)  # fmt: skip
def test_words_phrases_and_nothing_else(
    typed: str, terms: list[tuple[tuple[str, ...], bool]]
) -> None:
    query = parse(typed)
    assert [(term.words, term.whole) for term in query.terms] == terms
    assert bool(query) == bool(terms)


def test_the_query_reads_on_one_line_without_anything_hostile() -> None:
    assert parse(" a \x1b[2J\n b").text == "a \ufffd[2J b"


def test_no_more_words_than_anyone_types() -> None:
    assert len(parse(" ".join(map(str, range(1000)))).terms) == 24


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("fiss", "Des fissures, une FISSURÉ; refissure", ["fissures", "FISSURÉ"]),
        ('"la coque"', "La  coque, la coques", ["La  coque"]),
        ("coque la", "la coque", ["la", "coque"]),
        ("l'eau", "de l’eau", ["l’eau"]),
        ("a", "a a", ["a", "a"]),
        ("cafe", "cafe\u0301s", ["cafe\u0301s"]),
        ("z", "abc", []),
        ("", "abc", []),
    ],
)
def test_whole_words_are_shown_as_found(typed: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in parse(typed).spans(text)] == found


@pytest.mark.parametrize("typed", ["438 555", "(438)", "438.555-01", "+1 438", "14385550123", "1"])
def test_a_number_is_found_in_any_way_of_writing(typed: str) -> None:
    query = parse(typed)
    assert query.in_number("4385550123")
    spans = query.number_spans("(438) 555-0123")
    digits = "".join("(438) 555-0123"[start:end] for start, end in spans)
    assert digits == query.digits.removeprefix("1" * (len(query.digits) > 1))


@pytest.mark.parametrize("typed", ["", "-", "438a", "zoé", "555 0199"])
def test_what_is_no_number_or_not_that_one(typed: str) -> None:
    assert not parse(typed).in_number("4385550123")
    assert parse(typed).number_spans("(438) 555-0123") == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_in_any_text(typed: str, text: str) -> None:
    """Nothing raises; what matches has hits; hits rise, apart from each other, within the text."""
    query = parse(typed)
    assert query.text == parse(query.text).text
    spans = query.spans(text)
    assert bool(spans) >= query.matches(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
    query.number_spans(text)


@given(st.text(alphabet=st.characters(categories=("L", "N", "Z", "P")), max_size=40))
def test_a_text_finds_itself_whatever_its_case(text: str) -> None:
    query = parse(text.replace('"', " "))
    assert query.matches(text) == bool(query)
    assert fold(text.upper()) == fold(text)
    assert query.matches(text.upper()) == bool(query)


def test_all_that_can_be_looked_for_folded() -> None:
    assert words_of("Ça, Élève ½ straße 한국") == " ca eleve 1 2 strasse 한국 , "
