"""Numbers: every shape the service writes, and anything else it might."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain import numbers


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("5145550100", "5145550100"),
        (5145550100, "5145550100"),
        ("+15145550100", "5145550100"),
        ("15145550100", "5145550100"),
        ("(514) 555-0100", "5145550100"),
        (" 514.555.0100 ", "5145550100"),
        ("514\u2011555\u20110100", "5145550100"),
        ("29283", "29283"),
        (29283, "29283"),
        ("911", "911"),
        ("BANK24", "BANK24"),
        ("", ""),
        (None, ""),
        ("+442079460000", "442079460000"),
        ("٥١٤٥٥٥٠١٠٠", "٥١٤٥٥٥٠١٠٠"),
    ],
)
def test_canonical_form_of_what_the_service_writes(raw: object, canonical: str) -> None:
    assert numbers.canonical(raw) == canonical


@given(st.one_of(st.text(), st.integers(), st.none(), st.floats(), st.lists(st.integers())))
def test_nothing_the_service_writes_raises(raw: object) -> None:
    number = numbers.canonical(raw)
    assert numbers.canonical(number) == number
    numbers.formatted(number)
    numbers.e164(number)


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True))
def test_every_way_of_writing_a_number_is_the_same_number(number: str) -> None:
    for shape in (number, f"1{number}", f"+1{number}", numbers.formatted(number)):
        assert numbers.canonical(shape) == number
        assert numbers.typed(shape) == number


def test_public_and_shown_forms() -> None:
    assert numbers.e164("5145550100") == "+15145550100"
    assert numbers.e164("29283") == "29283"
    assert numbers.formatted("5145550100") == "(514) 555-0100"
    assert numbers.formatted("29283") == "29283"


@pytest.mark.parametrize("text", ["29283", "hello", "555-0100", "", "514 555 010O"])
def test_what_is_not_a_full_number_is_not_taken_for_one(text: str) -> None:
    assert numbers.typed(text) is None


@pytest.mark.parametrize("number", ["5145550100", "4385550123", "2125550100", "8005550100"])
def test_us_and_canadian_numbers_can_be_written_to(number: str) -> None:
    assert numbers.destination_problem(number) is None


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("29283", "short code"),
        ("8765550100", "JM"),  # Jamaica: +1, but neither the US nor Canada
        ("0005550100", "Not a number"),
        ("BANK24", "ten-digit"),
        ("", "ten-digit"),
    ],
)
def test_why_others_cannot(number: str, word: str) -> None:
    problem = numbers.destination_problem(number)
    assert problem is not None
    assert word in problem
