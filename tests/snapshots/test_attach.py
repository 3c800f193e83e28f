"""Choosing files, cell for cell. What a picture must show is also said in words here."""

from __future__ import annotations

import pytest

from support import scenes
from support.views import WIDE, Look, Opener, both_sizes

pytestmark = pytest.mark.usefixtures("photos")

BEFORE = "  now  3.4 MB  4032 x 3024  JPEG"
AFTER = "after  1.1 MB  2200 x 1650  JPEG"


@both_sizes
def test_offer(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The folder with sizes, days and kinds before names; one file that fits, one that is too big
    with its size before and, under it, after; the pill takes it. What may not go is faint. Nothing
    tells where the folder really is."""
    view = look(open_inbox(), scenes.attach, size)
    view.holds("2 of 3 files   4.2 MB", "esc leave out")
    view.holds(
        "~/Photos/atelier",
        "folder   2026-11/",
        "186 KB   13:41  sound    memo-1341.mp3",
        "1   812 KB   13:40  photo    fente-proue.png",
        "▌ 2   3.4 MB   13:22  photo    quai-panorama.jpg",
        "not MMS  devis-3318.pdf",
        " s shrink to 1.1 MB    x leave out",
    )
    view.holds("✓ fits  812 KB", "× too big  limit 1.2 MB", BEFORE, AFTER)
    assert ("▀" in view.text) == (size == WIDE)
    assert "pytest-" not in view.text
    assert view.matches


@both_sizes
def test_fitting(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """While the photo is shrunk: a bar, 65 % of it accent; esc cancels; nothing can be taken yet,
    and the bar of the cursor stands where it stood."""
    view = look(open_inbox(), scenes.attach_fitting, size)
    view.holds(
        "esc cancel",
        "1   812 KB   13:40  photo    fente-proue.png",
        "▌ 2   3.4 MB   13:22  photo    quai-panorama.jpg",
    )
    view.holds("→ shrinking it", BEFORE, "━" * 13 + "─" * 7 + "   65 %")
    assert "shrink to" not in view.text
    assert "after" not in view.text
    assert view.matches


def test_offer_without_colour(look: Look, open_inbox: Opener) -> None:
    """NO_COLOR: no thumbnail but the word for it; a line round the dialog; the cursor marked."""
    view = look(open_inbox(no_color=True), scenes.attach, WIDE)
    view.holds("> 2   3.4 MB   13:22  photo    quai-panorama.jpg", " s shrink to 1.1 MB ")
    view.holds("× too big  limit 1.2 MB", BEFORE, AFTER)
    assert "▀" not in view.text
    assert "▣ photo" in view.text
    assert view.matches
