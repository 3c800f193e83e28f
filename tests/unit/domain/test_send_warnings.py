"""What the service warns of: quiet lines, each of which can be switched off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.messages import Did, Kind
from mmstui.domain.send_warnings import About, cautions, number_cautions
from mmstui.domain.text.gsm import foreign_letters
from mmstui.settings import WARNINGS

NOW = datetime(2026, 11, 20, 19, 2, tzinfo=UTC)


def shop(age: timedelta | None) -> Did:
    ordered = None if age is None else NOW - age
    return Did("5145550100", "Shop", "", "Shop", True, True, ordered)


def about(text: str, **facts: object) -> list[About]:
    return [caution.about for caution in cautions(text, **facts)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ça va", "accents"),
        ("œuvre", "accents"),
        ("cafe\u0301", "accents"),
        ("你好", "not Latin"),
        ("ok 👍", "emoji"),
        ("déjà 👍", "emoji"),
    ],
)
def test_letters_that_may_not_arrive(text: str, word: str) -> None:
    (caution,) = cautions(text)
    assert (caution.about, caution.quiet) == (About.ACCENTS, True)
    assert word in caution.words


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "it’s “fine” …",
        "",
        "1 + 1 = 2",
        "à demain, é è ù ì ò Ç É ñ ü ß ø",
        "[€] {20 °C} ½ ©",
    ],
)
def test_plain_letters_and_marks_are_not_warned_of(text: str) -> None:
    assert about(text) == []


@pytest.mark.parametrize(
    ("text", "came", "warned"),
    [
        ("ça va", "être ici", False),
        ("ça va", "été à pied", True),
        ("ça va", "👍", False),
        ("ok 👍", "être ici", True),
        ("ok 👍", "être ici 🎉", False),
        ("你好", "привет", False),
    ],
)
def test_letters_that_came_from_there_arrive_there(text: str, came: str, warned: bool) -> None:
    assert about(text, received=foreign_letters(came)) == [About.ACCENTS] * warned


def test_several_people() -> None:
    assert about("hi", people=2) == [About.SEVERAL]
    assert about("hi", people=1) == []


@pytest.mark.parametrize(
    ("age", "kind", "warned"),
    [
        (timedelta(hours=47), Kind.MMS, True),
        (timedelta(hours=48), Kind.MMS, False),
        (timedelta(hours=1), Kind.SMS, False),
        (None, Kind.MMS, False),
    ],
)
def test_mms_soon_after_a_port_in(age: timedelta | None, kind: Kind, warned: bool) -> None:
    found = about("hi", kind=kind, did=shop(age), now=NOW)
    assert found == ([About.PORT_IN] if warned else [])


OF_TEXT = [one for one in About if one is not About.NUMBER]


@pytest.mark.parametrize("off", OF_TEXT)
def test_each_can_be_switched_off(off: About) -> None:
    facts = {"kind": Kind.MMS, "did": shop(timedelta(0)), "people": 2, "now": NOW}
    text = "ê bit.ly/abc"
    assert about(text, **facts) == OF_TEXT
    assert about(text, **facts, off=frozenset({off.value})) == [a for a in OF_TEXT if a is not off]


@pytest.mark.parametrize(
    ("contacts", "words", "quiet"),
    [
        (["9005550123"], "Area code 900 is premium rate", False),
        (["8615550123"], "Area code 861 is not known here", True),
        (["4385550123", "7875550123"], "(787) 555-0123: Area code 787 is Puerto Rico", True),
        (["29283", "+3615550123"], "", True),
    ],
)
def test_of_numbers_their_area_codes(contacts: list[str], words: str, quiet: bool) -> None:
    found = number_cautions(contacts)
    assert [(one.words.startswith(words), one.quiet) for one in found] == (
        [(True, quiet)] if words else []
    )
    assert not number_cautions(contacts, off={"number"})


def test_the_configuration_knows_their_names() -> None:
    assert {one.value for one in About} == set(WARNINGS)


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    for caution in cautions(text):
        assert "\n" not in caution.words
