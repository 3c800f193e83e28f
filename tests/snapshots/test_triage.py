"""What empties the inbox, on a small screen."""

from __future__ import annotations

import pytest

from support import triage_scenes
from support.views import Look, Opener, Scene

SMALL = (50, 20)


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (triage_scenes.signs, ("◆ pinned",)),
        (
            triage_scenes.snooze,
            ("t  tomorrow", "Sat 21 Nov 8:00", "whatever comes   r unless they reply"),
        ),
        (triage_scenes.views, ("9  done", "out until they write", "VoIP.ms still charges")),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_small(look: Look, open_inbox: Opener, scene: Scene, words: tuple[str, ...]) -> None:
    """Signs, times and counts are there whole."""
    view = look(open_inbox(), scene, SMALL)
    view.holds(*words)
    assert view.matches
