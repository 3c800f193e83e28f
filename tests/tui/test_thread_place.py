"""Nothing moves under the cursor: anchors, the end, paging, and what is kept loaded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmstui.domain.messages import Message
from mmstui.tui.thread.layout import Geometry
from mmstui.tui.thread.viewport import ThreadViewport
from mmstui.tui.thread.window import MOST, ThreadWindow
from support.screens import NOW, conversation
from support.threads import TORONTO, FakeThread, at, incoming, many, outgoing

PLAIN = Geometry(74, False, TORONTO)


def opened(messages: list[Message], rows: int = 10) -> tuple[FakeThread, ThreadViewport]:
    source = FakeThread(messages)
    shown = conversation(1, total=len(messages))
    return source, ThreadViewport(ThreadWindow(source, shown, PLAIN, lambda: NOW), rows)


def ids(viewport: ThreadViewport) -> list[int]:
    """The messages in sight, each once, from the top."""
    return list(
        dict.fromkeys(
            viewport.window.messages[position.nth].id for position in viewport.positions()
        )
    )


def test_it_opens_at_the_newest_with_one_page_read() -> None:
    source, viewport = opened(many(1000))
    assert ids(viewport) == list(range(991, 1001))
    assert viewport.at_end
    assert source.asked == [("newest", 200)]


def test_older_ones_come_before_the_top_is_reached_and_nothing_jumps() -> None:
    _, viewport = opened(many(1000))
    seen = [ids(viewport)[0]]
    while seen[-1] > 1:
        viewport.scroll(-1)
        seen.append(ids(viewport)[0])
    # A day's rule takes a line of its own: the same message may stay on top for two steps.
    assert [each for index, each in enumerate(seen) if seen[index - 1] != each] == list(
        range(991, 0, -1)
    )
    assert not viewport.window.older
    viewport.scroll(-5)
    assert ids(viewport)[0] == 1


def test_no_more_than_some_are_kept_and_the_others_come_back() -> None:
    _, viewport = opened(many(3000))
    while ids(viewport)[0] > 500:
        viewport.page(-1)
    assert len(viewport.window.messages) <= MOST
    assert viewport.window.newer
    assert not viewport.at_end
    while not viewport.at_end:
        viewport.page(1)
        assert len(viewport.window.messages) <= MOST
    assert ids(viewport)[-1] == 3000


def test_first_and_last_read_only_a_page() -> None:
    source, viewport = opened(many(3000))
    viewport.first()
    assert viewport.cursor == 1
    assert ids(viewport)[0] == 1
    assert len(viewport.window.messages) == 200
    viewport.last()
    assert (viewport.cursor, ids(viewport)[-1]) == (3000, 3000)
    assert viewport.at_end
    assert [kind for kind, _ in source.asked] == ["newest", "after", "newest"]


def test_what_arrives_at_the_end_is_followed_only_from_the_end() -> None:
    source, viewport = opened(many(300))
    viewport.point_at_visible()
    source.put(incoming(301, at(20, 9, 0), "new"))
    viewport.changed(conversation(1, total=301))
    assert ids(viewport)[-1] == 301
    assert viewport.cursor == 300

    viewport.scroll(-4)
    before = ids(viewport)
    source.put(incoming(302, at(20, 9, 1), "newer"))
    viewport.changed(conversation(1, total=302))
    assert ids(viewport) == before


def test_a_late_message_above_the_view_moves_nothing() -> None:
    messages = many(300)
    source, viewport = opened(messages)
    viewport.scroll(-20)
    before = ids(viewport)
    source.put(incoming(500, messages[100].at, "late " * 60))
    viewport.changed(conversation(1, total=301))
    assert ids(viewport) == before


def test_a_message_gone_leaves_the_cursor_on_its_neighbour() -> None:
    source, viewport = opened(many(50))
    viewport.point_at_visible()
    viewport.step(-1)
    assert viewport.cursor == 49
    source.remove(49)
    viewport.changed(conversation(1, total=49))
    assert viewport.cursor == 50
    source.remove(50)
    viewport.changed(conversation(1, total=48))
    assert viewport.cursor == 48
    viewport.scroll(-10)
    top = ids(viewport)[0]
    source.remove(top)
    viewport.changed(conversation(1, total=47))
    assert ids(viewport)[0] == top + 1


def test_another_width_keeps_the_line_on_top() -> None:
    messages = [replace(message, text="many words here " * 9) for message in many(100)]
    _, viewport = opened(messages)
    viewport.scroll(-50)
    top = ids(viewport)[0]
    viewport.window.set_geometry(Geometry(50, False, TORONTO))
    viewport.reset()
    assert ids(viewport)[0] == top


def test_a_message_taller_than_the_view_is_read_step_by_step() -> None:
    tall = incoming(2, at(20, 9, 1), "\n".join(f"line {number}" for number in range(30)))
    messages = [incoming(1, at(20, 9, 0), "a"), tall, outgoing(3, at(20, 9, 2), "c")]
    _, viewport = opened(messages, rows=8)
    viewport.first()
    viewport.step(1)
    assert viewport.cursor == 2
    tops = [viewport.positions()[0]]
    while viewport.cursor == 2:
        viewport.step(1)
        tops.append(viewport.positions()[0])
    assert viewport.cursor == 3
    assert len(tops) > 5
    assert tops == sorted(tops)


def test_the_cursor_goes_to_what_is_in_sight_after_the_wheel() -> None:
    _, viewport = opened(many(100))
    viewport.point_at_visible()
    viewport.scroll(-50)
    assert viewport.cursor == 100
    viewport.step(-1)
    assert viewport.cursor == ids(viewport)[-1] != 100


def test_more_news_than_fits_opens_at_its_beginning() -> None:
    messages = many(60)
    news = [
        replace(message, unread=message.direction == "in" and message.id > 20)
        for message in messages
    ]
    _, viewport = opened(news)
    first = next(message.id for message in news if message.unread)
    assert ids(viewport)[0] == first
    assert viewport.window.new == sum(message.unread for message in news)
    assert viewport.window.new_at == first


def test_a_message_far_up_is_shown_with_what_stands_around_it() -> None:
    _, viewport = opened(many(5000))
    assert viewport.show(1234)
    assert viewport.cursor == 1234
    assert 1234 in ids(viewport)
    assert 1230 in ids(viewport) or 1232 in ids(viewport)
    assert not viewport.show(9999)
    viewport.page(1)
    assert ids(viewport)[0] > 1234


def test_the_thumb_tells_where_one_is() -> None:
    _, viewport = opened(many(1000))
    assert viewport.thumb() is None
    viewport.first()
    thumb = viewport.thumb()
    assert thumb is not None
    assert thumb[0] == 0.0
    viewport.show(500)
    middle = viewport.thumb()
    assert middle is not None
    assert middle[0] == pytest.approx(0.5, abs=0.1)


def test_a_view_without_messages_moves_nowhere() -> None:
    _, viewport = opened([])
    for move in (viewport.first, viewport.last, viewport.end):
        move()
    viewport.step(1)
    viewport.page(-1)
    viewport.scroll(3)
    assert viewport.positions() == []
    assert viewport.message is None
