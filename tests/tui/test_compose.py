"""What the user wrote is never lost, is sent once, and says beforehand how it will go."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from mmstui.domain.messages import Attachment, Contact, Draft, MediaKind
from mmstui.domain.problems import StoreProblem
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.terminal import editor
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.thread_host import OTTAWA, SHOP, SUPPORT, FakeCenter, ThreadHost, zoe
from support.threads import at, incoming, the_pictures

NARROW = (80, 22)
KEY = ("5145550100", "4385550123")
PHOTO = Attachment("/x/fissure.jpg", "fissure.jpg", "image/jpeg", 812_000, MediaKind.PHOTO)


async def composing(pilot: Pilot[Any], app: ThreadHost) -> MessageInput:
    """The box, with the keys going to it."""
    await pilot.pause()
    app.pane.writing.focus_box()
    await wait_until(pilot, lambda: app.pane.writing.composing)
    await pilot.pause()
    return app.pane.writing.box.input


def foot(app: ThreadHost) -> str:
    """The badge's line."""
    return next(text for text in reversed(screen_lines(app)) if "/160" in text or "/2048" in text)


# How it will go.


async def test_the_compose_box_of_the_wide_picture() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=(120, 34)) as pilot:
        box = await composing(pilot, app)
        box.insert(
            "Pour vous rendre : prenez la rue des Érables jusqu’au bout, tournez à gauche après "
            "le pont, puis suivez le quai. L’atelier est la porte verte. Apportez aussi la "
            "pagaie, s’il vous plaît."
        )
        await pilot.pause()
        assert [text[46:] for text in screen_lines(app)[-6:]] == [
            "   from  SMS+MMS  (514) 555-0100  Shop",
            "▌        Pour vous rendre : prenez la rue des Érables jusqu’au bout,",
            "▌        tournez à gauche après le pont, puis suivez le quai. L’atelier",
            "▌        est la porte verte. Apportez aussi la pagaie, s’il vous plaît.",
            "   MMS   185/2048  longer than 160, so it goes as MMS at 0.02 USD",
            "         ! accents may not arrive on every phone",
        ]
        primary = app.theme_variables["primary"].lower()
        pill = style_of(app, " MMS ", line=32)
        assert pill.bold
        assert pill.bgcolor is not None
        assert pill.bgcolor.name == primary
        assert style_of(app, "185/2048").bold


async def test_the_badge_counts_with_every_key_undo_and_paste() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        await pilot.press("a", "b")
        assert "SMS  2/160" in foot(app)
        await pilot.press("backspace")
        assert "SMS  1/160" in foot(app)
        await pilot.press("ctrl+underscore")
        assert "SMS  2/160" in foot(app)
        app.post_message(events.Paste("x" * 3000))
        await wait_until(pilot, lambda: "3002/2048  954 too long" in foot(app))


async def test_enter_on_what_cannot_go_says_why_and_keeps_it() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        await pilot.press("enter")
        words = "Nothing to send yet: write something or attach a file."
        await wait_until(pilot, lambda: words in screen_text(app))
        box.insert("x" * 3000)
        await pilot.press("enter")
        words = "Not sent: 952 characters over the 2048 that an MMS holds."
        await wait_until(pilot, lambda: words in screen_text(app))
        app.pane.writing.box.did = SUPPORT
        await pilot.press("enter")
        words = "Not sent: Support has no MMS.  ctrl+o another number"
        await wait_until(pilot, lambda: words in screen_text(app))
        assert box.text == "x" * 3000
        await pilot.press("backspace")
        assert "Not sent" not in screen_text(app)
        assert center.sent == []


async def test_a_short_code_is_not_offered_an_answer() -> None:
    center = FakeCenter([incoming(1, at(20, 10, 58), "Your code is 483920", contact="29283")])
    row = replace(zoe(center.rows.values()), contact="29283", title="29283", named=False)
    center.row = replace(row, number="29283")
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        assert "A short code takes no replies from VoIP.ms." in screen_text(app)
        await pilot.press("o", "k", "enter")
        await wait_until(pilot, lambda: "Not sent: A short code" in screen_text(app))
        assert center.sent == []


