"""Anything as a text, painted line by line: exactly as wide as asked, and harmless."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Direction, Media, MediaKind, MediaState, Problem, State
from mmstui.domain.text.sanitise import display, line
from mmstui.tui.inbox.conversation_row import CursorStyle, RowContext, paint_row
from mmstui.tui.theme.palette import Palette
from mmstui.tui.thread.layout import Geometry, lay_out
from mmstui.tui.thread.paint import strip_of
from mmstui.tui.ui.line_builder import LineBuilder, cut
from mmstui.tui.ui.wrapping import wrap
from support.hostile import NASTY, faults_of, texts
from support.screens import NOW, conversation
from support.threads import TORONTO, incoming, outgoing

widths = st.integers(min_value=24, max_value=130)
many = settings(max_examples=80, deadline=None)


@pytest.fixture(scope="module")
def palette() -> Palette:
    return Palette.of(App[None]())


def every_line(text: str, width: int, palette: Palette) -> list[str]:
    """The faults of a message with a text, a file's name and a problem of that text."""
    clean = line(text)
    files = (
        Media(1, 0, clean, "image/jpeg", 9, "/x", None, MediaState.HERE, MediaKind.PHOTO),
        Media(2, 1, "", "", None, None, None, MediaState.PENDING, MediaKind.FILE),
    )
    geometry = Geometry(width, True, TORONTO)
    faults = []
    for message in (
        incoming(1, NOW, text, media=files, notes=(Note(NoteKind.NOT_DELETED, text),)),
        incoming(2, NOW, text),
        outgoing(3, NOW, text, State.FAILED, problem=Problem("sms_failed", clean)),
        outgoing(4, NOW, text, State.UNCONFIRMED, problem=Problem("lost", clean)),
        outgoing(5, NOW, text, State.HELD, media=files, problem=Problem("x", clean)),
    ):
        for each in lay_out(message, geometry):
            faults += faults_of(strip_of(each, width, palette), width)
    return faults


@many
@given(text=texts, width=widths)
def test_a_message(text: str, width: int, palette: Palette) -> None:
    assert every_line(text, width, palette) == []


@pytest.mark.parametrize("width", [24, 40, 74, 120])
def test_a_message_with_what_once_broke_something(width: int, palette: Palette) -> None:
    assert [fault for text in NASTY for fault in every_line(text, width, palette)] == []


@many
@given(title=texts, preview=texts, draft=st.just("") | texts, width=widths, flags=st.integers(0, 7))
@example(title="\u200d", preview="\ufe0f", draft="\u0301", width=40, flags=0)
def test_a_row_of_the_list(
    title: str, preview: str, draft: str, width: int, flags: int, palette: Palette
) -> None:
    row = replace(
        conversation(1), title=line(title), did_label=line(preview), preview=line(preview),
        draft=line(draft), unread=flags & 1, state=State.FAILED if flags & 2 else None,
        media=MediaKind.PHOTO if flags & 4 else None, pinned=True, number=line(title),
        preview_direction=Direction.OUT, snoozed_until=NOW + timedelta(days=1),
    )  # fmt: skip
    for mark in CursorStyle:
        look = RowContext(palette, width, NOW, TORONTO, mark)
        for second in (False, True):
            painted = LineBuilder(width, palette.t1.blank)
            paint_row(painted, row, second, look)
            assert faults_of(painted.to(width).strip(), width) == []


@many
@given(first=texts, second=texts, width=st.integers(0, 60))
def test_any_parts_of_a_line(first: str, second: str, width: int, palette: Palette) -> None:
    style = palette.t0.text
    painted = LineBuilder(width, palette.t0.blank).gutter(line(first), style, 9, 2)
    painted.text(line(second), style, 7).skip(2).parts([(line(first), style), ("x", style)], 2, 30)
    assert faults_of(painted.strip(), width) == []


@many
@given(text=texts, width=st.integers(1, 40))
def test_a_cut_is_never_wider_than_asked(text: str, width: int) -> None:
    assert cell_len(cut(line(text), width)) <= width


@many
@given(text=texts)
def test_made_harmless_once_is_made_harmless(text: str) -> None:
    assert display(display(text)) == display(text)
    assert line(line(text)) == line(text)


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "é" * 50_000, "👨\u200d👩\u200d👧" * 10_000, "e" + "\u0301" * 50_000,
     "\u200d" * 50_000, "漢" * 25_000, "word " * 10_000, "\n" * 2_047, "[b]" * 20_000],
    ids=["word", "accents", "families", "marks", "joiners", "wide", "words", "lines", "markup"],
)  # fmt: skip
def test_a_very_long_one_takes_time_in_proportion(text: str, palette: Palette) -> None:
    """Twice the text takes at most about twice as long: nothing is done again for each letter."""
    import time

    def seconds(part: str) -> float:
        best = float("inf")
        for _ in range(3):
            began = time.thread_time()
            wrap(display(part), 60)
            cut(line(part), 60)
            best = min(best, time.thread_time() - began)
        return best

    seconds(text[:1000])
    small, large = seconds(text[: len(text) // 8]), seconds(text)
    assert large < 8 * 4 * small + 0.02, (small, large)
    assert large < 1.0, "no body may freeze the screen for so long"
