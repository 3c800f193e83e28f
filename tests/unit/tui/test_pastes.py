"""A paste is a text, whatever is in it and however its reads are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mmstui.tui.terminal.sequences import PASTE_BEGINS as BEGINS
from mmstui.tui.terminal.sequences import PASTE_ENDS as ENDS
from support.typing import Typist, read

TEXTS = st.text(st.sampled_from("a~01;\x1b\x07\n é2"), max_size=12).filter(
    lambda text: ENDS not in text and BEGINS not in text
)


@pytest.mark.parametrize(
    "text", ["\x1b]8;;x\x07 x", "\x1b[31mred\x11", "\x1b\r", "\x1b\x1b[201", "a\x1b", "\x1b[A\x1bd"]
)
def test_nothing_in_a_paste_is_a_key(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = text.replace("\x1b", "")
    assert read(monkeypatch, [f"{BEGINS}{text}{ENDS}", "j"]) == [f"<{plain}>", "j"]


@given(TEXTS, TEXTS, st.lists(st.integers(0, 40), max_size=5))
@example("a\x1b[3", "\x1b", [2, 9])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_reads_are_cut(
    monkeypatch: pytest.MonkeyPatch, one: str, other: str, cuts: list[int]
) -> None:
    whole = f"{BEGINS}{one}{ENDS}x{BEGINS}{other}{ENDS}y"
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    reads = [whole[a:b] for a, b in pairwise(places)]
    plain = [each.replace("\x1b", "") for each in (one, other)]
    wanted = [f"<{plain[0]}>" if plain[0] else "", "x", f"<{plain[1]}>" if plain[1] else "", "y"]
    assert read(monkeypatch, reads) == [one for one in wanted if one]


def test_a_paste_whose_end_is_lost_takes_no_key_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch)
    typist.send(f"{BEGINS}a text\r", silence=3)
    typist.send("\r", silence=3)
    typist.send("j")
    typist.send("\r")
    assert typist.keys == ["<a text\r>", "<\r>", "j", "enter"]


def test_a_paste_that_stalls_goes_on_as_a_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch)
    typist.send(f"{BEGINS}one\r", silence=3)
    typist.send(f"two\rthree\r{ENDS}j")
    assert typist.keys == ["<one\r>", "<two\rthree\r>", "j"]