async def test_the_from_line_comes_with_the_focus() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert screen_lines(app)[-2:] == [
            "         Write to Zoé Tremblay",
            "    SMS  0/160  from (514) 555-0100 Shop",
        ]
        await composing(pilot, app)
        assert screen_lines(app)[-3:] == [
            "   from  SMS+MMS  (514) 555-0100  Shop",
            "▌",
            "    SMS  0/160",
        ]
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.pane.writing.composing)
        await pilot.pause()
        assert "Write to Zoé Tremblay" in screen_lines(app)[-2]


async def test_another_window_moves_nothing() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        app.post_message(events.AppBlur())
        await wait_until(pilot, lambda: not app.app_focus)
        await pilot.pause()
        assert screen_lines(app)[-3] == "   from  SMS+MMS  (514) 555-0100  Shop"


@pytest.mark.parametrize(("height", "most"), [(22, 3), (40, 8)])
async def test_the_box_grows_so_far(height: int, most: int) -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=(80, height)) as pilot:
        box = await composing(pilot, app)
        for lines in (1, 2, most, most + 5):
            box.put("x\n" * (lines - 1) + "x")
            await pilot.pause()
            assert box.size.height == min(lines, most)


async def test_files_stand_above_the_badge_and_backspace_takes_the_last_off() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        app.pane.writing.box.files = (*app.pane.writing.box.files, PHOTO)
        hostile = replace(PHOTO, name="[b]x\x1b.jpg", bytes=1_200_000, location_removed=True)
        app.pane.writing.box.files = (*app.pane.writing.box.files, hostile)
        await pilot.pause()
        assert screen_lines(app)[-3:] == [
            " 812 KB  ▣ photo  fissure.jpg",
            " 1.2 MB  ▣ photo  location removed  [b]x\ufffd.jpg",
            "   MMS   0/2048  has 2 files, 2.0 MB: MMS at 0.02 USD",
        ]
        await pilot.press("backspace")
        await wait_until(pilot, lambda: app.pane.writing.box.files == (PHOTO,))


async def test_a_shortened_link_is_warned_of() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        await pilot.press(*"bit.ly/a")
        assert screen_lines(app)[-1] == "         ! a shortened link: carriers may drop it"


# Sending.


async def test_enter_queues_the_message_and_the_keys_stay_in_the_box() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        await pilot.press(*"Merci", "enter")
        await wait_until(pilot, lambda: box.text == "")
        assert center.sent == [
            {
                "did": "5145550100", "contacts": ("4385550123",), "text": "Merci",
                "attachments": (), "clear_draft": KEY,
            }
        ]  # fmt: skip
        await wait_until(pilot, lambda: "Merci" in screen_lines(app)[-4])
        assert app.pane.writing.composing
        assert app.pane.view.at_end


async def test_the_box_is_emptied_only_once_the_message_is_on_disk() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        center.slow = True
        await pilot.press(*"one", "enter")
        await wait_until(pilot, lambda: center.waiting)
        assert box.text == "one"
        await pilot.press(*"two")
        assert app.pane.writing.box.draft.text == "two"
        center.slow = False
        center.commit()
        await wait_until(pilot, lambda: box.text == "two")
        assert [each["text"] for each in center.sent] == ["one"]


async def test_enter_again_before_the_first_is_on_disk_sends_what_was_added_after_it() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        center.slow = True
        await pilot.press(*"one", "enter", "enter")
        await pilot.press(*"two", "enter")
        assert center.sent == []
        center.slow = False
        center.commit()
        await wait_until(pilot, lambda: len(center.sent) == 2)
        await wait_until(pilot, lambda: box.text == "")
        assert [each["text"] for each in center.sent] == ["one", "two"]


async def test_a_full_disk_keeps_the_text_and_says_so() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        center.broken = StoreProblem("The disk is full.", "Make room and press enter again.")
        await pilot.press(*"precious", "enter")
        await wait_until(pilot, lambda: "Not sent: The disk is full." in screen_text(app))
        assert box.text == "precious"
        center.broken = None
        await pilot.press("enter")
        await wait_until(pilot, lambda: [each["text"] for each in center.sent] == ["precious"])


async def test_a_send_that_fails_after_one_has_gone_elsewhere_leaves_a_draft() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        center.slow = True
        await pilot.press(*"precious", "enter")
        await wait_until(pilot, lambda: center.waiting)
        app.close_thread()
        center.broken = StoreProblem("The store is busy.")
        center.commit()
        center.slow, center.broken = False, None
        await wait_until(pilot, lambda: center.drafts.draft(*KEY).text == "precious")


