"""Labels in the gutter, values beside them: nothing of a value is lost, nothing is too wide."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mmstui.domain.text.sanitise import display, line
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.description_list import AIR, Entry, rows
from support.hostile import hostile, texts


def test_a_remark_stands_beside_its_value_or_below_it() -> None:
    entry = Entry("state", "× failed", Role.ERROR, True, remark="sms_failed")
    (wide,) = rows([entry], 40)
    assert [(piece.text, piece.role) for piece in wide.pieces] == [
        ("× failed", Role.ERROR),
        ("sms_failed", Role.FAINT),
    ]
    value, remark = rows([entry], 12)
    assert (value.label, remark.label) == ("state", "")
    assert (value.pieces[0].text, remark.pieces[0].text) == ("× failed", "sms_failed")


def test_a_long_value_has_its_label_once() -> None:
    found = rows([Entry("carrier", "one two three four"), Entry("our id", "5")], 10)
    assert [row.label for row in found] == ["carrier", "", "our id"]


@settings(max_examples=40)
@given(st.lists(st.tuples(texts, texts), max_size=3), st.integers(8, 90))
def test_every_line_fits_and_no_character_is_lost(
    values: list[tuple[str, str]], width: int
) -> None:
    entries = [Entry("label", display(value), remark=line(remark)) for value, remark in values]
    found = rows(entries, width)
    for row in found:
        cells = sum(cell_len(piece.text) for piece in row.pieces) + AIR * (len(row.pieces) - 1)
        # A single grapheme may be wider than a line.
        assert cells <= width or len(row.pieces) == 1
        assert not hostile("".join(piece.text for piece in row.pieces))
    kept = "".join(piece.text for row in found for piece in row.pieces)
    given_ = "".join(entry.value + entry.remark for entry in entries)
    assert "".join(kept.split()) == "".join(given_.split())
