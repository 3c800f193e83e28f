"""The conversation list: its cells, its cursor, and what may not move under it."""

from __future__ import annotations

import pytest
from textual.strip import Strip

from mmstui.domain.messages import Conversation, Direction, MediaKind, State
from mmstui.domain.views import View
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_order import QUIET
from mmstui.tui.inbox.list_paint import Empty
from support.list_host import TORONTO, ListApp
from support.screens import (
    FakeSource,
    conversation,
    screen_lines,
    style_of,
    wait_until,
)


def rows_of_the_picture() -> list[Conversation]:
    hour, day = 60, 24 * 60
    return [
        conversation(1, title="Zoé Tremblay", unread=2, preview="Je peux passer vers 9 h ?"),
        conversation(42, title="Dispatch [night]", did_label="Ottawa", draft="on my way, 20 min"),
        conversation(
            58, title="(647) 555-0144", unread=1, media=MediaKind.PHOTO,
            preview="the leak at the bow, taken this morning before the rain",
        ),
        conversation(
            75, title="Marc-André Gélinas", state=State.FAILED,
            preview_direction=Direction.OUT, preview="Votre pagaie est prête, passez quand",
        ),
        conversation(
            150, title="Halcyon Outfitters", did_label="Ottawa", state=State.UNCONFIRMED,
            preview_direction=Direction.OUT, preview="Order 1182 ships Monday. The invoice",
        ),
        conversation(
            227, title="Priya Raman", did_label="Support", state=State.QUEUED,
            preview_direction=Direction.OUT, preview="We will call you back at 3 pm, once",
        ),
        conversation(
            262, title="Noémie Côté", preview_direction=Direction.OUT,
            preview="Merci, bonne journée !",
        ),
        conversation(day + hour, title="Ingrid Solheim", did_label="Reservations"),
        conversation(30 * day, title="Coop", pinned=True, preview="Perfect, thanks."),
        conversation(400 * day, title="Garage", did_label="Ottawa"),
    ]  # fmt: skip


PICTURE_46 = """\
▌●  14:01  Zoé Tremblay                      │
▌    Shop  2 new  Je peux passer vers 9 h ?  │
    13:20  Dispatch [night]                  │
   Ottawa  ¶ draft  on my way, 20 min        │
 ●  13:04  (647) 555-0144                    │
     Shop  1 new  ▣ photo  the leak at the…  │
    12:47  Marc-André Gélinas                │
     Shop  × failed  Votre pagaie est prête… │
    11:32  Halcyon Outfitters                │
   Ottawa  ? unconfirmed  Order 1182 ships…  │
    10:15  Priya Raman                       │
  Support  ○ queued  We will call you back…  │
     9:40  Noémie Côté                       │
     Shop  you: Merci, bonne journée !       │
  y 13:02  Ingrid Solheim                    │
  Reserv…  message 1500                      │
   21 Oct  Coop                              │
     Shop  ◆ pinned  Perfect, thanks.        │
     2025  Garage                            │
   Ottawa  message 576000                    │"""


async def test_every_cell_stands_where_the_picture_has_it() -> None:
    app = ListApp(FakeSource(rows_of_the_picture()))
    async with app.run_test(size=(46, 20)):
        assert screen_lines(app) == PICTURE_46.splitlines()


async def test_at_80_only_the_text_grows() -> None:
    app = ListApp(FakeSource(rows_of_the_picture()))
    async with app.run_test(size=(80, 20)):
        lines = screen_lines(app)
    for narrow, wide in zip(PICTURE_46.splitlines(), lines, strict=True):
        assert wide[:20] == narrow[:20]
        assert wide.endswith(" │")
    assert lines[5][11:].rstrip(" │") == (
        "1 new  ▣ photo  the leak at the bow, taken this morning before the…"
    )
    assert len(lines[5][11:78].rstrip()) == 67


async def test_inks_say_what_is_unread_and_what_failed() -> None:
    app = ListApp(FakeSource(rows_of_the_picture()))
    async with app.run_test(size=(46, 20)):
        assert style_of(app, "Zoé Tremblay").bold
        assert not style_of(app, "Dispatch [night]").bold
        failed, unconfirmed = style_of(app, "× failed"), style_of(app, "? unconfirmed")
        assert failed.bold
        assert failed.color is not None
        assert unconfirmed.color is not None
        assert failed.color.name == "#f58f80"
        assert unconfirmed.color.name == "#e2bc6e"
        cursor, other = style_of(app, "Zoé Tremblay"), style_of(app, "Dispatch [night]")
        assert cursor.bgcolor is not None
        assert other.bgcolor is not None
        assert (cursor.bgcolor.name, other.bgcolor.name) == ("#2b3033", "#1c2022")


