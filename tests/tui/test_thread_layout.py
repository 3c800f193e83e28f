"""Messages stand on the screen cell for cell as in the pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import MediaState, Message, Problem, State
from mmstui.tui.theme.palette import Role
from mmstui.tui.thread import commands as commands  # their keys are named below messages
from mmstui.tui.thread.layout import Geometry, LaidOutRow, lay_out, lead
from support.screens import NOW
from support.threads import TORONTO, at, incoming, outgoing, photo, the_pictures

WIDE = Geometry(74, True, TORONTO, (25, 7))
NARROW = Geometry(80, False, TORONTO, (15, 4))


def text_of(line: LaidOutRow) -> str:
    """A line as text; our block is shown between brackets, a picture's row as `#`."""
    cells: dict[int, str] = {}
    for piece in line.pieces:
        column = piece.column
        for character in piece.text:
            cells[column] = character
            column += 1
    if line.block is not None:
        cells[line.block[0]], cells[line.block[1] - 1] = "[", "]"
    if line.picture is not None:
        cells[line.picture.column] = "#"
    return "".join(cells.get(column, " ") for column in range(max(cells, default=-1) + 1))


def picture_of(messages: list[Message], geometry: Geometry, new_at: int = 0) -> list[str]:
    lines: list[LaidOutRow] = []
    before = None
    for message in messages:
        new = 2 if message.id == new_at else 0
        lines += lead(before, message, geometry, now=NOW, new=new)
        lines += lay_out(message, geometry)
        before = message
    return [text_of(line) for line in lines]


def test_the_thread_of_the_wide_picture() -> None:
    messages = [message for message in the_pictures() if message.id not in {1, 5}]
    assert picture_of(messages, WIDE, new_at=8)[1:] == [
        "  16:52  ✓ sent                     [Presque toujours, oui. Une photo ?]",
        "",
        "         Friday 20 November " + "─" * 44,
        "  13:40  ▣ photo  812 KB  fissure.jpg",
        *["         #"] * 7,
        "         C’est là, près de la proue.",
        "  13:41  ♪ sound  MP3  186 KB  memo-1341.mp3",
        "",
        "  13:53  × failed                 [On peut le prendre dès demain matin.]",
        "         Refused by the carrier.  R send again   d delete",
        "  13:55  ? unconfirmed                    [Sinon lundi à partir de 8 h.]",
        "         VoIP.ms gave no answer, and does not list it.  R send again",
        "",
        "      ●  2 new " + "─" * 57,
        "  14:00  Parfait, demain matin !",
        "  14:01  Je peux passer vers 9 h ?",
        "",
        "  14:02  ○ queued            [Oui, 9 h. Sonnez à la porte de l’atelier.]",
    ]


def test_the_thread_of_the_narrow_picture() -> None:
    messages = the_pictures()[2:6]
    assert picture_of(messages, NARROW) == [
        "         Friday 20 November " + "─" * 50,
        "  13:40  ▣ photo  812 KB  fissure.jpg",
        *["         #"] * 4,
        "         C’est là, près de la proue.",
        "  13:41  ♪ sound  MP3  186 KB  memo-1341.mp3",
        "  13:52  ✓ sent            [Bien reçu. Comptez 140 $ et deux jours d’atelier,]",
        "                           [séchage compris.                                 ]",
        "  13:53  × failed                       [On peut le prendre dès demain matin.]",
        "         Refused by the carrier.  R send again   d delete",
    ]


def test_without_thumbnails_the_key_is_named() -> None:
    message = incoming(1, at(20, 9, 0), "", media=(photo(1, "a.jpg", 1_000),))
    lines = [text_of(line) for line in lay_out(message, replace(WIDE, thumbnail=None))]
    assert lines == ["   9:00  ▣ photo  1 KB  a.jpg", "         enter shows it   o opens it"]
    lines[1] = "         enter says why it is not drawn   o opens it"
    assert [text_of(line) for line in lay_out(message, WIDE, frozenset({1}))] == lines


def test_media_that_are_not_here_say_so() -> None:
    media = replace(photo(1, "a.jpg", 1), state=MediaState.PENDING, path=None)
    gone = replace(media, state=MediaState.EXPIRED)
    message = incoming(1, at(20, 14, 6), "", media=(media, gone))
    assert [text_of(line) for line in lay_out(message, WIDE)] == [
        "  14:06  ▣ photo  on its way",
        "         ▣ photo  gone from VoIP.ms before it came here",
    ]


def notes(message: Message, geometry: Geometry = WIDE) -> list[str]:
    return [text_of(line) for line in lay_out(message, geometry)[1:]]


