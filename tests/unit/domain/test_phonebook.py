"""Names of the phonebook."""

from __future__ import annotations

import pytest

from mmstui.domain.phonebook import name_problem, note_problem, number_problem


@pytest.mark.parametrize(
    "number", ["5145550101", "(514) 555-0101", "+15145550101", "29283", "sip:2563"]
)
def test_numbers_that_can_have_a_name(number: str) -> None:
    assert number_problem(number) == ""


@pytest.mark.parametrize("number", ["", "12", "BANK24", "sip:", "sip:25 63", "1" * 17, "Zoé"])
def test_what_can_not_says_why(number: str) -> None:
    assert number_problem(number).endswith(".")


def test_names_and_notes() -> None:
    assert name_problem("Zoé") == ""
    assert name_problem("  ") == "An entry needs a name."
    assert note_problem("x" * 49) == ""
    assert "this one has 50" in note_problem("x" * 50)
