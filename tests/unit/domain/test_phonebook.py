"""Names of the phonebook."""

from __future__ import annotations

import pytest

from mmstui.domain.phone.phonebook import (
    name_problem,
    note_problem,
    number_notice,
    number_of,
    number_problem,
)


@pytest.mark.parametrize(
    "number", ["5145550101", "(514) 555-0101", "+15145550101", "29283", "sip:2563"]
)
def test_numbers_that_can_have_a_name(number: str) -> None:
    assert number_problem(number) == ""


@pytest.mark.parametrize(
    "number",
    ["8615550123", "8765550123", "438 555-0123 poste 12", "tel:+1-438-555-0123", "262966"],
)
def test_what_may_be_a_number_can_have_a_name(number: str) -> None:
    assert number_problem(number) == ""


@pytest.mark.parametrize(
    "number", ["911", "5550123", "514555010", "+36 1 555 0123", "(999) 999-9999", "442079460000"]
)
def test_what_is_no_number_of_ours_is_not_saved_as_one(number: str) -> None:
    assert number_problem(number).endswith(".")


def test_what_is_to_be_known_is_told_before_it_is_saved() -> None:
    assert number_notice("262966") == "262966 is a short code, not a complete number."
    assert number_notice("438 555-0123 #12") == "Extension 12 is left out."
    assert number_notice("4385550123") == ""
    assert number_notice("sip:2563") == ""
    assert number_of("438 555-0123 #12") == "4385550123"
    assert number_of("sip:2563") == "sip:2563"


@pytest.mark.parametrize("number", ["", "12", "BANK24", "sip:", "sip:25 63", "1" * 17, "Zoé"])
def test_what_can_not_says_why(number: str) -> None:
    assert number_problem(number).endswith(".")


def test_names_and_notes() -> None:
    assert name_problem("Zoé") == ""
    assert name_problem("  ") == "An entry needs a name."
    assert note_problem("x" * 49) == ""
    assert "this one has 50" in note_problem("x" * 50)
