"""The delete dialog, cell for cell. What a picture must show is also said in words here."""

from __future__ import annotations

from support import scenes
from support.views import Look, Opener, both_sizes


@both_sizes
def test_delete_conversation(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Title and esc; with whom, what is here and what VoIP.ms has; three choices with their keys in
    the gutter, the bar on the first; what it means; an accent pill, z beside it."""
    view = look(open_inbox(), scenes.delete_conversation, size)
    view.holds(
        "Delete this conversation?", "esc keep it", "with  (438) 555-0123  Zoé Tremblay",
        "via  (514) 555-0100  Shop", "here  ", "VoIP.ms  ", "not sent  ",
        "▌       h  here ", "s  at VoIP.ms", "b  both",
        "Deleted from this inbox; for 30 seconds z takes it back.", "within 30 s   h s b choose",
    )  # fmt: skip
    assert view.matches


@both_sizes
def test_delete_conversation_there(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """At VoIP.ms: the bar on the second choice, a red pill that says how many, z within 30 s
    beside it; it is told that VoIP.ms is asked first, and that it is for good."""
    view = look(open_inbox(), scenes.delete_conversation_there, size)
    view.holds(
        "h  here ", "▌       s  at VoIP.ms", "b  both",
        "For 30 seconds z takes it back,", "deleted there for good:",
        "at VoIP.ms    z within 30 s   h s b choose",
    )  # fmt: skip
    assert view.matches


@both_sizes
def test_delete_message(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """One message: its time in the gutter, from whom to which number, its text below."""
    view = look(open_inbox(), scenes.delete_message, size)
    view.holds(
        "Delete this message?", "to Shop, from Zoé Tremblay", "▣ photo  On voit la fente",
        "▌       h  here        VoIP.ms keeps its copy; no sync brings it back",
        "s  at VoIP.ms  stays here; deleted at VoIP.ms for good",
        "b  both        deleted here, and at VoIP.ms for good",
        " enter delete here    z within 30 s   h s b choose",
    )  # fmt: skip
    assert view.matches
