"""Triage mode on a small screen."""

from __future__ import annotations

import pytest

from support import mode_scenes
from support.views import Look, Opener, Scene


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (
            mode_scenes.triage,
            ("2 left   1 done", "(647) 555-0144", "e done", "X block", "esc stop here"),
        ),
        (mode_scenes.triage_answer, ("Oui, neuf heures", "28/160")),
        (mode_scenes.triage_end, ("None left: 3 conversations", "z undo")),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_small(look: Look, open_inbox: Opener, scene: Scene, words: tuple[str, ...]) -> None:
    """How many are left, the conversation, and every key, are there whole."""
    view = look(open_inbox(), scene, (50, 20))
    view.holds(*words)
    assert view.matches