async def test_sent_from_another_number_it_is_another_conversation() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: app.posted)
        wanted = app.posted.pop()
        assert isinstance(wanted, ComposePane.DidWanted)
        assert (wanted.current, wanted.contact) == (SHOP, KEY[1])
        app.pane.writing.box.did = OTTAWA
        await pilot.press("o", "k")
        assert "(613) 555-0150  Ottawa" in screen_text(app)
        assert app.pane.writing.box.draft.from_did == OTTAWA.number
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.posted)
        assert app.posted == [ComposePane.ConversationWanted(OTTAWA.number, KEY[1])]
        assert center.sent[0]["did"] == OTTAWA.number
        assert center.sent[0]["clear_draft"] == KEY


async def test_the_first_message_to_someone_makes_the_conversation() -> None:
    center = FakeCenter()
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        app.write_to(SHOP, Contact(KEY[1], "Zoé Tremblay", "(438) 555-0123"))
        await composing(pilot, app)
        await pilot.press(*"Hi", "enter")
        await wait_until(pilot, lambda: "○ queued" in screen_text(app))
        assert "No messages" not in screen_text(app)
        assert app.pane.thread is not None
        assert app.pane.thread.conversation is not None


# Drafts.


async def test_a_pause_saves_the_draft_once() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        for letter in "half":
            box.insert(letter)
        assert center.saved == []
        await wait_until(pilot, lambda: center.saved)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.pane.writing.composing)
        assert center.saved == [Draft("half")]


async def test_turning_away_closing_and_flushing_save_the_draft() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        await pilot.press("a", "escape")
        await wait_until(pilot, lambda: center.saved == [Draft("a")])
        app.pane.writing.box.input.insert("b")
        await app.pane.writing.flush()
        assert center.saved == [Draft("a"), Draft("ab")]
        app.pane.writing.box.input.insert("c")
        app.close_thread()
        assert center.saved[-1] == Draft("abc")
        assert center.row is not None
        app.open_thread(center.row)
        assert app.pane.writing.box.input.text == "abc"
        assert app.pane.writing.box.input.cursor_at_end_of_text
        assert len(center.saved) == 3


async def test_flushing_waits_for_a_send_under_way_and_keeps_what_it_could_not() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        center.slow = True
        await pilot.press(*"gone", "enter")
        await wait_until(pilot, lambda: center.waiting)
        flushing = asyncio.ensure_future(app.pane.writing.flush())
        await pilot.pause()
        assert not flushing.done()
        center.broken = StoreProblem("The store is busy.")
        center.commit()
        center.broken, center.slow = None, False
        await asyncio.wait_for(flushing, 5)
        assert center.saved[-1:] == [Draft("gone")]


async def test_a_draft_comes_back_with_its_files_and_its_number() -> None:
    center = FakeCenter(the_pictures())
    center.kept_drafts[KEY] = Draft("on my way\x1b", (PHOTO,), OTTAWA.number)
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert app.pane.writing.box.input.text == "on my way"
        assert app.pane.writing.box.did == OTTAWA
        assert app.pane.writing.box.files == (PHOTO,)
        assert "(613) 555-0150  Ottawa" in screen_text(app)


async def test_while_no_numbers_are_known_the_one_shown_is_believed() -> None:
    center = FakeCenter(the_pictures())
    center.did_list = []
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        assert "SMS+MMS  (514) 555-0100  Shop" in screen_text(app)
        center.did_list = [OTTAWA]
        app.changed()
        await pilot.pause()
        assert "no SMS  (514) 555-0100" in screen_text(app)


