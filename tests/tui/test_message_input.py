"""Enter sends, a paste never does; what is shown is what is sent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from mmstui.domain.text.sanitise import meant
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.terminal.key_reads import Reads, is_pasted, others
from mmstui.tui.terminal.pasted_paths import dropped_files
from support.screens import screen_lines, screen_text, wait_until
from support.typing import Typist


class Box(App[None]):
    """The box alone; `log` says what it asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.input = MessageInput(edited=self._edited, blink=False)
        self.edits = 0
        self.asked: list[Any] = []
        self.pressed: list[str] = []

    def _edited(self) -> None:
        self.edits += 1

    def compose(self) -> ComposeResult:
        """The box."""
        yield self.input

    def on_key(self, event: events.Key) -> None:
        """Keys that the box let through."""
        self.pressed.append(event.key)

    def on_message_input_submitted(self, event: MessageInput.Submitted) -> None:
        """Sent: the text as it stood then."""
        self.asked.append(("send", self.input.text))

    def on_message_input_left(self, event: MessageInput.Left) -> None:
        """Left."""
        self.asked.append("left")

    def on_message_input_attach_wanted(self, event: MessageInput.AttachWanted) -> None:
        """Attach."""
        self.asked.append(("attach", event.paths))

    def on_message_input_detach_wanted(self, event: MessageInput.DetachWanted) -> None:
        """Take off a file."""
        self.asked.append("detach")

    def on_message_input_did_wanted(self, event: MessageInput.DidWanted) -> None:
        """Another DID."""
        self.asked.append("did")

    def on_message_input_editor_wanted(self, event: MessageInput.EditorWanted) -> None:
        """The editor."""
        self.asked.append("editor")


def read(data: str) -> list[events.Key]:
    """What one read from the terminal brings, and then nothing for a while."""
    with pytest.MonkeyPatch.context() as patched:
        typist = Typist(patched)
        typist.send(data, silence=0.3)
    return [event for event in typist.messages if isinstance(event, events.Key)]


async def typed(pilot: Pilot[Any], data: str) -> None:
    """Give one read to the app, as the terminal's driver does."""
    for event in read(data):
        pilot.app.post_message(event)
    await pilot.pause()


async def test_enter_sends_and_the_others_break_the_line() -> None:
    app = Box()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("o", "k", "ctrl+j", "a", "alt+enter", "b", "shift+enter", "c")
        assert app.input.text == "ok\na\nb\nc"
        assert app.asked == []
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.asked == [("send", "ok\na\nb\nc")])
        assert app.input.text == "ok\na\nb\nc"


@pytest.mark.parametrize("data", ["\x1b\r", "\x1b\n", "\n"])
async def test_the_line_breaks_of_an_old_terminal(data: str) -> None:
    app = Box()
    async with app.run_test() as pilot:
        await typed(pilot, data)
        await wait_until(pilot, lambda: app.input.text == "\n")
        assert app.asked == []


async def test_an_enter_behind_a_few_letters_of_one_read_sends_all_of_them() -> None:
    app = Box()
    async with app.run_test() as pilot:
        await typed(pilot, "okay\r")
        await wait_until(pilot, lambda: app.asked == [("send", "okay")])


async def test_an_enter_among_five_others_is_a_line_break() -> None:
    app = Box()
    async with app.run_test() as pilot:
        await typed(pilot, "\rhello")
        await wait_until(pilot, lambda: app.input.text == "\nhello")
        await typed(pilot, "a\r\tb\nc\x1bd\r")
        await wait_until(pilot, lambda: app.input.text.endswith("a\n    b\ncd\n"))
        assert app.asked == []


async def test_a_bracketed_paste_never_sends() -> None:
    app = Box()
    async with app.run_test() as pilot:
        app.post_message(events.Paste("one\r\ntwo\rthree\n"))
        await wait_until(pilot, lambda: app.input.text == "one\ntwo\nthree\n")
        assert app.asked == []


def test_reads_behind_a_paste_belong_to_it_for_a_moment() -> None:
    now = [0.0]
    reads = Reads(lambda: now[0])

    def note(data: str) -> list[events.Key]:
        events_of = [events.Key("enter", "\r") if c == "\r" else events.Key(c, c) for c in data]
        reads.note(events_of)
        return events_of

    assert [others(key) for key in note("abc")] == [2, 2, 2]
    assert all(is_pasted(key) for key in note("abcdef"))
    now[0] += 0.01
    assert is_pasted(note("\r")[0])
    now[0] += 0.2
    # No silence: the program came late to read it.
    assert is_pasted(note("\r")[0])
    now[0] += 0.2
    reads.rest()
    assert not is_pasted(note("\r")[0])
    assert not is_pasted(events.Key("enter", "\r"))


