"""A paste is a text, whatever is in it and however its reads are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mmstui.tui.terminal.sequences import PASTE_BEGINS as BEGINS
from mmstui.tui.terminal.sequences import PASTE_ENDS as ENDS
from support.typing import Typist, read

TEXTS = st.lists(
    st.sampled_from([*"a~01;\x1b\x07\n é2\r", ENDS, BEGINS, "\x1b[<0;9;9M", "\x1b[A"]), max_size=12
).map("".join)


@pytest.mark.parametrize(
    "text", ["\x1b]8;;x\x07 x", "\x1b[31mred\x11", "\x1b\r", "\x1b\x1b[201", "a\x1b", "\x1b[A\x1bd"]
)
def test_nothing_in_a_paste_is_a_key(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = text.replace("\x1b", "")
    assert read(monkeypatch, [f"{BEGINS}{text}{ENDS}", "j"], 0.2) == [f"<{plain}>", "j"]


@pytest.mark.parametrize("mark", [ENDS, f"{ENDS}{BEGINS}", f"{ENDS}\x1b[I", f"{ENDS}{ENDS}"])
def test_what_comes_with_a_paste_is_pasted_whatever_marks_it_has(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = f"{BEGINS}see you{mark} at 9\r{ENDS}"
    for at in range(1, len(whole)):
        typist = Typist(monkeypatch)
        typist.send(whole[:at], 0.04)
        typist.send(whole[at:], 0.2)
        assert all(one.startswith("<") for one in typist.keys), whole[:at]
        assert "".join(one[1:-1] for one in typist.keys) == "see you at 9\r"
        typist.send("\r")
        assert typist.keys[-1] == "enter"


def test_over_a_slow_line_a_paste_is_over_later(monkeypatch: pytest.MonkeyPatch) -> None:
    for first, pause in ((f"{BEGINS}see", 0.25), (f"{BEGINS}{'x' * 5000}", 0.0)):
        typist = Typist(monkeypatch)
        typist.send(first, pause)
        typist.send(f" you{ENDS}", 0.3)
        typist.send("\r", 1.2)
        typist.send("\r")
        assert typist.keys[-2:] == ["<\r>", "enter"]


def test_a_busy_machine_that_reads_late_ends_no_paste(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch)
    typist.send(f"{BEGINS}see you{ENDS}")
    typist.stall(1.5)
    typist.send(f"\r{ENDS}")
    assert typist.keys == ["<see you>", "<\r>"]


@given(TEXTS, TEXTS, st.lists(st.integers(0, 60), max_size=5))
@example("a\x1b[3", "\x1b", [2, 9])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_reads_are_cut(
    monkeypatch: pytest.MonkeyPatch, one: str, other: str, cuts: list[int]
) -> None:
    whole = f"{BEGINS}{one}{ENDS}x{BEGINS}{other}{ENDS}"
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    found = read(monkeypatch, [whole[a:b] for a, b in pairwise(places)])
    assert all(one.startswith("<") for one in found)
    assert "x" in "".join(found)


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
    typist.send(f"two\rthree\r{ENDS}", silence=1)
    typist.send("j")
    assert typist.keys == ["<one\r>", "<two\rthree\r>", "j"]


def test_a_key_that_can_send_nothing_works_at_once_after_a_paste(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typist = Typist(monkeypatch)
    for data in (f"{BEGINS}see you{ENDS}", "\x1b[D", "\x7f", "\x15", "\x1b[13u", "x", "\r"):
        typist.send(data)
    assert typist.keys == ["<see you>", "left", "backspace", "ctrl+u", "<x>", "<\r>"]
