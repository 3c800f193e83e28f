"""Finding and searching, cell for cell. What a picture must show is also said in words here."""

from __future__ import annotations

import pytest

from support import search_scenes as scenes
from support.views import NARROW, WIDE, Look, Opener, both_sizes


@both_sizes
def test_everywhere(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The words, how many have them; two lines a hit, the text around it, the bar on the second.
    Wide: at the right the thread around it, and which hit it is."""
    view = look(open_inbox(), scenes.everywhere, size)
    view.holds(
        "search  pagaie  everywhere",
        "2 messages in 2 conversations, newest first",
        "     8:05  Marc-André Gélinas",
        "     Shop  Bonjour, ma pagaie est-elle prêt",
        "▌     Mon  Chloé D’Amours",
        "▌    Shop  ",
        "pagaies ?",
    )
    if size == WIDE:
        view.holds('"words in quotes" side by side', "hit 2 of 2   via Shop", "Monday 16 November")
    assert view.lines[-1].startswith(" n N next, previous hit   enter open there   r reply")
    assert view.matches


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
def test_everywhere_in_the_light(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The same on the light theme."""
    view = look(open_inbox(theme="mmstui-light"), scenes.everywhere, size)
    view.holds("search  pagaie  everywhere", "▌     Mon  Chloé D’Amours")
    assert view.matches


@both_sizes
def test_everywhere_without_colour(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """NO_COLOR: hits are bold and underlined, the cursor's row reverse and marked."""
    view = look(open_inbox(no_color=True), scenes.everywhere, size)
    view.holds("search  pagaie  everywhere", ">     Mon  Chloé D’Amours", "pagaies ?")
    assert "▌" not in view.text
    assert view.matches


@both_sizes
def test_nowhere(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """A sentence under the words, and how words match."""
    view = look(open_inbox(), scenes.nowhere, size)
    view.holds(
        "search  fissur",
        "No message has “fissur” in it.   Words match from their beginning.",
    )
    assert view.matches


@both_sizes
def test_wrong_operator(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """What completes the operator is faint after the cursor; below, in the ink of warnings, why it
    is searched as a word."""
    view = look(open_inbox(), scenes.wrong_operator, size)
    view.holds(
        "search  after:2026-11 has:photo  everywhere",
        "has: wants photo, sound, video, file or link. Searched as a word.",
        "→ complete",
    )
    assert view.matches


@both_sizes
def test_opened_hit(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The hit in its thread, the cursor on it; below, the words, which hit it is, and the keys."""
    view = look(open_inbox(), scenes.opened_hit, size)
    view.holds(
        "Chloé D’Amours",
        "Monday 16 November",
        "▌ 13:15  Est-ce que vous louez des pagaies ?",
        "find  pagaie  1 of 1   n N next, previous   esc to the hits",
    )
    assert view.matches


@both_sizes
def test_in_the_list(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Only conversations with the word; the bar of the accent below, where it is typed."""
    view = look(open_inbox(), scenes.in_list, size)
    view.holds("▌     Sun  Carmen Chen", "Merci, je passe mardi.", "▌    find  merci", "esc end")
    assert "22 conversations" in view.lines[-2]
    assert view.matches


@both_sizes
def test_in_the_thread(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The word marked wherever it stands, the cursor on the second newest; the count in words."""
    view = look(open_inbox(), scenes.in_thread, size)
    view.holds("Zoé Tremblay", "▌ ", "find  oui  2 of ", "? keys")
    assert view.matches


def test_in_the_thread_without_colour(look: Look, open_inbox: Opener) -> None:
    """NO_COLOR: marks are bold and underlined."""
    view = look(open_inbox(no_color=True), scenes.in_thread, NARROW)
    view.holds("find  oui  2 of ", "? keys")
    assert view.matches