@pytest.mark.parametrize("size", [(46, 6), (40, 9), (80, 21)])
async def test_a_line_is_never_wider_or_narrower_than_the_list(size: tuple[int, int]) -> None:
    rows = [
        conversation(
            n, title="漢字かな" * 9, preview="👩‍👩‍👧 é́ " * 20, did_label="日本語ラベル", unread=n
        )
        for n in range(1, 9)
    ]
    app = ListApp(FakeSource(rows))
    async with app.run_test(size=size):
        for strip in app.screen._compositor.render_strips():
            assert strip.cell_length == size[0]


async def test_markup_in_a_body_is_only_text() -> None:
    rows = [conversation(1, title="[b]x[/", preview="[@click=app.quit]here[/] [/foo]")]
    app = ListApp(FakeSource(rows))
    async with app.run_test(size=(60, 4)):
        assert "[b]x[/" in screen_lines(app)[0]
        assert "[@click=app.quit]here[/] [/foo]" in screen_lines(app)[1]


async def test_keys_move_and_enter_opens() -> None:
    app = ListApp(FakeSource([conversation(n) for n in range(1, 101)]))
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.press("j", "down", "k", "j")
        assert app.list.cursor_id == 3
        await pilot.press("pagedown")
        assert app.list.cursor_id == 13
        await pilot.press("G")
        assert app.list.cursor_id == 100
        await pilot.press("pageup", "pageup")
        assert app.list.cursor_id == 80
        await pilot.press("g")
        assert app.list.cursor_id == 1
        await pilot.press("k", "l")
        await wait_until(pilot, lambda: [row.id for row in app.opened] == [1])


async def test_the_cursor_is_always_on_screen() -> None:
    app = ListApp(FakeSource([conversation(n) for n in range(1, 101)]))
    async with app.run_test(size=(50, 6)) as pilot:
        for key in ["j"] * 5 + ["k"] * 5 + ["G"] + ["k"] * 4 + ["pagedown", "home", "pagedown"]:
            await pilot.press(key)
            bars = [line for line in screen_lines(app) if line.startswith("▌")]
            assert len(bars) == 2
            assert f"message {app.list.cursor_id} " in bars[1]


async def test_an_odd_height_ends_with_the_place_in_the_list() -> None:
    app = ListApp(FakeSource([conversation(n) for n in range(1, 2001)]))
    async with app.run_test(size=(50, 21)) as pilot:
        assert screen_lines(app)[-1].startswith("           1 of 2,000")
        await pilot.press("j")
        await pilot.pause()
        assert screen_lines(app)[-1].startswith("           2 of 2,000")


