"""A paste is a text, whatever is in it and however its reads are cut."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from mmstui.tui.key_reads import watch_reads
from mmstui.tui.pastes import BEGINS, ENDS, Pastes

TEXTS = st.text(st.sampled_from("a~[01;\x1b\x07\n é2"), max_size=12).filter(
    lambda text: ENDS not in text and BEGINS not in text
)


def read(reads: Sequence[str]) -> list[tuple[str, str]]:
    """What the parser makes of some reads: pastes with their text, keys with their name."""
    watch_reads()
    parser = XTermParser(False)
    found = [event for data in reads for event in parser.feed(data)]
    return [
        ("paste", event.text) if isinstance(event, events.Paste) else ("key", event.key)
        for event in found
        if isinstance(event, events.Paste | events.Key)
    ]


@pytest.mark.parametrize(
    "text", ["\x1b]52;c;ZXZpbA==\x07 x", "\x1b[31mred\x11", "\x1b\r", "\x1b\x1b[201", "a\x1b"]
)
def test_nothing_in_a_paste_is_a_key(text: str) -> None:
    assert read([f"{BEGINS}{text}{ENDS}", "j"]) == [
        ("paste", text.replace("\x1b", "")),
        ("key", "j"),
    ]


@given(TEXTS, TEXTS, st.lists(st.integers(0, 40), max_size=5))
@example("a\x1b[3", "\x1b", [2, 9])
def test_wherever_reads_are_cut(one: str, other: str, cuts: list[int]) -> None:
    whole = f"{BEGINS}{one}{ENDS}x{BEGINS}{other}{ENDS}y"
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    reads = [whole[a:b] for a, b in pairwise(places)]
    pastes = Pastes()
    taken = "".join(pastes.take(each) for each in reads)
    plain = [each.replace("\x1b", "") for each in (one, other)]
    assert taken == f"{BEGINS}{plain[0]}{ENDS}x{BEGINS}{plain[1]}{ENDS}y"


@given(TEXTS)
def test_what_is_typed_goes_on_at_once(text: str) -> None:
    assert Pastes().take(text) == text


def test_escape_by_itself_is_a_key_at_once() -> None:
    pastes = Pastes()
    assert [pastes.take(each) for each in ("\x1b", "[", "A")] == ["\x1b", "[", "A"]
