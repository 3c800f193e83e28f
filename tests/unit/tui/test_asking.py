"""What a terminal answers is taken out of what is typed, however it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mmstui.tui.graphics import asking
from mmstui.tui.graphics.asking import QUESTION, Question, Says

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
def test_keys_stay_and_answers_go(
    answer: str, before: str, after: str, data: st.DataObject
) -> None:
    told: list[Says] = []
    question = Question(told.append)
    # Not cut between an escape and what follows it: that is the escape key, here and in Textual.
    whole = before + answer + after
    places = [at for at in range(1, len(whole)) if whole[at - 1] != "\x1b"]
    cuts = sorted(data.draw(st.lists(st.sampled_from(places), max_size=4)))
    reads = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    left = ""
    for read in reads:
        left += question.take(read) if question.is_open else read
    assert left == before + after
    assert len(told) == 1
    assert told[0].sixel is (answer != TMUX)
    assert told[0].name == {XTERM: "XTerm(379)", TMUX: "tmux 3.3a", SHORT: ""}[answer]


@given(st.text(max_size=60))
def test_whatever_comes_it_does_not_fail(data: str) -> None:
    question = Question(lambda _: None)
    for character in data:
        question.take(character)
    question.take("\x1b[?4c")
    assert not question.is_open


def test_while_nothing_is_asked_nothing_is_taken() -> None:
    assert asking.without_answers(SHORT) == SHORT
    written: list[str] = []
    told: list[Says] = []
    asking.ask(written.append, told.append)
    assert written == [QUESTION]
    assert asking.without_answers("j") == "j"
    assert asking.without_answers(SHORT) == ""
    assert asking.without_answers(SHORT) == SHORT
    assert told == [Says("", frozenset({62, 4}))]