async def test_a_key_costs_one_repaint(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await composing(pilot, app)
        await pilot.press("a")
        frames: list[object] = []
        plain = app._display

        def display(screen: Any, shown: Any) -> None:
            frames.append(shown)
            plain(screen, shown)

        monkeypatch.setattr(app, "_display", display)
        await pilot.press("b")
        assert "2/160" in foot(app)
        assert len([frame for frame in frames if frame is not None]) == 1


async def test_500_pasted_lines_are_there_at_once() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        app.post_message(events.Paste("a line of some words\n" * 500))
        await wait_until(pilot, lambda: box.document.line_count == 501, seconds=2)
        assert box.size.height == 3


# The user's editor.


@pytest.fixture
def suspended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can be given away."""

    @contextlib.contextmanager
    def suspend(app: ThreadHost) -> Iterator[None]:
        yield

    monkeypatch.setattr(ThreadHost, "suspend", suspend)


def written(tmp_path: Path, program: str) -> str:
    """A command that runs a Python program on the file."""
    script = tmp_path / "an editor.py"
    script.write_text(program)
    return f"{sys.executable} '{script}'"


async def test_f4_writes_in_the_users_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suspended: None
) -> None:
    seen = tmp_path / "seen"
    program = (
        "import os, sys\npath = sys.argv[1]\n"
        f"open({str(seen)!r}, 'w').write("
        "f'{os.stat(path).st_mode:o} {os.stat(os.path.dirname(path)).st_mode:o} {path}')\n"
        "text = open(path).read()\nopen(path, 'w').write(text + ' world\\x1b\\n')\n"
    )
    monkeypatch.setenv("VISUAL", written(tmp_path, program))
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        await pilot.press(*"hello", "f4")
        await wait_until(pilot, lambda: box.text == "hello world")
        file_mode, folder_mode, path = seen.read_text().split(" ", 2)
        assert stat.S_IMODE(int(file_mode, 8)) == 0o600
        assert stat.S_IMODE(int(folder_mode, 8)) == 0o700
        with pytest.raises(FileNotFoundError):
            os.stat(path)
        await pilot.press("ctrl+underscore")
        assert box.text == "hello"


async def test_an_editor_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suspended: None
) -> None:
    monkeypatch.setenv("VISUAL", written(tmp_path, "raise SystemExit(3)"))
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        await pilot.press(*"hello", "f4")
        await wait_until(pilot, lambda: "ended with 3: nothing was saved." in screen_text(app))
        monkeypatch.setenv("VISUAL", "/nowhere/vi -n")
        await pilot.press("f4")
        await wait_until(pilot, lambda: "/nowhere/vi cannot be started." in screen_text(app))
        assert box.text == "hello"


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("raise SystemExit(1)", "ended with 1: what was saved is here."),
        ("os.kill(os.getpid(), 9)", "was ended by SIGKILL: what was saved is here."),
    ],
)
async def test_what_was_saved_is_taken_however_the_editor_ends(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suspended: None,
    ending: str,
    told: str,
) -> None:
    program = f"import os, sys\nopen(sys.argv[1], 'w').write('saved\\n')\n{ending}\n"
    monkeypatch.setenv("VISUAL", written(tmp_path, program))
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        await pilot.press(*"hello", "f4")
        await wait_until(pilot, lambda: told in screen_text(app))
        assert box.text == "saved"
        await pilot.press("ctrl+underscore")
        assert box.text == "hello"


async def test_an_edited_text_whose_conversation_was_left_waits_there_as_a_draft(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        box = await composing(pilot, app)
        written_in = app.pane.writing.key
        assert written_in is not None

        async def edits(*_: object) -> editor.Edited:
            app.open_thread(replace(zoe([]), id=2, contact="6475550188"))
            return editor.Edited("hello world")

        monkeypatch.setattr(editor, "edit_text", edits)
        await pilot.press(*"hello", "f4")
        await wait_until(
            pilot, lambda: app.center.kept_drafts.get(written_in) == Draft("hello world")
        )
        assert box.text == ""


def test_which_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert editor.editor_command({"VISUAL": "code -w", "EDITOR": "vi"}) == ["code", "-w"]
    assert editor.editor_command({"VISUAL": " ", "EDITOR": "'my vi' -x"}) == ["my vi", "-x"]
    with pytest.raises(editor.EditorProblem, match="EDITOR cannot be understood"):
        editor.editor_command({"EDITOR": "vi 'x"})
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(editor.EditorProblem, match="set VISUAL or EDITOR"):
        editor.editor_command({})


async def test_in_a_narrow_terminal_a_warning_is_wrapped_and_not_cut() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=(40, 12)) as pilot:
        box = await composing(pilot, app)
        box.insert("👍👍 not today")
        await wait_until(pilot, lambda: "! letters that are not Latin," in screen_text(app))
        assert "and emoji, may not arrive" in screen_text(app)
        assert "👍👍 not today" in screen_text(app)
