"""What a terminal answers to our question reaches whoever asked, and nobody else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mmstui.tui.terminal import terminal_query
from mmstui.tui.terminal.input_reader import InputReader
from mmstui.tui.terminal.terminal_query import QUESTION, Question, TerminalInfo

#: From an XTerm 379, asked in its VT340 guise.
XTERM = "\x1bP>|XTerm(379)\x1b\\\x1b[?63;1;2;3;4;6;9;15;16;22;28c"
TMUX = "\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c"
SHORT = "\x1b[?62;4c"

KEYS = ["j", "\r", "\x1b[A", "\x1b[97;5u", "é", "\x1b[?2026;2$y", "\x1b[<0;3;4M", "\x1b[I"]


@given(
    answer=st.sampled_from([XTERM, TMUX, SHORT]),
    before=st.lists(st.sampled_from(KEYS)).map("".join),
    after=st.lists(st.sampled_from(KEYS)).map("".join),
    data=st.data(),
)
def test_an_answer_is_found_however_it_is_cut(
    answer: str, before: str, after: str, data: st.DataObject
) -> None:
    told: list[TerminalInfo] = []
    terminal_query.ask(lambda _: None, told.append)
    reader = InputReader()
    whole = (before + answer + after).encode()
    cuts = sorted(data.draw(st.lists(st.integers(1, len(whole)), max_size=4)))
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        reader.feed(whole[start:end])
    assert len(told) == 1
    assert told[0].sixel is (answer != TMUX)
    assert told[0].name == {XTERM: "XTerm(379)", TMUX: "tmux 3.3a", SHORT: ""}[answer]


@given(st.text(max_size=60))
def test_whatever_is_reported_it_does_not_fail(report: str) -> None:
    question = Question(lambda _: None)
    question.take(report)
    question.take("\x1b[?4c")
    assert not question.is_open


def test_only_an_open_question_is_answered() -> None:
    written: list[str] = []
    told: list[TerminalInfo] = []
    terminal_query.ask(written.append, told.append)
    assert written == [QUESTION]
    for _ in range(2):
        terminal_query.take_report(SHORT)
    assert told == [TerminalInfo("", frozenset({62, 4}))]


def test_the_keyboard_protocol_is_known_before_the_rest() -> None:
    told: list[TerminalInfo] = []
    terminal_query.ask(lambda _: None, told.append)
    reader = InputReader()
    for report in (b"\x1b[?25u", b"\x1bP>|kitty(0.26.5)\x1b\\", b"\x1b[?62;c"):
        reader.feed(report)
    assert told == [TerminalInfo("kitty(0.26.5)", frozenset({62}), keyboard=True)]
