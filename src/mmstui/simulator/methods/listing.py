"""getSMS, getMMS and getMediaMMS (voipms-api.md sections 2.1, 2.2 and 2.3)."""

import heapq
from collections import deque
from collections.abc import Iterator
from itertools import cycle, islice

from mmstui.simulator.account import KINDS, Kind, Message
from mmstui.simulator.calls import Call, RefusalError, Reply
from mmstui.simulator.eastern import render, search_window
from mmstui.simulator.methods.filters import Filters, read_filters
from mmstui.simulator.methods.rows import Row, mms_row, sms_row, sms_row_among_mms

STRANGE_ROWS: tuple[Row, ...] = (
    {"id": "abc", "date": "0000-00-00 00:00:00", "type": "9", "did": "", "contact": None},
    {"date": "2026-13-45 25:61:00", "message": ["not", "a", "text"]},
    {"id": {}, "date": 12, "type": "1", "did": "5145550100", "contact": "4385550123"},
)
"""Invalid rows, beside which a client must not lose the valid ones (`strange_rows`)."""


def get_sms(call: Call) -> Reply:
    """List SMS; with all_messages=1 also MMS."""
    filters = read_filters(call, "sms")
    kinds = KINDS if filters.both_kinds or call.switches.mirrored_mms else KINDS[:1]
    return _list(call, [_sms_view(call, filters, one) for one in _found(call, filters, kinds)])


def get_mms(call: Call) -> Reply:
    """List MMS; with all_messages=1 also SMS. The key is `sms` here too."""
    filters = read_filters(call, "mms")
    kinds = KINDS if filters.both_kinds else KINDS[1:]
    return _list(call, [_mms_view(call, filters, one) for one in _found(call, filters, kinds)])


def get_media_mms(call: Call) -> Reply:
    """Answer with the addresses of an MMS's files, keyed from "1" or as an array."""
    asked = call.get("id")
    if not asked:
        raise RefusalError("missing_id")
    message = call.account.find("mms", int(asked)) if _is_number(asked) else None
    if message is None or not _is_listed(call, message):
        raise RefusalError("invalid_id")
    ready = call.clock.now() >= message.at + call.switches.media_ready_after
    urls = [call.url_of(media.path) for media in message.media] if ready else []
    media: object = {str(place): url for place, url in enumerate(urls, 1)}
    if call.flag("media_as_array") or (not urls and call.switches.empty_media_is_list):
        media = urls
    # The date is Eastern here, whatever `timezone` a listing used.
    return {"status": "success", "id": asked, "date": render(message.at), "media": media}


def _found(call: Call, filters: Filters, kinds: tuple[Kind, ...]) -> list[Message]:
    """Return the requested messages, cut and ordered as limit and switches say."""
    if filters.number is not None:
        matches = _by_number(call, filters, kinds)
    else:
        matches = _by_date(call, filters, kinds)
    if call.switches.limit_keeps_newest:
        kept = list(islice(matches, filters.limit))
    else:
        kept = list(deque(matches, maxlen=filters.limit))
    return kept if call.switches.newest_first else kept[::-1]


def _by_number(call: Call, filters: Filters, kinds: tuple[Kind, ...]) -> Iterator[Message]:
    for kind in kinds:
        message = call.account.find(kind, filters.number or 0)
        if (
            message is not None
            and _is_listed(call, message)
            and filters.lets_through(message)
            and (call.switches.id_lookup_ignores_dates or filters.covers(message))
        ):
            yield message


def _by_date(call: Call, filters: Filters, kinds: tuple[Kind, ...]) -> Iterator[Message]:
    start, end = search_window(filters.first, filters.last, filters.timezone)
    streams = [call.account.newest_first(kind, start, end) for kind in kinds]
    for message in heapq.merge(*streams, key=lambda one: (one.at, one.id), reverse=True):
        if filters.lets_through(message) and filters.covers(message) and _is_listed(call, message):
            yield message


def _is_listed(call: Call, message: Message) -> bool:
    """Return whether the message is listed now; the listing of some messages is delayed."""
    return message.listed_from <= call.clock.now()


def _sms_view(call: Call, filters: Filters, message: Message) -> Row:
    # A mirrored MMS looks like an SMS: nothing in its row shows that it is an MMS.
    if message.kind == "mms" and filters.both_kinds:
        return mms_row(call, message, filters.timezone)
    return sms_row(call, message, filters.timezone)


def _mms_view(call: Call, filters: Filters, message: Message) -> Row:
    if message.kind == "sms":
        return sms_row_among_mms(call, message, filters.timezone)
    return mms_row(call, message, filters.timezone)


def _list(call: Call, rows: list[Row]) -> Reply:
    rows = [*islice(cycle(STRANGE_ROWS), call.switches.strange_rows), *rows]
    if not rows:
        raise RefusalError("no_sms")
    if len(rows) == 1 and call.switches.lone_row_is_object:
        return {"status": "success", "sms": rows[0]}
    return {"status": "success", "sms": rows}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