def test_every_state_has_its_sentence() -> None:
    when = at(20, 14, 2)
    due = outgoing(1, when, "x", State.QUEUED, due_at=when + timedelta(minutes=3))
    assert notes(due) == ["         mmstui sends it once there is a network.  d take it back"]
    slow = replace(due, problem=Problem("per_minute", "VoIP.ms asks to wait."))
    assert notes(slow) == [
        "         VoIP.ms asks to wait. mmstui sends it at 14:05.  d take it back"
    ]
    held = outgoing(1, when, "x", State.HELD, problem=Problem("away", "Written on Friday."))
    assert notes(held) == ["         Written on Friday.  R send   f9 later   x edit   d drop"]
    assert notes(outgoing(1, when, "x", State.UNKNOWN)) == [
        "         It was sent; no answer yet. mmstui looks for it at VoIP.ms."
    ]
    assert notes(outgoing(1, when, "x", State.SENT, notes=(Note(NoteKind.TWICE),))) == [
        "         ! went twice"
    ]
    assert notes(outgoing(1, when, "x")) == []


def test_what_happened_stands_beside_the_keys_and_the_rest_below() -> None:
    words = 'The carrier did not take it. Check the number. VoIP.ms says: "no. 7"'
    failed = outgoing(1, at(20, 14, 2), "x", State.FAILED, problem=Problem("sms_failed", words))
    assert notes(failed) == [
        "         The carrier did not take it.  R send again   d delete",
        '         Check the number. VoIP.ms says: "no. 7"',
    ]
    palette = [line.pieces[0].role for line in lay_out(failed, WIDE)[1:]]
    assert palette == [Role.ERROR, Role.FAINT]


def test_a_sentence_too_long_for_its_keys_has_them_below() -> None:
    message = outgoing(1, at(20, 14, 2), "x", State.QUEUED, due_at=at(20, 14, 5))
    assert notes(message, Geometry(50, False, TORONTO)) == [
        "         mmstui sends it once there is a",
        "         network.  d take it back",
    ]
    assert notes(message, Geometry(58, False, TORONTO)) == [
        "         mmstui sends it once there is a network.",
        "         d take it back",
    ]


def test_below_48_columns_our_text_stands_under_its_state() -> None:
    message = outgoing(1, at(20, 14, 2), "Sonnez à la porte de l’atelier.", State.UNKNOWN)
    lines = [text_of(line) for line in lay_out(message, Geometry(40, False, TORONTO))]
    assert lines[:3] == [
        "  14:02  ? checking",
        "                [Sonnez à la porte de]",
        "                [l’atelier.          ]",
    ]


def test_a_very_wide_pane_keeps_its_measure() -> None:
    line = lay_out(outgoing(1, at(20, 14, 2), "Oui"), Geometry(180, True, TORONTO))[0]
    assert line.block == (93, 98)


def test_a_blank_line_only_where_the_direction_changes_and_only_from_30_rows() -> None:
    first, second = incoming(1, at(20, 9, 0), "a"), incoming(2, at(20, 9, 1), "b")
    answer = outgoing(3, at(20, 9, 2), "c")
    assert lead(first, second, WIDE, now=NOW) == ()
    assert [text_of(line) for line in lead(second, answer, WIDE, now=NOW)] == [""]
    assert lead(second, answer, NARROW, now=NOW) == ()


def test_a_day_of_another_year_says_its_year() -> None:
    message = incoming(1, at(20, 9, 0) - timedelta(days=365), "a")
    line = lead(None, message, WIDE, now=NOW)[0]
    assert text_of(line).startswith("         Thursday 20 November 2025 ─")
    assert lead(None, message, WIDE, now=NOW, first=False) == ()


def test_an_mms_with_nothing_in_it_is_still_a_line() -> None:
    line = lay_out(incoming(1, at(20, 9, 0), " \n "), WIDE)[0]
    assert text_of(line) == "   9:00  (no text)"
    assert line.pieces[-1].role is Role.FAINT


FAMILIES = "👩\u200d👩\u200d👧" * 9
hostile = st.text(max_size=60) | st.sampled_from(
    [
        "[/]",
        "\x1b]0;x\x07",
        "a\x9b31mb",
        "\u202eabc",
        "你" * 50,
        "👩\u200d👩\u200d👧" * 9,
        "x" * 200,
    ]
)


@given(hostile, hostile, st.integers(40, 130), st.booleans(), st.sampled_from(list(State)))
@settings(max_examples=60, deadline=None)
def test_whatever_comes_stays_inside_its_pane(
    text: str, name: str, width: int, ours: bool, state: State
) -> None:
    media = (photo(1, name, 5),)
    problem = Problem("x", name)
    make = outgoing if ours else incoming
    message = replace(make(1, at(20, 9, 0), text, media=media), state=state, problem=problem)
    geometry = Geometry(width, True, TORONTO, (15, 4))
    for line in lay_out(message, geometry):
        end = 0
        for piece in line.pieces:
            assert piece.column >= end
            assert piece.cells == cell_len(piece.text)
            assert not any(c in piece.text for c in "\x1b\x07\x9b\n\u202e")
            end = piece.column + piece.cells
        assert end <= geometry.right
