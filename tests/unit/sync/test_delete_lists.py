"""What lists tell of a message to be deleted: numbers of SMS and MMS coincide, SMS may mirror."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mmstui.domain.deletions import Progress, ServerDelete
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import BadRow, Page, ServerMessage
from mmstui.sync.delete_lists import ServerLists, Verdict
from support.fake_service import MAX, SHOP, ZOE

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def listed(kind: Kind, at: datetime = NOON, contact: str = ZOE, number: int = 7) -> ServerMessage:
    return ServerMessage(kind, number, eastern.render(at), at, Direction.OUT, SHOP, contact, "text")


def wanted(kind: Kind = Kind.SMS, **changed: Any) -> ServerDelete:
    row = ServerDelete(
        kind, 7, SHOP, ZOE, Direction.OUT, NOON, eastern.render(NOON), Progress.WAITING, 0, None,
        due=True,
    )  # fmt: skip
    return replace(row, **changed)


def page(*rows: ServerMessage, at: datetime = NOON) -> Page:
    return Page(rows, (), len(rows), at, "digest")


def told(row: ServerDelete, mms: Page, sms: Page | None) -> Verdict:
    return ServerLists(mms, sms, NOON).verdict(row)


def test_the_very_message_is_listed() -> None:
    assert told(wanted(), page(), page(listed(Kind.SMS))) is Verdict.LISTED
    assert told(wanted(Kind.MMS), page(listed(Kind.MMS)), None) is Verdict.LISTED


@pytest.mark.parametrize("contact", [ZOE, MAX])
def test_the_mirror_of_an_mms_with_its_number_is_not_another_message(contact: str) -> None:
    mms = listed(Kind.MMS, NOON + MINUTE, contact)
    mirror = listed(Kind.SMS, NOON + MINUTE, contact)
    deleting = wanted(state=Progress.DELETING)
    assert told(wanted(), page(mms), page(mirror, listed(Kind.SMS))) is Verdict.LISTED
    assert told(deleting, page(mms), page(mirror)) is Verdict.ENDED
    assert told(deleting, page(), page(mirror)) is Verdict.ANOTHER


def test_what_is_not_listed_yet_is_no_mirror_of_an_mms_sent_in_the_same_minute() -> None:
    """Its number is from the answer to sendSMS: deleteMMS would take the other message."""
    mms, mirror = listed(Kind.MMS, NOON + MINUTE), listed(Kind.SMS, NOON + MINUTE)
    fresh = wanted(date=None)
    assert told(fresh, page(mms), page(mirror)) is Verdict.MISSED
    assert told(fresh, page(mms), page(mirror, listed(Kind.SMS))) is Verdict.LISTED


def test_what_was_seen_as_sms_and_is_listed_as_mms_is_the_mms() -> None:
    assert told(wanted(), page(listed(Kind.MMS)), page(listed(Kind.SMS))) is Verdict.MIRROR


def test_a_clock_of_ours_that_is_wrong_makes_no_other_message_of_it() -> None:
    """What was just sent is dated by us."""
    fresh = wanted(date=None, at=NOON - timedelta(days=1))
    assert told(fresh, page(), page(listed(Kind.SMS))) is Verdict.LISTED


def test_an_hour_without_being_listed_is_an_hour_of_voip_ms() -> None:
    """Our clock may be set, and a machine may sleep over the answer."""
    missed = wanted(missed_at=NOON - HOUR)
    assert told(missed, page(at=NOON), page(at=NOON + HOUR)) is Verdict.ENDED
    assert told(missed, page(at=NOON - MINUTE), page(at=NOON + HOUR)) is Verdict.NOTHING
    assert (
        ServerLists(page(at=NOON - MINUTE), page(), NOON + HOUR).verdict(missed) is Verdict.NOTHING
    )


@pytest.mark.parametrize("state", [Progress.DELETING, Progress.STOPPING])
def test_what_was_asked_for_and_is_not_listed_is_gone(state: Progress) -> None:
    assert told(wanted(state=state), page(), page()) is Verdict.ENDED


def test_what_was_stopped_and_is_listed_is_let_go() -> None:
    stopped = wanted(state=Progress.STOPPING)
    assert told(stopped, page(), page(listed(Kind.SMS))) is Verdict.RELEASED


def test_a_list_that_lost_a_row_tells_nothing() -> None:
    holed = replace(page(), bad=(BadRow("sms", "{}", "no id"),), count=1)
    assert told(wanted(state=Progress.DELETING), page(), holed) is Verdict.NOTHING
    assert told(wanted(), holed, page(listed(Kind.SMS))) is Verdict.NOTHING
