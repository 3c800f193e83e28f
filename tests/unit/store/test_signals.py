"""Signals between processes, and the facts of the header that come from them."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Direction, Draft, State, Status
from mmstui.store import AccountKey, Store
from mmstui.store.account import leader_file
from mmstui.store.account.other_accounts import unsettled_elsewhere
from mmstui.store.reading.status_counts import eastern_day
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, make_store, put


class TestSignals:
    def test_set_read_set_again_and_cleared(self, store: Store) -> None:
        assert store.signals.get("offline") is None
        store.signals.set("offline", "no route", NOON)
        store.signals.set("offline", "no name", NOON + timedelta(milliseconds=7))
        assert store.signals.get("offline") == (NOON + timedelta(milliseconds=7), "no name")
        assert store.signals.all() == {"offline": (NOON + timedelta(milliseconds=7), "no name")}
        store.signals.clear("offline")
        store.signals.clear("offline")
        assert store.signals.get("offline") is None

    def test_another_process_sees_them(self, store: Store, tmp_path: Path) -> None:
        second = make_store(tmp_path)
        before = second.data_version()
        store.signals.set("poll_request", "", NOON)
        assert second.data_version() != before
        assert second.signals.get("poll_request") == (NOON, "")
        second.close()

    def test_they_change_no_conversation(self, store: Store) -> None:
        put(store)
        before = store.changes(0)
        store.signals.set("leader", "12", NOON)
        assert store.changes(0) == before


def now(store: Store, at: datetime = NOON) -> Status:
    return store.inbox.status(at)


class TestStatus:
    def test_of_an_empty_store(self, store: Store) -> None:
        assert now(store) == Status(0, 0, 0, 0)

    def test_counts(self, store: Store) -> None:
        put(store, contact=ANN, unread=True)
        put(store, contact=ANN, unread=True)
        put(store, contact=BOB, unread=True)
        put(store, contact="5145550133")
        put(store, direction=Direction.OUT, state=State.UNKNOWN, dropped=1)
        store.drafts.save(SHOP, ANN, Draft("Hello"))
        store.drafts.save("", "", Draft("Hello"))
        found = now(store)
        assert (found.unread, found.conversations_unread) == (3, 2)
        assert (found.conversations, found.messages, found.drafts) == (3, 4, 2)

    def test_the_outbox_the_most_urgent_first(self, store: Store) -> None:
        for state in (State.QUEUED, State.QUEUED, State.FAILED, State.UNKNOWN, State.SENT):
            put(store, direction=Direction.OUT, state=state)
        put(store, direction=Direction.OUT, state=State.UNKNOWN, dropped=1)
        assert list(now(store).outbox.items()) == [
            (State.FAILED, 1),
            (State.UNKNOWN, 1),
            (State.QUEUED, 2),
        ]

    def test_what_the_workers_say(self, store: Store) -> None:
        def tell(name: str, value: str, minutes: int) -> datetime:
            at = NOON + timedelta(minutes=minutes)
            store.signals.set(name, value, at)
            return at

        synced = tell("last_sync", "", -9)
        offline = tell("offline", "", -8)
        refused = tell("access", "ip_not_enabled", -7)
        tell("leader", "4711", 0)
        tell("progress", "2025: 1,204 messages", 0)
        tell("checking", "", 0)
        found = now(store, NOON + timedelta(seconds=30))
        assert (found.last_sync, found.offline_since) == (synced, offline)
        assert (found.refused, found.refused_at) == ("ip_not_enabled", refused)
        assert (found.leader_pid, found.leader_silent_since) == (4711, None)
        assert (found.progress, found.checking) == ("2025: 1,204 messages", True)

    def test_a_leader_that_is_silent(self, store: Store) -> None:
        store.signals.set("leader", "4711-x", NOON)
        with (store.folder / leader_file.FILE_NAME).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            found = now(store, NOON + timedelta(seconds=31))
        assert (found.leader_pid, found.leader_silent_since) == (4711, NOON)

    def test_one_that_was_killed_is_none(self, store: Store) -> None:
        store.signals.set("leader", "4711", NOON)
        for _ in range(2):
            found = now(store, NOON + timedelta(seconds=31))
            assert (found.leader_pid, found.leader_silent_since) == (None, None)
            (store.folder / leader_file.FILE_NAME).touch()

    def test_a_leader_that_says_nonsense(self, store: Store) -> None:
        store.signals.set("leader", "\x1b[2J", NOON)
        assert now(store).leader_pid is None

    def test_the_limit_is_the_setting(self, store: Store) -> None:
        assert now(store).sends_limit == 100
        assert store.inbox.status(NOON, sends_limit=250).sends_limit == 250


class TestSendsToday:
    """The limit is of the Eastern day, 5 hours behind UTC in March."""

    @pytest.fixture
    def sent(self, store: Store) -> Callable[[datetime], int]:
        return lambda at: put(store, at=at, direction=Direction.OUT)

    def test_from_midnight_to_midnight_in_new_york(
        self, store: Store, sent: Callable[[datetime], int]
    ) -> None:
        midnight = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
        sent(midnight - timedelta(milliseconds=1))
        sent(midnight)
        sent(midnight + timedelta(hours=24, milliseconds=-1))
        sent(midnight + timedelta(hours=24))
        assert now(store, midnight).sends_today == 2
        assert now(store, midnight + timedelta(hours=23)).sends_today == 2
        assert now(store, midnight - timedelta(seconds=1)).sends_today == 1

    def test_only_what_has_gone_out(self, store: Store) -> None:
        put(store)
        for state in (State.QUEUED, State.FAILED, State.HELD, State.SENT):
            put(store, direction=Direction.OUT, state=state)
        assert now(store).sends_today == 1

    def test_what_was_taken_back_after_it_went_counts(self, store: Store) -> None:
        put(store, direction=Direction.OUT, dropped=1)
        assert now(store).sends_today == 1

    def test_attempts_whose_end_is_not_known_may_have_gone(self, store: Store) -> None:
        put(store, direction=Direction.OUT, state=State.UNKNOWN)
        for started, state in [
            (NOON, "sending"),
            (NOON, "unknown"),
            (NOON, "unconfirmed"),
            (NOON, "failed"),
            (NOON, "requeued"),
            (NOON - timedelta(days=1), "unknown"),
        ]:
            with store.database.writing() as transaction:
                transaction.connection.execute(
                    "INSERT INTO attempt (message_id, kind, owner, started_at, watermark, state) "
                    "VALUES (1, 'sms', 'x', ?, 0, ?)",
                    (int(started.timestamp() * 1000), state),
                )
        assert now(store).sends_today == 3

    @pytest.mark.parametrize(
        ("day", "hours"),
        [("2026-03-07", 24), ("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-02", 24)],
    )
    def test_days_that_are_shorter_or_longer(self, day: str, hours: int) -> None:
        first, end = eastern_day(datetime.fromisoformat(f"{day}T18:00:00+00:00"))
        assert (end.astimezone(UTC) - first.astimezone(UTC)) == timedelta(hours=hours)
        assert first.isoformat().startswith(f"{day}T00:00:00")


class TestElsewhere:
    def test_another_account_s_unsettled_messages_are_named(
        self, store: Store, tmp_path: Path
    ) -> None:
        other = AccountKey.of("http://127.0.0.1:9000/", "demo@example.com")
        assert unsettled_elsewhere(tmp_path, store.account) == []
        second = make_store(tmp_path, account=other, clock=FakeClock())
        put(second, direction=Direction.OUT)
        assert unsettled_elsewhere(tmp_path, store.account) == []
        put(second, direction=Direction.OUT, state=State.HELD)
        (found,) = unsettled_elsewhere(tmp_path, store.account)
        second.close()
        assert (found.account, found.folder, found.outbox) == (
            other,
            second.folder,
            {State.HELD: 1},
        )
        (found,) = unsettled_elsewhere(tmp_path, store.account)
        assert found.account == other
        assert unsettled_elsewhere(tmp_path, other) == []

    def test_what_cannot_be_read_is_passed_over(self, store: Store, tmp_path: Path) -> None:
        folder = tmp_path / "accounts" / "broken"
        folder.mkdir()
        (folder / "messages.sqlite3").write_text("nonsense" * 1000)
        (tmp_path / "accounts" / "empty").mkdir()
        (tmp_path / "accounts" / "empty" / "messages.sqlite3").touch()
        assert unsettled_elsewhere(tmp_path, store.account) == []
        assert unsettled_elsewhere(tmp_path / "nowhere", store.account) == []
