"""Engine, store and client together, against the simulator, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from mmstui.domain.messages import Kind, MediaState, State
from mmstui.simulator import ManualClock
from support import seldom
from support.deleted import delete_conversation
from support.office import PNG, Office, in_time
from support.simulated import FAX, SHOP, SUPPORT, ZOE, Simulated

DAY = timedelta(days=1)
MINUTES = timedelta(minutes=1)


@pytest.fixture
def office(tmp_path: Path, sim: Simulated, clock: ManualClock) -> Iterator[Office]:
    office = Office(tmp_path, sim, clock)
    yield office
    office.store.close()


class TestReceiving:
    async def test_the_first_sync(self, office: Office) -> None:
        office.arrives("text", ago=3 * DAY)
        office.arrives("photo", ago=2 * DAY, kind="mms", files=1)
        office.arrives("last month", ago=25 * DAY)
        office.arrives("last year", ago=300 * DAY)
        report = await in_time(office.engine().once())
        assert report.ok
        assert report.new_messages == 3
        assert office.texts() == ["last month", "photo", "text"]
        assert office.unread() == set()
        assert [did.number for did in office.store.directory.dids()] == [SHOP, SUPPORT, FAX]
        (zoe,) = office.store.directory.contacts()
        assert (zoe.number, zoe.name) == (ZOE, "Zoé Tremblay")

    async def test_all_of_history(self, office: Office) -> None:
        office.arrives("last year", ago=300 * DAY)
        office.arrives("two years ago", ago=700 * DAY, kind="mms")
        await in_time(office.engine().once(full=True))
        assert office.texts() == ["last year", "two years ago"]
        before = office.sim.account.requests["getSMS"]
        await in_time(office.engine().once(full=True))
        assert office.sim.account.requests["getSMS"] == before + 1, "only the poll"

    async def test_the_second_sync_brings_what_is_new_unread(self, office: Office) -> None:
        office.arrives("old")
        await in_time(office.engine().once())
        office.arrives("new")
        report = await in_time(office.engine().once())
        assert (report.new_messages, report.new_unread) == (1, 1)
        assert office.unread() == {"new"}

    async def test_200_days_offline(self, office: Office, clock: ManualClock) -> None:
        await in_time(office.engine().once())
        clock.advance((200 * DAY).total_seconds())
        for days in range(199):
            office.arrives(f"{days} days ago", ago=days * DAY)
            office.arrives(f"photo of {days} days ago", ago=days * DAY, kind="mms")
        office.sim.account.requests.clear()
        await in_time(office.engine().once())
        assert len(office.unread()) == 2 * 199
        assert office.sim.account.requests["getSMS"] <= 6
        assert office.sim.account.requests["getMMS"] <= 6

    async def test_around_midnight_eastern(self, office: Office, clock: ManualClock) -> None:
        clock.set(datetime(2026, 7, 5, 3, 50, tzinfo=UTC))  # ten to midnight
        await in_time(office.engine().once())
        clock.set(datetime(2026, 7, 5, 3, 59, 30, tzinfo=UTC))
        office.arrives("before", ago=timedelta(seconds=1))
        clock.set(datetime(2026, 7, 5, 4, 0, 30, tzinfo=UTC))
        office.arrives("after", ago=timedelta(seconds=1))
        await in_time(office.engine().once())
        assert office.unread() == {"before", "after"}

    async def test_the_hour_that_the_clock_shows_twice(
        self, office: Office, clock: ManualClock
    ) -> None:
        clock.set(datetime(2026, 11, 1, 4, 30, tzinfo=UTC))
        await in_time(office.engine().once())
        for minutes in (10, 40, 70, 100):
            clock.set(datetime(2026, 11, 1, 5, 0, tzinfo=UTC) + minutes * MINUTES)
            office.arrives(f"at {minutes}", ago=timedelta(0))
            await in_time(office.engine().once())
        at = {message.text: message.at for message in office.messages()}
        assert [at[f"at {minutes}"] for minutes in (10, 40, 70, 100)] == [
            datetime(2026, 11, 1, 5, 0, tzinfo=UTC) + minutes * MINUTES
            for minutes in (10, 40, 70, 100)
        ]

    async def test_the_hour_that_the_clock_leaves_out(
        self, office: Office, clock: ManualClock
    ) -> None:
        began = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)  # half past one, and at two it is three
        clock.set(began)
        await in_time(office.engine().once())
        for minutes in (10, 29, 31, 95):
            clock.set(began + minutes * MINUTES)
            office.arrives(f"at {minutes}", ago=timedelta(0))
            await in_time(office.engine().once())
        at = {message.text: message.at for message in office.messages()}
        assert at == {f"at {n}": began + n * MINUTES for n in (10, 29, 31, 95)}

    async def test_rows_of_both_borders_come_in_order_after_a_winter_offline(
        self, office: Office, clock: ManualClock
    ) -> None:
        clock.set(datetime(2026, 10, 30, 12, 0, tzinfo=UTC))
        await in_time(office.engine().once())
        sent: list[str] = []
        for border in (
            datetime(2026, 11, 1, 6, 0, tzinfo=UTC), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
        ):  # fmt: skip
            for minutes in range(-75, 80, 15):
                clock.set(border + minutes * MINUTES)
                sent.append(f"{border:%b} {minutes}")
                office.arrives(sent[-1], ago=timedelta(0))
        clock.set(datetime(2027, 3, 20, 12, 0, tzinfo=UTC))
        await in_time(office.engine().once())
        (conversation,) = office.store.inbox.conversation_ids()
        assert [m.text for m in office.store.inbox.thread(conversation, limit=100)] == sent

    async def test_more_than_a_page_of_news(self, office: Office) -> None:
        await in_time(office.engine().once())
        for number in range(120):
            office.arrives(f"text {number}")
        await in_time(office.engine().once())
        assert len(office.unread()) == 120

    @pytest.mark.parametrize("keeps_newest", [True, False])
    async def test_whatever_end_the_limit_keeps(
        self, office: Office, keeps_newest: bool, clock: ManualClock
    ) -> None:
        office.sim.switches.limit_keeps_newest = keeps_newest
        for number in range(80):
            office.arrives(f"old {number}", ago=20 * MINUTES)
        async with office.running(office.engine()):
            await office.holds(lambda: len(office.messages()) == 80)
            for number in range(4):
                office.arrives(f"new {number}", ago=timedelta(0))
                await office.polled()
                assert f"new {number}" in office.unread()

    async def test_a_day_too_full_for_one_page(self, office: Office) -> None:
        for number in range(30):
            office.arrives(f"shop {number}", ago=(2 * DAY if number % 2 else 3 * DAY))
            office.arrives(f"support {number}", ago=3 * DAY, did=SUPPORT)
        await in_time(office.engine(few_rows=10, many_rows=20).once())
        assert len(office.texts()) == 60

    async def test_a_did_that_left_the_account(self, office: Office) -> None:
        office.sim.switches.invalid_dids = (SUPPORT,)
        for number in range(30):
            office.arrives(f"shop {number}", ago=3 * DAY)
        await in_time(office.engine(few_rows=10, many_rows=20).once())
        assert len(office.texts()) == 30

    async def test_a_row_listed_behind_many_that_are_known_is_found_within_the_hour(
        self, office: Office, clock: ManualClock
    ) -> None:
        for number in range(20):
            office.arrives(f"old {number}", ago=DAY / 4)
        async with office.running(office.engine(few_rows=3)):
            await office.holds(lambda: len(office.messages()) == 20)
            now = clock.now()
            office.sim.account.add("sms", SHOP, ZOE, "late", at=now, listed_from=now + 1_800)
            for number in range(5):
                office.arrives(f"in time {number}", ago=timedelta(0))
                await office.polled()
            assert len(office.unread()) == 5
            clock.advance(1_800)
            await office.polled(2)
            assert "late" not in office.unread(), "few rows are asked for, and all of them known"
            clock.advance(1_800)
            await office.polled(2)
            assert "late" in office.unread()

    async def test_numbers_that_begin_to_come_with_plus_one(self, office: Office) -> None:
        office.arrives("before")
        await in_time(office.engine().once())
        office.sim.account.dids[SHOP].dialmode = "2"
        office.arrives("after")
        office.sim.switches.pages, office.sim.switches.pages_act = {"sendSMS": "522"}, True
        lost = office.queue("ours")
        for _ in range(2):
            await in_time(office.engine().once())
        assert len(office.store.inbox.conversation_ids()) == 1
        assert office.texts() == ["after", "before", "ours"]
        assert office.state(lost) is State.SENT
        assert (await office.engine().verify()).comparison.differences == []  # type: ignore[union-attr]

    async def test_ids_that_both_kinds_have(self, office: Office) -> None:
        account = office.sim.account
        account.next_sms_id = account.next_mms_id = 900
        for minutes, kind in ((5, "sms"), (4, "mms")):
            office.arrives(f"in, {kind}", kind=kind, ago=minutes * MINUTES)
        await in_time(office.engine().once())
        ours = [office.queue(f"out, {kind}", kind=kind) for kind in Kind]
        await in_time(office.engine().once())
        for minutes, kind in ((2, "sms"), (1, "mms")):
            office.arrives(f"later, {kind}", kind=kind, ago=minutes * MINUTES)
        await in_time(office.engine().once())
        assert [office.message(each).server_id for each in ours] == [901, 901]
        assert len(office.messages()) == 6
        assert (await office.engine().verify()).comparison.differences == []  # type: ignore[union-attr]

    async def test_history_brings_no_deleted_conversation_back(self, office: Office) -> None:
        office.arrives("last year", ago=300 * DAY)
        office.arrives("of another", ago=300 * DAY, contact="4385550199")
        office.arrives("last week", ago=7 * DAY)
        await in_time(office.engine().once())
        (conversation,) = office.store.inbox.conversation_ids()
        delete_conversation(office.store, conversation)
        office.arrives("new")
        await in_time(office.engine().once(full=True))
        assert office.texts() == ["new", "of another"]

    async def test_an_mms_that_is_listed_as_sms_too(self, office: Office) -> None:
        office.sim.switches.mirrored_mms = True
        office.arrives("photo", kind="mms", files=1)
        office.arrives("text")
        await in_time(office.engine().once())
        await in_time(office.engine().once())
        kinds = sorted((message.text, message.kind) for message in office.messages())
        assert kinds == [("photo", Kind.MMS), ("text", Kind.SMS)]

    async def test_an_idle_inbox_writes_nothing_but_when_it_looked(self, office: Office) -> None:
        office.arrives("old")
        async with office.running(office.engine()):
            await office.holds(lambda: office.store.signals.get("last_sync"))
            await office.polled(2)
            rev = office.store.changes(0).rev
            await office.polled(2)
            assert office.store.changes(0).rev == rev


class TestMedia:
    async def test_come_at_once_and_are_kept(self, office: Office) -> None:
        office.arrives("photos", kind="mms", files=5)
        report = await in_time(office.engine().once())
        assert report.media == 5
        (message,) = office.messages()
        assert [media.state for media in message.media] == [MediaState.HERE] * 5
        assert all(same_bytes(media.path) for media in message.media)

    @pytest.mark.parametrize(
        "switches",
        [
            {"relative_media_urls": True},
            {"media_content_type": "application/octet-stream"},
            {"media_content_type": "image/jpeg"},
            {"media_listed_after": 3600.0},
            {"media_list": False},
        ],
        ids=str,
    )
    async def test_however_they_are_told(self, office: Office, switches: dict[str, object]) -> None:
        office.sim.switches.apply(switches)
        office.arrives("photo", kind="mms", files=1)
        await in_time(office.engine().once())
        (message,) = office.messages()
        (media,) = message.media
        assert (media.state, media.type) == (MediaState.HERE, "image/png")

    async def test_late_ones_come_later(self, office: Office, clock: ManualClock) -> None:
        office.sim.switches.media_listed_after = 60.0
        office.sim.switches.media_ready_after = 60.0
        office.sim.switches.media_missing_first = 2
        office.arrives("photo", ago=timedelta(0), kind="mms", files=1)
        async with office.running(office.engine()):
            await office.holds(lambda: office.sim.account.requests["getMediaMMS"] == 1)
            assert office.files() == []
            for _ in range(20):
                clock.advance(30)
                if office.files() == [MediaState.HERE]:
                    break
                await office.holds(lambda: office.store.signals.get("last_sync"))
            await office.holds(lambda: advanced(clock) and office.files() == [MediaState.HERE])

    @pytest.mark.parametrize("as_html", [False, True])
    async def test_expired_ones_are_told_to_be(self, office: Office, as_html: bool) -> None:
        office.sim.switches.media_expired_as_html = as_html
        office.arrives("old photo", ago=9 * DAY, kind="mms", files=1)
        await in_time(office.engine().once())
        assert office.files() == [MediaState.EXPIRED]


def advanced(clock: ManualClock) -> bool:
    clock.advance(30)
    return True


def same_bytes(path: str | None) -> bool:
    return path is not None and Path(path).read_bytes() == PNG


class TestSending:
    async def test_sms_and_mms(self, office: Office) -> None:
        text = office.queue("Bonjour é")
        photo = office.queue("look", kind=Kind.MMS, attachments=(office.attachment(),))
        report = await in_time(office.engine().once())
        assert (report.sent, office.accepted) == (2, ["Bonjour é", "look"])
        assert office.state(text) is office.state(photo) is State.SENT
        ids = [message.id for message in office.sim.account.accepted]
        assert [office.message(each).server_id for each in (text, photo)] == ids
        assert len(office.messages()) == 2, "the poll found them again, and they are ours"
        (sent_file,) = office.sim.account.accepted[1].media
        assert sent_file.load() == PNG

    @pytest.mark.parametrize(
        ("status", "state", "code"),
        [
            ("sms_failed", State.FAILED, "sms_failed"),
            ("invalid_dst", State.FAILED, "invalid_dst"),
            ("something_new", State.FAILED, "something_new"),
            ("limit_reached", State.HELD, "limit_reached"),
            ("api_limit_exceeded", State.QUEUED, "api_limit_exceeded"),
            ("method_maintenance", State.QUEUED, "method_maintenance"),
        ],
    )
    async def test_refusals(self, office: Office, status: str, state: State, code: str) -> None:
        office.sim.switches.statuses = {"sendSMS": status}
        queued = office.queue()
        await in_time(office.engine().once())
        message = office.message(queued)
        assert message.state is state
        assert (message.problem.code if message.problem else "") == code
        assert office.accepted == []

    @pytest.mark.parametrize(
        ("page", "kind"),
        seldom.but(
            lambda case: case[1] is Kind.MMS and case[0] != "522",
            product(("522", "html", "truncated", "empty"), Kind),
        ),
    )
    async def test_a_lost_answer_is_found_in_history_and_sent_once(
        self, office: Office, page: str, kind: Kind
    ) -> None:
        await in_time(office.engine().once())
        office.sim.switches.pages = {"sendSMS": page, "sendMMS": page}
        office.sim.switches.pages_act = True
        files = (office.attachment(),) if kind is Kind.MMS else ()
        queued = office.queue("Where are you?", kind=kind, attachments=files)
        report = await in_time(office.engine().once())
        assert report.unknown == 1
        await in_time(office.engine().once())
        assert office.state(queued) is State.SENT
        assert office.accepted == ["Where are you?"]
        assert len(office.messages()) == 1

    async def test_a_photo_without_text_is_known_by_its_file(self, office: Office) -> None:
        await in_time(office.engine().once())
        office.sim.switches.pages, office.sim.switches.pages_act = {"sendMMS": "522"}, True
        queued = office.queue("", kind=Kind.MMS, attachments=(office.attachment(),))
        for _ in range(2):
            await in_time(office.engine().once())
        assert office.state(queued) is State.SENT
        assert len(office.messages()) == 1

    async def test_a_message_that_never_arrived_is_unconfirmed_after_a_while(
        self, office: Office, clock: ManualClock
    ) -> None:
        office.sim.switches.pages = {"sendSMS": "522"}
        queued = office.queue()
        async with office.running(office.engine()):
            await office.holds(lambda: office.state(queued) is State.UNKNOWN)
            lost_at = clock.now()
            await office.holds(
                lambda: advanced(clock) and office.state(queued) is State.UNCONFIRMED
            )
            assert clock.now() - lost_at >= 300
        assert office.accepted == []

    async def test_a_row_that_is_listed_late_is_still_found(
        self, office: Office, clock: ManualClock
    ) -> None:
        await in_time(office.engine().once())
        office.sim.switches.pages, office.sim.switches.pages_act = {"sendSMS": "522"}, True
        office.sim.switches.late_rows = 24 * 3600.0
        queued = office.queue()
        async with office.running(office.engine()):
            # What is told of the server's clock is told while ours stands still.
            await office.holds(lambda: office.state(queued) is State.UNKNOWN)
            await office.holds(
                lambda: advanced(clock) and office.state(queued) is State.UNCONFIRMED
            )
            clock.advance(24 * 3600)
            await office.holds(lambda: advanced(clock) and office.state(queued) is State.SENT)
        assert len(office.accepted) == 1

    async def test_a_send_does_not_wait_behind_a_poll(
        self, office: Office, clock: ManualClock
    ) -> None:
        async with office.running(office.engine()):
            await office.holds(lambda: office.store.signals.get("progress") is None)
            await office.holds(lambda: office.store.signals.get("last_sync"))
            office.sim.switches.latency = 10.0
            clock.advance(61)
            await office.holds(lambda: clock.sleepers >= 2)  # both questions of the poll
            office.sim.switches.latency = 0.0
            queued = office.queue()
            await office.holds(lambda: office.state(queued) is State.SENT)
            clock.advance(10)

    async def test_refused_access_holds_it_until_the_user_sends_again(self, office: Office) -> None:
        office.password = "wrong"
        queued = office.queue()
        engine = office.engine()
        async with office.running(engine):
            await office.holds(lambda: office.store.signals.get("access"))
            # Each worker may have a question on its way, and two may ask the same: none goes on.
            for _ in range(6):
                await office.alive_after(3600)
            assert max(office.sim.account.requests.values()) <= 2
            office.password = "demo"
            office.store.signals.set("poll_request", "", office.now())
            await office.holds(lambda: office.store.signals.get("access") is None)
            if office.state(queued) is State.HELD:
                office.store.outbox.send_again(queued)
            await office.holds(lambda: office.state(queued) is State.SENT)
        assert office.accepted == ["Hello"]
