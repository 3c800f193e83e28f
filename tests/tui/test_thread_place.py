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


def ids(place: ThreadViewport) -> list[int]:
    """The messages in sight, each once, from the top."""
    return list(dict.fromkeys(place.lines.messages[spot.nth].id for spot in place.spots()))


def test_it_opens_at_the_newest_with_one_page_read() -> None:
    source, place = opened(many(1000))
    assert ids(place) == list(range(991, 1001))
    assert place.at_end
    assert source.asked == [("newest", 200)]


def test_older_ones_come_before_the_top_is_reached_and_nothing_jumps() -> None:
    _, place = opened(many(1000))
    seen = [ids(place)[0]]
    while seen[-1] > 1:
        place.scroll(-1)
        seen.append(ids(place)[0])
    # A day's rule takes a line of its own: the same message may stay on top for two steps.
    assert [each for index, each in enumerate(seen) if seen[index - 1] != each] == list(
        range(991, 0, -1)
    )
    assert not place.lines.older
    place.scroll(-5)
    assert ids(place)[0] == 1


def test_no_more_than_some_are_kept_and_the_others_come_back() -> None:
    _, place = opened(many(3000))
    while ids(place)[0] > 500:
        place.page(-1)
    assert len(place.lines.messages) <= MOST
    assert place.lines.newer
    assert not place.at_end
    while not place.at_end:
        place.page(1)
        assert len(place.lines.messages) <= MOST
    assert ids(place)[-1] == 3000


def test_first_and_last_read_only_a_page() -> None:
    source, place = opened(many(3000))
    place.first()
    assert place.cursor == 1
    assert ids(place)[0] == 1
    assert len(place.lines.messages) == 200
    place.last()
    assert (place.cursor, ids(place)[-1]) == (3000, 3000)
    assert place.at_end
    assert [kind for kind, _ in source.asked] == ["newest", "after", "newest"]


def test_what_arrives_at_the_end_is_followed_only_from_the_end() -> None:
    source, place = opened(many(300))
    place.point_in_sight()
    source.put(incoming(301, at(20, 9, 0), "new"))
    place.changed(conversation(1, total=301))
    assert ids(place)[-1] == 301
    assert place.cursor == 300

    place.scroll(-4)
    before = ids(place)
    source.put(incoming(302, at(20, 9, 1), "newer"))
    place.changed(conversation(1, total=302))
    assert ids(place) == before


def test_a_late_message_above_the_view_moves_nothing() -> None:
    messages = many(300)
    source, place = opened(messages)
    place.scroll(-20)
    before = ids(place)
    source.put(incoming(500, messages[100].at, "late " * 60))
    place.changed(conversation(1, total=301))
    assert ids(place) == before


def test_a_message_gone_leaves_the_cursor_on_its_neighbour() -> None:
    source, place = opened(many(50))
    place.point_in_sight()
    place.step(-1)
    assert place.cursor == 49
    source.remove(49)
    place.changed(conversation(1, total=49))
    assert place.cursor == 50
    source.remove(50)
    place.changed(conversation(1, total=48))
    assert place.cursor == 48
    place.scroll(-10)
    top = ids(place)[0]
    source.remove(top)
    place.changed(conversation(1, total=47))
    assert ids(place)[0] == top + 1


def test_another_width_keeps_the_line_on_top() -> None:
    messages = [replace(message, text="many words here " * 9) for message in many(100)]
    _, place = opened(messages)
    place.scroll(-50)
    top = ids(place)[0]
    place.lines.set_geometry(Geometry(50, False, TORONTO))
    place.forget()
    assert ids(place)[0] == top


def test_a_message_taller_than_the_view_is_read_step_by_step() -> None:
    tall = incoming(2, at(20, 9, 1), "\n".join(f"line {number}" for number in range(30)))
    messages = [incoming(1, at(20, 9, 0), "a"), tall, outgoing(3, at(20, 9, 2), "c")]
    _, place = opened(messages, rows=8)
    place.first()
    place.step(1)
    assert place.cursor == 2
    tops = [place.spots()[0]]
    while place.cursor == 2:
        place.step(1)
        tops.append(place.spots()[0])
    assert place.cursor == 3
    assert len(tops) > 5
    assert tops == sorted(tops)


def test_the_cursor_goes_to_what_is_in_sight_after_the_wheel() -> None:
    _, place = opened(many(100))
    place.point_in_sight()
    place.scroll(-50)
    assert place.cursor == 100
    place.step(-1)
    assert place.cursor == ids(place)[-1] != 100


def test_more_news_than_fits_opens_at_its_beginning() -> None:
    messages = many(60)
    news = [
        replace(message, unread=message.direction == "in" and message.id > 20)
        for message in messages
    ]
    _, place = opened(news)
    first = next(message.id for message in news if message.unread)
    assert ids(place)[0] == first
    assert place.lines.new == sum(message.unread for message in news)
    assert place.lines.new_at == first


def test_a_message_far_up_is_shown_with_what_stands_around_it() -> None:
    _, place = opened(many(5000))
    assert place.show(1234)
    assert place.cursor == 1234
    assert 1234 in ids(place)
    assert 1230 in ids(place) or 1232 in ids(place)
    assert not place.show(9999)
    place.page(1)
    assert ids(place)[0] > 1234


def test_the_thumb_tells_where_one_is() -> None:
    _, place = opened(many(1000))
    assert place.thumb() is None
    place.first()
    thumb = place.thumb()
    assert thumb is not None
    assert thumb[0] == 0.0
    place.show(500)
    middle = place.thumb()
    assert middle is not None
    assert middle[0] == pytest.approx(0.5, abs=0.1)


def test_a_view_without_messages_moves_nowhere() -> None:
    _, place = opened([])
    for move in (place.first, place.last, place.end):
        move()
    place.step(1)
    place.page(-1)
    place.scroll(3)
    assert place.spots() == []
    assert place.message is None