async def test_what_a_terminal_would_obey_is_neither_sent_nor_shown() -> None:
    app = Box()
    async with app.run_test(size=(60, 12)) as pilot:
        app.post_message(events.Paste("a\x1b]52;c;x\x07b\u202ec\td\x85e"))
        await wait_until(pilot, lambda: app.input.text)
        assert app.input.text == "a]52;c;xb\u202ec    d\ne"
        assert screen_lines(app)[0] == "▌        a]52;c;xb\ufffdc    d"
        app.input.load("draft\x9b")
        assert app.input.text == "draft"


@pytest.mark.parametrize(
    "text",
    ["call \u2068(438) 555-0123\u2069", "می\u200cخواهم", "\u200e1\u200f", "a\u200db", "\ufeffx"],
)
async def test_invisible_characters_stay_in_what_is_sent(text: str) -> None:
    """Pasted, typed, loaded, cut and put back."""
    app = Box()
    async with app.run_test(size=(60, 12)) as pilot:
        app.post_message(events.Paste(text))
        await wait_until(pilot, lambda: app.input.text == text)
        await pilot.press("ctrl+a", "ctrl+k", "ctrl+y")
        assert app.input.text == text
        app.input.load("")
        for character in text:
            app.post_message(events.Key(character, character))
        await wait_until(pilot, lambda: app.input.text == text)
        app.input.load(text)
        app.input.select_all()
        assert app.input.selected_text == text
        assert not {"\u2068", "\u2069", "\u200e", "\ufeff"} & set(screen_text(app))


async def test_markup_in_the_box_is_text() -> None:
    app = Box()
    async with app.run_test(size=(60, 12)) as pilot:
        app.input.set_placeholder("[/] nobody")
        await pilot.pause()
        assert "[/] nobody" in screen_text(app)
        await pilot.press(*"[/]")
        assert "[/]" in screen_text(app)


@pytest.mark.parametrize(
    "sent",
    [
        "\x1bj", "\x1bG", "\x1bx", "\x1b1", "\x1b ", "\x1bé", "\x1b,", "\x1b[106;3u",
        "\x1b[106;3;106u", "\x1b\x1b[A", "\x1b[1;3A", "\x1bO", "\x1b[", "\x1b]", "\x1bP", "\x1b\t",
        "\x1b/", "\x1b\\",
    ],
)  # fmt: skip
async def test_alt_and_a_letter_without_a_command_is_nothing(sent: str) -> None:
    app = Box()
    async with app.run_test() as pilot:
        await pilot.press(*"ab cd")
        await typed(pilot, sent)
        await pilot.press("!")
        await wait_until(pilot, lambda: app.input.text == "ab cd!")
        assert app.asked == []
        assert app.pressed == []


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (["\x1bb", "\x1bd"], "one two, "),
        (["\x01", "\x1bd"], " two, three"),
        (["\x01", "\x1bf", "\x1bf", "\x0b"], "one two"),
        (["\x1b\x7f"], "one two, "),
        (["\x17", "\x17"], "one "),
        (["\x17", "\x17", "\x19", "\x19"], "one two, threetwo, three"),
        (["\x15", "x", "\x19"], "xone two, three"),
        (["\x01", "\x0b", "\x19", "\x05", "!"], "one two, three!"),
        (["\x17", "\x01", "\x1bd", "\x19", "\x1by"], "three two, "),
        (["\x01", "\x1bu", "\x1bc", "\x1bl"], "ONE Two, three"),
        (["\x1bb", "\x1b[100;3u"], "one two, "),
    ],
)
async def test_readlines_keys_edit(sent: list[str], text: str) -> None:
    app = Box()
    async with app.run_test() as pilot:
        app.input.load("one two, three")
        for each in sent:
            await typed(pilot, each)
        await wait_until(pilot, lambda: app.input.text == text)
        assert app.asked == []


async def test_readlines_keys_go_over_line_ends_and_can_be_undone() -> None:
    app = Box()
    async with app.run_test() as pilot:
        app.input.load("one\ntwo")
        await pilot.press("ctrl+a", "alt+b", "ctrl+k", "ctrl+k")
        assert app.input.text == "two"
        await pilot.press("ctrl+y")
        assert app.input.text == "one\ntwo"
        await pilot.press("ctrl+underscore")
        assert app.input.text == "two"
        await pilot.press("alt+underscore")
        assert app.input.text == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "key", "left"),
    [
        ("नमस्ते दुनिया", "alt+d", " दुनिया"),
        ("cafe\u0301s noirs", "alt+d", " noirs"),
        ("שָׁלוֹם עולם", "alt+d", " עולם"),
        ("می\u200cروم خانه", "alt+d", " خانه"),
        ("ไม่เป็นไร ok", "alt+d", " ok"),
        ("a नमस्ते", "alt+backspace", "a "),
        ("❤\ufe0f cœur", "alt+backspace", "❤\ufe0f "),
        ("cafe\u0301s noirs", "alt+u", "CAFE\u0301S noirs"),
        ("e\u0301TÉ", "alt+c", "E\u0301té"),
    ],
)
async def test_a_mark_is_of_the_word_that_its_letter_is_of(text: str, key: str, left: str) -> None:
    app = Box()
    async with app.run_test() as pilot:
        app.input.load(text)
        if key != "alt+backspace":
            await pilot.press("ctrl+a")
        await pilot.press(key)
        assert app.input.text == left


