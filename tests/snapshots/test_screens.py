"""The screens, cell for cell. What a picture must show is also said in words here.

A baseline that is accepted by mistake cannot hide what a test asks for in text.
"""

from __future__ import annotations

from support import scenes
from support.views import WIDE, Look, Opener, both_sizes


@both_sizes
def test_list(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Just opened: two lines a conversation, its facts in the gutter, its state as a word; the bar
    on the first. Wide, the day and what waits stand at the right."""
    view = look(open_inbox(), scenes.listing, size)
    head = view.lines[0]
    assert head.startswith(" mmstui   All DIDs")
    wide = size == WIDE
    assert head.endswith(f"4 unread   API 37/100{' today' * wide}   synced 14:02")
    view.holds(
        "▌●  14:02  Zoé Tremblay",
        "▌    Shop  × failed  2 new  Oui, 9 h.",
        "    13:20  Dispatch [night]",
        "   Ottawa  ¶ draft  me, I am there by 4",
        " ●  13:04  (647) 555-0144",
        "     Shop  1 new  ▣ photo  it drips right",
        "    12:47  Marc-André Gélinas",
        "     Shop  × failed  Tout est prêt",
        "   Ottawa  ? unconfirmed  The six skirts",
        " ●  10:58  29283",
        "   Ottawa  1 new  Your code: 731604",
        "  Support  ○ queued  The seal is ordered.",
        "     9:36  Noémie Côté",
        "     Shop  you: Bonne fin de semaine !",
        "   Ottawa  ♪ sound",
        "  y 16:58  Jean-François Bélisle",
    )
    if wide:
        view.holds(
            "Friday 20 November", "●  4  unread in 3 conversations", "×  2  failed",
            "?  2  unconfirmed", "○  2  queued", "¶  1  draft", "enter  open Zoé Tremblay",
            "► video  first outing at Oka", "1 of 212",
        )  # fmt: skip
    assert view.lines[-1].startswith(" j k move   enter open   e done   s snooze   m new")
    assert view.lines[-1].endswith("? keys")
    assert view.matches


@both_sizes
def test_thread(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Theirs left, ours right, one column of times; the photo drawn; each state a word with its
    sentence and keys; the rule of what is new; the bar on the newest; the box below."""
    view = look(open_inbox(), scenes.thread, size)
    view.holds(
        "Zoé Tremblay",
        "(438) 555-0123   via (514) 555-0100 Shop",
        "Friday 20 November ───",
        "13:40  ▣ photo  812 KB  media.png",
        "▀▀▀",
        "On voit la fente, juste à l’avant.",
        "13:41  ♪ sound  MP3  ",
        "13:52  ✓ sent  ",
        "13:53  × failed  ",
        "The carrier did not take the message.  R send again   d delete",
        "13:55  ? unconfirmed  ",
        "VoIP.ms gave no answer, and does not list it.  R send again",
        "●  2 new ───",
        "14:01  Est-ce que 9 h vous convient ?",
        "▌ 14:02  ○ queued  ",
        "Write to Zoé Tremblay",
        "SMS  0/160  from (514) 555-0100 Shop",
    )
    ours = [line for line in view.lines if "Oui, 9 h. Entrez par la porte de la cour." in line]
    assert ours[-1].endswith("cour."), "ours stands at the right end"
    assert ("mmstui   All DIDs   any date   Toronto time" in view.lines[0]) == (size == WIDE)
    assert view.matches


@both_sizes
def test_compose_as_sms(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """A short text: from which number, the text with the bar beside it, and a quiet count."""
    view = look(open_inbox(), scenes.compose_sms, size)
    view.holds(
        "from  SMS+MMS  (514) 555-0100  Shop",
        f"▌        {scenes.SHORT}",
        "SMS  42/160",
        "enter send   ctrl+j new line   ctrl+t attach   ctrl+o from",
    )
    assert "MMS at" not in view.text
    assert view.lines[-1].endswith("f1 help")
    assert view.matches


@both_sizes
def test_compose_as_mms(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Longer than 160: the badge has become an MMS pill, and says why and what it costs."""
    view = look(open_inbox(), scenes.compose_mms, size)
    count = len(scenes.LONG)
    assert count > 160
    view.holds(
        "from  SMS+MMS  (514) 555-0100  Shop",
        "▌        Pour venir : suivez le chemin du Quai",
        " MMS   ".rstrip(),
        f"{count}/2048  longer than 160, so it goes as MMS at 0.02 USD",
    )
    assert view.matches


@both_sizes
def test_new_message_to_several(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Three chips; below them what several people mean: sends, cost, what is left of today."""
    view = look(open_inbox(), scenes.new_message_to_several, size)
    view.holds(
        "   to   Marc-André Gélinas   Zoé Tremblay   (416) 555-0199",
        "3 people, one message each; they do not see each other.",
        "They reply one by one. 3 API sends, 63 left today; as MMS 0.06 USD.",
        "enter write from",
        "tab another person",
    )
    assert view.matches


@both_sizes
def test_compose_to_several(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Their names where one's number would be; under the badge how many messages, and what is
    left of today; then what to heed, quietly."""
    view = look(open_inbox(), scenes.compose_to_several, size)
    view.holds(
        "3 people",
        "Marc-André Gélinas, Zoé Tremblay, (416) 555-0199",
        "They do not see each other, and reply one by one.",
        "SMS  42/160",
        "3 messages; the API allows 63 more today",
        "! many at once: automatic sending gets accounts limited",
    )
    assert view.matches


@both_sizes
def test_refused(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Three thousand characters stay in the box: the badge counts them, and enter says why not."""
    view = look(open_inbox(), scenes.refused, size)
    view.holds("from  SMS+MMS", "abcdefghi abcdefghi", "3000/2048", "Not sent: ")
    assert "952" in view.text, "it says by how much"
    assert "○ sending" not in view.text
    assert view.matches


@both_sizes
def test_did_picker(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Every number with what it can do; those that cannot send this text say why."""
    view = look(open_inbox(), scenes.did_picker, size)
    view.holds(
        "Send from",
        "find",
        "SMS+MMS  (514) 555-0100  Shop   in use",
        "SMS+MMS  (613) 555-0150  Ottawa",
        "SMS      (438) 555-0175  Support   text only, 160 at most",
        "no SMS   (514) 555-0190  Old fax   cannot send",
        " enter choose Shop ",
    )
    assert view.matches


@both_sizes
def test_did_filter(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Every number, also the one that cannot text: its old conversations can be shown."""
    view = look(open_inbox(), scenes.did_filter, size)
    view.holds("(514) 555-0100", "(613) 555-0150", "(438) 555-0175", "(514) 555-0190", "enter")
    assert view.matches


@both_sizes
def test_new_message(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Some letters of a name find the people, numbers before names; enter takes the first."""
    view = look(open_inbox(), scenes.new_message, size)
    view.holds(
        "New message",
        "to  mar",
        "(418) 555-0112  Marc-André Gélinas",
        "Marcus",
        "from",
        " enter choose Marc-André Gélinas ",
    )
    assert view.matches
