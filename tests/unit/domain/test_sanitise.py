"""Promise: no text from outside can move the cursor, colour the screen or pose as another."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mmstui.domain.text import sanitise

#: All of Unicode, surrogates included, with the dangerous parts made frequent.
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\x9b\x9d\x90\x00\r\n\t\x7f\u202e\u2066\u2028\ufeff\u200d\ufe0f"),
        st.characters(categories=["Cs"]),
    )
)


def is_hostile(character: str) -> bool:
    return (
        (unicodedata.category(character) in {"Cc", "Cs"} and character != "\n")
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
        or character in "\u2028\u2029\ufeff\u200e\u200f\u061c"
    )


@given(ANYTHING)
def test_nothing_hostile_passes(text: str) -> None:
    shown = sanitise.display(text)
    assert not [c for c in shown if is_hostile(c)]
    assert sanitise.display(shown) == shown
    shown.encode()  # no lone surrogate is left to break an encoder


@given(ANYTHING)
def test_a_text_is_the_same_whatever_stands_beside_it(text: str) -> None:
    """Most texts are found harmless at a glance; a line end makes it look at each character."""
    assert sanitise.display(f"\n{text}") == f"\n{sanitise.display(text)}"
    assert sanitise.line(f"\n{text}") == sanitise.line(text)
    assert sanitise.without_surrogates(f"\n{text}") == f"\n{sanitise.without_surrogates(text)}"


@given(ANYTHING)
def test_a_line_is_one_line(text: str) -> None:
    shown = sanitise.line(text)
    assert "\n" not in shown
    assert not [c for c in shown if is_hostile(c)]
    assert shown == shown.strip()
    assert sanitise.line(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩‍🚀👨‍👩‍👧‍👦",  # joiners
        "🇨🇦🇫🇷",  # flags
        "🏳️‍🌈🏴‍☠️🐻‍❄️🧑🏽‍⚕️👩🏿‍❤️‍💋‍👩🏽⛹🏽‍♀️🧑‍🧑‍🧒‍🧒👁️‍🗨️⛓️‍💥🙂‍↔️",
        "❤️",  # variation selector
        "👍🏽",  # skin tone
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",  # a flag spelt with tags
        "e\u0301\u0323 Zoé 日本語 العربية",
        "[/] a [@click=app.quit]x[/]",
        "line\nline",
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert sanitise.display(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200db\u200dc", "abc"),
        ("漢\u200d字", "漢字"),
        ("█\u200d" * 9, "█" * 9),
        (" \u200d", " "),
        ("👩\u200d", "👩"),
        ("\u200d👩", "👩"),
        ("👩\u200d\u200d👧", "👩👧"),
        ("ක්\u200dෂ ශ්\u200dරී", "ක්ෂ ශ්රී"),
        ("ه\u200d 1448", "ه 1448"),
    ],
)
def test_only_a_joiner_of_emoji_is_painted_and_each_is_sent(text: str, shown: str) -> None:
    assert sanitise.display(text) == shown
    assert sanitise.painted(sanitise.typed(text)) == shown
    assert sanitise.untyped(sanitise.typed(text)) == sanitise.meant(text) == text


def test_no_more_is_joined_than_an_emoji_has() -> None:
    shown = sanitise.display("\u200d".join("👩" * 40))
    assert max(part.count("\u200d") for part in re.split("👩(?!\u200d)", shown)) == 3


@pytest.mark.parametrize(
    "text", ["a\x1b]52;c;eA==\x07b", "a\x9b2Jb", "a\u202eb", "a\x00b", "a\ud83db"]
)
def test_what_is_taken_out_leaves_a_mark(text: str) -> None:
    shown = sanitise.display(text)
    assert shown.startswith("a\ufffd")
    assert shown.endswith("b")


def test_line_ends_and_tabs() -> None:
    assert sanitise.display("a\r\nb\rc\td") == "a\nb\nc    d"
    assert sanitise.line("  a\r\n\tb  c ") == "a b c"


def test_marks_cannot_pile_over_the_lines_above() -> None:
    assert len(sanitise.display("e" + "\u0301" * 500)) <= 5


def test_invisible_tags_do_not_hide_text() -> None:
    assert sanitise.display("a\U000e0041\U000e0042b") == "a\ufffdb"


@given(ANYTHING)
def test_file_names_stay_in_their_folder(name: str) -> None:
    safe = sanitise.file_name(name)
    assert 0 < len(safe.encode()) <= 120
    assert "/" not in safe
    assert "\\" not in safe
    assert not safe.startswith((".", "-"))
    assert not [c for c in safe if is_hostile(c)]
    safe.encode()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x", "x"),
        ("a;b'c", "a_b'c"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("", "file"),
        ("...", "file"),
        ("-rf", "rf"),
        ("photo du chat (2).jpg", "photo du chat (2).jpg"),
        pytest.param("é" * 300 + ".jpeg", "é" * 57 + ".jpeg", id="long"),
    ],
)
def test_file_names(name: str, safe: str) -> None:
    assert sanitise.file_name(name) == safe


HONEST = (
    "call \u2068(438) 555-0123\u2069", "\u202a+1 438 555-0123\u202c", "\u200eabc\u200f \u061c",
    "می\u200cخواهم", "ක්\u200dෂ", "a\u2060b\u00adc\u200bd",
    "\ufeffstart", "👩\u200d👩\u200d👧", "❤\ufe0f",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "葛\U000e0100", "a\U000e0041b",
    "e" + "\u0301" * 9, "\ue000\uf8ff", "one\ntwo\tthree", "a\u200db",
)  # fmt: skip


@pytest.mark.parametrize("text", HONEST)
def test_what_is_honest_goes_out_as_it_is(text: str) -> None:
    assert sanitise.meant(text) == text
    assert sanitise.untyped(sanitise.typed(text)) == text.replace("\t", "    ")


@given(ANYTHING)
def test_only_controls_go_out_of_what_is_sent_and_leave_no_mark(text: str) -> None:
    sent = sanitise.meant(text)
    gone = [c for c in text if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert not [c for c in sent if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert sent.count(sanitise.MARK) == text.count(sanitise.MARK)
    assert len(sent) >= len(text) - len(gone)
    assert sanitise.meant(sent) == sent
    assert sanitise.untyped(sanitise.typed(sent)) == sent.replace("\t", "    ")


@given(ANYTHING)
def test_a_box_paints_nothing_hostile_in_the_cells_it_counts(text: str) -> None:
    held = sanitise.typed(text)
    shown = sanitise.painted(held)
    assert not [c for c in shown if is_hostile(c)]
    assert cell_len(shown) == cell_len(held)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("e\u0301te\u0301.jpg", "été.jpg", id="composed"),
        ("हिन्दी फ़ोटो.png", "हिन्दी फ़ोटो.png"),
        ("รูปที่ ๑.gif", "รูปที่ ๑.gif"),
        ("می‌خواهم.mp4", "می‌خواهم.mp4"),
        ("l'été & l'hiver, 100 %!.jpg", "l'été & l'hiver, 100 %!.jpg"),
        ("🎉 fête.png", "🎉 fête.png"),
        ("a\u2044b\uff0fc\u202egpj.exe", "a_b_c_gpj.exe"),
        ("`id`$(id)|x>y<z*?.png", "_id__(id)_x_y_z__.png"),
    ],
)
def test_names_keep_letters_and_marks_and_lose_what_is_hostile(name: str, safe: str) -> None:
    assert sanitise.file_name(name) == unicodedata.normalize("NFC", safe)