async def test_commands_of_the_box() -> None:
    app = Box()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t", "ctrl+o", "f4", "escape")
        await wait_until(pilot, lambda: len(app.asked) == 4)
        assert app.asked == [("attach", ()), "did", "editor", "left"]


async def test_undo_is_not_ctrl_z_and_changes_are_told_in_both() -> None:
    app = Box()
    async with app.run_test() as pilot:
        await pilot.press("a", "b")
        assert app.edits == 2
        await pilot.press("ctrl+z")
        assert app.input.text == "ab"
        await pilot.press("ctrl+underscore")
        assert app.input.text == ""
        await pilot.press("alt+underscore")
        assert app.input.text == "ab"
        assert app.edits == 4


async def test_a_keymap_can_swap_enter_and_ctrl_j() -> None:
    app = Box()
    async with app.run_test() as pilot:
        app.set_keymap({"compose.send": "ctrl+j", "compose.new_line": "enter"})
        await pilot.press("a", "enter", "b")
        assert app.input.text == "a\nb"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: app.asked == [("send", "a\nb")])


async def test_backspace_in_an_empty_box_takes_off_a_file_but_not_when_held_down() -> None:
    app = Box()
    async with app.run_test() as pilot:
        await pilot.press("a", "backspace", "backspace", "backspace")
        assert app.asked == []
        app.input._edited_at -= 10
        await pilot.press("backspace")
        await wait_until(pilot, lambda: app.asked == ["detach"])


async def test_an_emoji_typed_in_parts_stays_one() -> None:
    app = Box()
    async with app.run_test() as pilot:
        await typed(pilot, "👩\u200d👧")
        await wait_until(pilot, lambda: app.input.text == "👩\u200d👧")


async def test_dropping_a_picture_attaches_it(tmp_path: Path) -> None:
    picture = tmp_path / "a b.jpg"
    picture.write_bytes(b"x")
    app = Box()
    async with app.run_test() as pilot:
        app.post_message(events.Paste(f"'{picture}' "))
        await wait_until(pilot, lambda: app.asked == [("attach", (picture,))])
        assert app.input.text == ""


def test_paths_in_every_way_that_terminals_write_them(tmp_path: Path) -> None:
    one, two = tmp_path / "a b.jpg", tmp_path / "c.PNG"
    for path in (one, two):
        path.write_bytes(b"x")
    escaped = str(one).replace(" ", "\\ ")
    for written in (f"{one}", escaped, f"'{one}'", f'"{one}"', f"file://{tmp_path}/a%20b.jpg\r\n"):
        assert dropped_files(written) == [one], written
    assert dropped_files(f"{escaped} {two}") == [one, two]
    assert dropped_files(f"'{one}'\n'{two}'\n") == [one, two]


def test_what_is_no_file_to_send_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "d.jpg").mkdir()
    os.mkfifo(tmp_path / "f.jpg")
    good = tmp_path / "g.jpg"
    good.write_bytes(b"x")
    texts: Iterable[str] = (
        "", "hello", "a.jpg", f"{tmp_path}/a.pdf", f"{tmp_path}/d.jpg", f"{tmp_path}/f.jpg",
        f"{tmp_path}/none.jpg", f"{good} and a text", f"look {good}", "'unclosed /a.jpg",
        f"file://elsewhere{good}", "/\0.jpg", f"{good}\0",
    )  # fmt: skip
    for text in texts:
        assert dropped_files(text) == [], text


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_the_look_for_files_fail(text: str) -> None:
    assert dropped_files("/" + text) == []


async def test_whatever_is_pasted_is_sent_without_controls() -> None:
    app = Box()
    async with app.run_test() as pilot:
        for text in ("\x1b[31m", "e\u0301" * 9, "\u2028x\x0cy", "👨\u200d👩\u200d👧", "\x00\x1c"):
            app.input.load("")
            app.post_message(events.Paste(text))
            await pilot.pause()
            assert app.input.text == meant(text)


@pytest.mark.parametrize("key", ["ctrl+underscore", "ctrl+slash", "ctrl+shift+minus"])
async def test_typing_is_undone_also_where_a_terminal_keeps_a_key(key: str) -> None:
    app = Box()
    async with app.run_test(size=(60, 12)) as pilot:
        app.input.load("a")
        await pilot.press("ctrl+u", key)
        assert app.input.text == "a"