async def test_only_rows_on_screen_are_read() -> None:
    source = FakeSource([conversation(n) for n in range(1, 5001)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        assert sum(len(ids) for ids in source.asked) == 10
        await pilot.press("G")
        await pilot.pause()
        assert sum(len(ids) for ids in source.asked) == 20


async def test_a_click_opens_the_row_under_it() -> None:
    app = ListApp(FakeSource([conversation(n) for n in range(1, 101)]))
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.click(offset=(20, 7))
        await wait_until(pilot, lambda: [row.id for row in app.opened] == [4])
        assert app.list.cursor_id == 4


async def test_history_fetched_behind_the_screen_writes_nothing_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = FakeSource(conversation(number) for number in range(60))
    app = ListApp(source)
    async with app.run_test(size=(60, 20)) as pilot:
        painted: list[int] = []
        real = app.list.render_line

        def noted(y: int) -> Strip:
            painted.append(y)
            return real(y)

        monkeypatch.setattr(app.list, "render_line", noted)
        for number in range(60, 64):
            source.put(conversation(number), at=number)
        for number in range(5):
            source.put(conversation(number, total=99, rev=7))
        app.list.apply([*range(5), *range(60, 64)])
        await pilot.pause()
        assert set(painted) <= {app.list._painter.position_line}
        source.put(conversation(3, preview="something else", rev=8))
        painted.clear()
        app.list.apply([3])
        await pilot.pause()
        assert len(painted) <= 3
        assert any("something else" in line for line in screen_lines(app))


async def test_a_row_changes_in_place_while_its_order_waits_for_a_quiet_moment() -> None:
    source = FakeSource([conversation(n) for n in range(1, 31)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.press("j")
        app.list.order.key_pressed()
        source.put(conversation(5, preview="news", unread=1), at=0)
        app.list.apply([5])
        await pilot.pause()
        lines = screen_lines(app)
        assert "1 new  news" in lines[9]
        assert app.list.ids[0] == 1
        app.seconds += QUIET + 1
        app.list.apply([])
        await pilot.pause()
        assert app.list.ids[0] == 5
        assert app.list.cursor_id == 2


async def test_the_order_comes_by_itself_once_no_key_is_pressed() -> None:
    source = FakeSource([conversation(n) for n in range(1, 31)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        app.list.order.key_pressed()
        app.seconds += QUIET - 0.01
        source.put(conversation(5, unread=1), at=0)
        app.list.apply([5])
        assert app.list.ids[0] == 1
        app.seconds += QUIET
        await wait_until(pilot, lambda: app.list.ids[0] == 5)


async def test_in_the_middle_of_the_list_the_cursor_keeps_its_line() -> None:
    source = FakeSource([conversation(n) for n in range(1, 101)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.press("pagedown", "pagedown", "j", "j")
        await pilot.pause()
        before = [y for y, line in enumerate(screen_lines(app)) if line.startswith("▌")]
        chosen = app.list.cursor_id
        source.put(conversation(900, unread=1), at=0)
        source.put(conversation(901, unread=1), at=0)
        app.list.apply([900, 901])
        await pilot.pause()
        after = [y for y, line in enumerate(screen_lines(app)) if line.startswith("▌")]
        assert (app.list.cursor_id, after) == (chosen, before)
        assert len(app.list.ids) == 102


async def test_at_its_top_the_list_shows_what_arrives() -> None:
    source = FakeSource([conversation(n) for n in range(1, 31)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        source.put(conversation(900, unread=1, preview="hello"), at=0)
        app.list.apply([900])
        await pilot.pause()
        assert "1 new  hello" in screen_lines(app)[1]
        assert app.list.cursor_id == 1


async def test_read_under_the_cursor_it_stays_among_the_unread() -> None:
    source = FakeSource([conversation(n, unread=1) for n in range(1, 5)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        order = await app.list.order.read(Filters(view=View.UNREAD), TORONTO)
        assert order is not None
        app.list.order.show(order)
        await pilot.press("j")
        source.put(conversation(2))
        source.put(conversation(3))
        app.list.apply([2, 3])
        assert (list(app.list.ids), app.list.cursor_id) == ([1, 2, 4], 2)


async def test_an_empty_list_says_what_to_press() -> None:
    app = ListApp(FakeSource())
    async with app.run_test(size=(46, 10)) as pilot:
        app.list.set_empty(Empty("Nothing unread at Shop.", (("u", "all"), ("D", "other number"))))
        await pilot.pause()
        lines = screen_lines(app)
        assert lines[0].startswith("           Nothing unread at Shop.   u all")
        assert lines[1].startswith("           D other number")
        await pilot.press("enter", "j", "G", "pagedown")
        assert app.opened == []


async def test_without_colours_the_cursor_is_reversed_and_pointed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListApp(FakeSource(rows_of_the_picture()), ansi_color=True)
    async with app.run_test(size=(46, 20)):
        lines = screen_lines(app)
        assert lines[0].startswith(">●  14:01")
        assert lines[1].startswith("     Shop")
        assert style_of(app, "Zoé Tremblay").reverse
        for text in ("× failed", "▣ photo"):
            style = style_of(app, text)
            assert style.color is None or style.color.is_default
        assert style_of(app, "× failed").bold
        assert style_of(app, "▣ photo").dim


async def test_the_first_rows_do_not_wait_for_a_quiet_moment() -> None:
    source = FakeSource([])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        app.list.order.key_pressed()
        source.put(conversation(1), at=0)
        app.list.apply([1])
        await pilot.pause()
        assert list(app.list.ids) == [1]
