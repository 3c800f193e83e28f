"""Text where not all of Unicode can be written: what stands for it, and how wide that is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import mmstui
from mmstui.domain.text.charsets import SIGNS, fitted, plain

TUI = Path(mmstui.__file__).parent / "tui"


@pytest.mark.parametrize(
    ("text", "ascii"),
    [
        ("▌ ● Zoé ─ │ ✓ sent…", "| * Zoe - | v sent."),
        ("Привет 漢字 👍", "?????? ???? ??"),
        ("ﬁn ½ ² œuf Straße Đặng", "fn 1 2 ouf Strase Dang"),
        ("Æ ø Łódź", "A o Lodz"),
        ("Işık İnce Ħamrun Guðrún Þór ŧ ɓ", "Isik Ince Hamrun Gudrun Tor t b"),
        ("п\u02bcять \u0640", "?'??? ?"),
        ("e\u0301 a\u200db \ufe0f", "e ab "),
        ("“don’t” – 10 €", '"don\'t" - 10 ?'),
        ("Ａ１", "A 1 "),
    ],
)
def test_ascii_for_a_text(text: str, ascii: str) -> None:
    assert fitted(text, "ascii") == ascii


def test_an_encoding_keeps_what_it_has() -> None:
    assert fitted("Zoé ▌ à 10 €", "iso8859-1") == "Zoé | à 10 ?"
    assert fitted("Zoé ▌ €", "utf-8") == "Zoé ▌ €"


@given(st.characters(exclude_categories=["Cs", "Cc"]))
def test_what_stands_for_a_character_is_printable_ascii_as_wide(character: str) -> None:
    said = plain(character)
    assert said.isascii()
    assert not said or said.isprintable()
    if character in SIGNS or cell_len(character) == 2:
        assert len(said) in {0, cell_len(character)}


@given(st.text())
def test_nothing_is_unwritable(text: str) -> None:
    for encoding in ("ascii", "iso8859-1", "cp1252", "koi8-r"):
        fitted(text, encoding)


def test_each_sign_that_the_screen_draws_has_one_of_ours() -> None:
    drawn = {
        sign
        for path in TUI.rglob("*.py")
        for sign in re.findall(r"[\u2190-\u2bff\u00b6\u00d7]", path.read_text(encoding="utf-8"))
    }
    assert len(drawn) > 10
    assert {sign for sign in drawn if plain(sign) == "?"} == set()
