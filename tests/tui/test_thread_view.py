"""The thread on a screen: what is painted, what keys ask for, what counts as seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from mmstui.domain.messages import Problem, State
from mmstui.tui.thread import paint
from mmstui.tui.thread.actions import ThreadActions
from mmstui.tui.thread.layout import LaidOutRow
from mmstui.tui.ui.footer import pane_hints
from support.screens import NOW, screen_lines, screen_text, style_of, wait_until
from support.thread_host import FakeCenter, ThreadHost, zoe
from support.threads import at, incoming, many, outgoing, photo, the_pictures

NARROW = (80, 22)


def cursor(app: ThreadHost) -> int:
    """The message under the cursor."""
    message = app.pane.view.message
    assert message is not None
    return message.id


async def test_the_narrow_picture_line_for_line() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("up", "up", "up", "up")
        lines = screen_lines(app)
        assert lines[:4] == [
            "         Zoé Tremblay",
            "         (438) 555-0123   via (514) 555-0100 Shop",
            "         Thursday 19 November " + "─" * 48,
            "  16:48  Bonjour ! Mon canot a une fissure sous la coque.",
        ]
        failed = "▌ 13:53  × failed                        On peut le prendre dès demain matin."
        assert failed in lines
        assert "▌        Refused by the carrier.  R send again   d delete" in lines
        assert lines[-3:] == [
            "  14:02  ○ queued                   Oui, 9 h. Sonnez à la porte de l’atelier.",
            "         Write to Zoé Tremblay",
            "    SMS  0/160  from (514) 555-0100 Shop",
        ]
        panel = app.theme_variables["panel"].lower()
        row = lines.index("▌        Refused by the carrier.  R send again   d delete")
        style = style_of(app, "Refused by the carrier.", line=row)
        assert style.bgcolor is not None
        assert style.bgcolor.name == panel


async def test_hostile_bodies_and_names_reach_no_terminal() -> None:
    body = "[/] [bold]x[/bold] \x1b]0;owned\x07 \x9b31m \u202eabc [@click=app.bell]y[/]"
    center = FakeCenter([incoming(1, at(20, 9, 0), body, media=(photo(1, body, 5),))])
    center.row = replace(zoe(center.rows.values()), title="[red]Zoé[/]")
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        text = screen_text(app)
        assert "[/] [bold]x[/bold]" in text
        assert "[red]Zoé[/]" in text
        assert "Write to [red]Zoé[/]" in text
        assert not set("\x1b\x07\x9b\u202e") & set(text)


async def test_focus_shows_one_accent_bar_and_leaves_a_faint_one() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("k")
        here = style_of(app, "▌")
        assert cursor(app) == 9
        await pilot.press("r")
        await wait_until(pilot, lambda: app.pane.writing.composing)
        await pilot.pause()
        rows = [number for number, text in enumerate(screen_lines(app)) if text.startswith("▌")]
        assert len(rows) == 2
        left, typing = (style_of(app, "▌", line=row) for row in rows)
        assert typing.color == here.color != left.color


async def test_keys_go_all_the_way_up_and_back() -> None:
    app = ThreadHost(FakeCenter(many(1000)))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("g")
        assert cursor(app) == 1
        assert "message 1" in screen_lines(app)[3]
        await pilot.press("pagedown", "j")
        assert cursor(app) > 15
        await pilot.press("G")
        assert cursor(app) == 1000
        assert app.pane.view.at_end
        await pilot.press("pageup")
        assert not app.pane.view.at_end
        await pilot.press("end")
        assert cursor(app) == 1000


async def test_a_click_and_the_wheel() -> None:
    app = ThreadHost(FakeCenter(many(100)))
    async with app.run_test(size=NARROW) as pilot:
        view = app.pane.view
        await pilot.pause()
        row = next(n for n, text in enumerate(screen_lines(app)) if text.endswith("message 95"))
        await pilot.click(offset=(20, row))
        assert cursor(app) == 95
        before = screen_lines(app)
        view.post_message(_wheel(events.MouseScrollUp))
        await wait_until(pilot, lambda: screen_lines(app) != before)
        assert cursor(app) == 95
        assert "message 95 " in screen_lines(app)[row + 3]
        view.post_message(_wheel(events.MouseScrollDown))
        await wait_until(pilot, lambda: view.at_end)


def _wheel(kind: type[events.MouseEvent]) -> events.MouseEvent:
    return kind(None, 1, 1, 0, 0, 0, False, False, False)


async def test_the_rule_of_what_is_new_stays_when_it_is_read() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center, seen_after=0.0)
    async with app.run_test(size=NARROW) as pilot:
        await wait_until(pilot, lambda: center.read == [8, 9])
        center.put(incoming(11, at(20, 14, 3), "Encore moi", unread=True))
        app.changed()
        await wait_until(pilot, lambda: center.read == [8, 9, 11])
        app.changed()
        await pilot.pause()
        assert any("●  2 new ──" in text for text in screen_lines(app))


async def test_nothing_is_seen_while_the_keys_go_elsewhere() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center, seen_after=0.0, open=False)
    async with app.run_test(size=NARROW) as pilot:
        app.set_focus(None)
        assert center.row is not None
        app.open_thread(center.row)
        await wait_until(pilot, lambda: "Parfait, demain matin !" in screen_text(app))
        await pilot.pause(0.05)
        assert center.read == []
        app.pane.writing.focus_box()
        await wait_until(pilot, lambda: center.read == [8, 9])


async def test_nothing_is_seen_while_another_window_has_the_focus() -> None:
    center = FakeCenter(the_pictures()[:-1])
    app = ThreadHost(center, seen_after=0.0)
    async with app.run_test(size=NARROW) as pilot:
        await wait_until(pilot, lambda: center.read == [8, 9])
        app.post_message(events.AppBlur())
        await wait_until(pilot, lambda: not app.app_focus)
        center.put(incoming(11, at(20, 14, 3), "Encore moi", unread=True))
        app.changed()
        await pilot.pause()
        await pilot.pause()
        assert center.read == [8, 9]
        app.post_message(events.AppFocus())
        await wait_until(pilot, lambda: center.read == [8, 9, 11])


async def test_what_is_out_of_sight_is_not_seen() -> None:
    messages = [replace(each, unread=each.direction == "in") for each in many(60)]
    center = FakeCenter(messages)
    app = ThreadHost(center, seen_after=0.0)
    async with app.run_test(size=NARROW) as pilot:
        await wait_until(pilot, lambda: center.read)
        assert max(center.read) < 30
        await pilot.press("G")
        await wait_until(pilot, lambda: 59 in center.read)
        assert 35 not in center.read


async def test_send_again_and_drop() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("k", "k", "k", "k")
        assert cursor(app) == 6
        await pilot.press("R")
        await wait_until(pilot, lambda: center.again == [6])
        await wait_until(pilot, lambda: "Refused by the carrier." not in screen_text(app))
        await pilot.press("d")
        await wait_until(pilot, lambda: center.dropped == [6])
        await wait_until(pilot, lambda: "On peut le prendre" not in screen_text(app))
        assert cursor(app) == 7


async def test_what_has_gone_is_not_sent_again_and_asks_before_it_is_deleted() -> None:
    center = FakeCenter([incoming(1, at(20, 9, 0), "a"), outgoing(2, at(20, 9, 1), "b")])
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("R", "d")
        await wait_until(pilot, lambda: app.posted)
        assert isinstance(app.posted[0], ThreadActions.DeleteWanted)
        assert app.posted[0].message.id == 2
        assert (center.again, center.dropped) == ([], [])


async def test_the_footer_offers_only_what_works() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("k")
        assert "R" not in app.screen.active_bindings
        await pilot.press("k", "k")
        assert app.screen.active_bindings["R"].binding.description == "send again"
        assert "delete" in [hint.word for hint in pane_hints(app.screen)]
        await pilot.press("g")
        assert [hint.word for hint in pane_hints(app.screen)] == [
            "reply", "copy", "delete", "list", "forward", "details", "name", "files",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "copied"),
    [("y", "Your code is 483920[31m"), ("Y", "+14385550123"), ("c", "483920")],
)
async def test_copying(key: str, copied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = ThreadHost(FakeCenter([incoming(1, at(20, 9, 0), "Your code is 483920\x1b[31m")]))
    found: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", found.append)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(key)
        await wait_until(pilot, lambda: found == [copied])


@pytest.mark.parametrize(
    ("texts", "keys", "copied", "told"),
    [
        (
            ["Your Acme code is 111111", "Your Acme verification code:222222"],
            ["c"], "222222", "copied 222222, from Zoé Tremblay, 2 min ago",
        ),
        (
            ["Your Acme code is 111111", "Is it there?"],
            ["c"], "111111",
            "copied 111111, from Zoé Tremblay, 3 min ago; newer messages have none",
        ),
        (
            ["Your Acme code is 111111", "Your Acme code is 222222"],
            ["k", "c"], "111111",
            "copied 111111, from Zoé Tremblay, 3 min ago; not the newest code",
        ),
        (["Your code is 111111", "ok"], ["k", "c"], "111111", "; newer messages have none"),
    ],
)  # fmt: skip
async def test_c_copies_the_newest_code_and_says_which(
    texts: list[str], keys: list[str], copied: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = len(texts) + 1
    messages = [
        incoming(n, NOW - timedelta(minutes=first - n), text) for n, text in enumerate(texts)
    ]
    app = ThreadHost(FakeCenter(messages))
    found: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", found.append)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(*keys)
        await wait_until(pilot, lambda: found == [copied])
        await wait_until(pilot, lambda: any(told in str(t.message) for t in app._notifications))


async def test_a_photo_that_is_here_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (400, 300), (250, 10, 10)).save(path)
    message = incoming(1, at(20, 9, 0), "", media=(photo(1, "a.jpg", 5, str(path)),))
    app = ThreadHost(FakeCenter([message]), pictures=True)
    async with app.run_test(size=NARROW) as pilot:
        await wait_until(pilot, lambda: "▀" in screen_text(app))
        assert sum("▀" in text for text in screen_lines(app)) == 4


async def test_a_file_that_is_no_photo_names_its_key_instead(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8\xff" + b"x" * 100)
    message = incoming(1, at(20, 9, 0), "", media=(photo(1, "a.jpg", 5, str(path)),))
    app = ThreadHost(FakeCenter([message]), pictures=True)
    async with app.run_test(size=NARROW) as pilot:
        await wait_until(pilot, lambda: "o opens it" in screen_text(app))


async def test_a_step_repaints_two_messages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ThreadHost(FakeCenter(many(100)))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("k")
        # What the first frames had painted otherwise is not there to be taken again.
        app.pane.view.repaint()
        await pilot.pause()
        painted: list[object] = []
        plain = paint.strip_of

        def counted(line: LaidOutRow, *rest: Any, **options: Any) -> Strip:
            painted.append(line)
            return plain(line, *rest, **options)

        monkeypatch.setattr("mmstui.tui.thread.rows.strip_of", counted)
        await pilot.press("k")
        assert len(painted) == 2


async def test_without_messages_it_says_so() -> None:
    from mmstui.domain.messages import Contact
    from support.thread_host import SHOP

    app = ThreadHost(FakeCenter())
    async with app.run_test(size=NARROW) as pilot:
        app.write_to(SHOP, Contact("6475550144", "", "(647) 555-0144"))
        app.pane.focus_thread()
        await wait_until(pilot, lambda: app.pane.writing.composing)
        await pilot.pause()
        assert "No messages with (647) 555-0144 yet." in screen_text(app)
        assert "not in the phonebook   via (514) 555-0100 Shop" in screen_text(app)


async def test_closing_leaves_nothing_of_it() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        app.close_thread()
        await pilot.pause()
        assert screen_text(app).strip() == ""


async def test_a_changed_message_is_laid_out_again() -> None:
    center = FakeCenter(the_pictures())
    app = ThreadHost(center)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        problem = Problem("x", "Not a number that takes texts.")
        center.put(replace(center.rows[10], state=State.FAILED, problem=problem))
        app.changed()
        await pilot.pause()
        assert "Not a number that takes texts." in screen_text(app)
        assert "○ queued" not in screen_text(app)


async def resized(pilot: Pilot[Any], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    await pilot.pause()


async def test_more_rows_bring_air_and_fewer_take_it() -> None:
    app = ThreadHost(FakeCenter(the_pictures()))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        lines = screen_lines(app)
        assert lines[0] == ""
        assert lines[-3] == ""
        await resized(pilot, 80, 22)
        lines = screen_lines(app)
        assert lines[0] == "         Zoé Tremblay"
        assert "○ queued" in lines[-3]
