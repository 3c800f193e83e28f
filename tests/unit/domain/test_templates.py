"""Templates: what is filled in, what is left for the hand, and what is never sent raw."""

from __future__ import annotations

import pytest

from mmstui.domain.text.templates import Filled, fill, first_name, signed, unknown_placeholders

VALUES = {"name": "Ann {time} Roy", "first": "Ann", "time": "14:02", "did": ""}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("Hello", Filled("Hello", 5)),
        ("Hi {first}, at {time}.", Filled("Hi Ann, at 14:02.", 17)),
        ("{ First }", Filled("Ann", 3)),
        ("Hi {cursor}, {first}", Filled("Hi , Ann", 3)),
        ("{first}{cursor}!{cursor}", Filled("Ann!", 3)),
        ("from {did} {cursor}.", Filled("from  .", 5, ("did",))),
        ("{did}{number}{did}", Filled("", 0, ("did", "number"))),
        ("{name}", Filled("Ann {time} Roy", 14)),
        ("{{name}} }} {{", Filled("{name} } {", 10)),
        (":-} {\nx", Filled(":-} {\nx", 7)),
    ],
)
def test_a_template_is_filled_once_and_the_caret_goes_where_the_hand_is_needed(
    template: str, filled: Filled
) -> None:
    assert unknown_placeholders(template) == ()
    assert fill(template, VALUES) == filled


def test_what_is_no_placeholder_is_named_as_it_was_written() -> None:
    assert unknown_placeholders("{nmae} {first} {} {Name} {nmae} {{x}}") == ("nmae", "")


@pytest.mark.parametrize(
    ("name", "first"),
    [("Ann Roy", "Ann"), ("Roy, Ann", "Ann"), ("Zoé", "Zoé"), ("", ""), ("Roy,", "Roy")],
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Yes", "Yes\nAnn"),
        ("Yes\n", "Yes\nAnn"),
        ("Love, Ann", "Love, Ann\nAnn"),
        ("Yes\nAnn", "Yes\nAnn"),  # taken back to be changed
        ("Ann ", "Ann "),
        (" \n", " \n"),
    ],
)
def test_a_signature_goes_below_a_text_once(text: str, whole: str) -> None:
    assert signed(text, "Ann") == whole
    assert signed(text, "") == text
