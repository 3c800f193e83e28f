"""Opening, transactions, several threads and processes, and what can go wrong with a disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import MethodType
from typing import Any

import pytest

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store import Store
from mmstui.store.sqlite.connections import require_sqlite
from mmstui.store.sqlite.database import FILE_NAME
from mmstui.store.sqlite.migration_runner import migrate, pending, statements
from mmstui.store.sqlite.problems import explained
from mmstui.store.sqlite.schema import MIGRATIONS, Migration
from support.stores import ACCOUNT, FakeClock, make_store, put


@pytest.fixture
def second(store: Store, tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    """The same store, as another process would have it open."""
    opened = make_store(tmp_path, clock=clock)
    yield opened
    opened.close()


def break_in(store: Store) -> sqlite3.Connection:
    """A connection past all the store's care."""
    return sqlite3.connect(store.folder / FILE_NAME, isolation_level=None)


class TestOpening:
    def test_a_store_is_kept(self, tmp_path: Path) -> None:
        first = make_store(tmp_path)
        put(first, "Still here")
        first.close()
        again = make_store(tmp_path)
        (message,) = again.inbox.messages([1])
        again.close()
        assert message.text == "Still here"

    def test_several_opening_a_new_store_at_once_all_get_it(self, tmp_path: Path) -> None:
        together = threading.Barrier(6)

        def open_it() -> int:
            together.wait()
            opened = make_store(tmp_path)
            ids = opened.inbox.conversation_ids()
            opened.close()
            return len(ids)

        with ThreadPoolExecutor(6) as pool:
            found = [pool.submit(open_it) for _ in range(6)]
        assert [one.result() for one in found] == [0] * 6

    def test_two_that_turn_a_new_file_to_the_log_at_once_both_get_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refusals = iter(range(3))

        class Met(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if "journal_mode" in sql and next(refusals, None) is not None:
                    error = sqlite3.OperationalError("database is locked")
                    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                    raise error
                return super().execute(sql, *values)

        monkeypatch.setattr(
            "mmstui.store.sqlite.connections.sqlite3.connect", partial(sqlite3.connect, factory=Met)
        )
        store = make_store(tmp_path)
        assert next(refusals, None) is None
        put(store, "Kept")
        store.close()

    def test_for_reading_only_it_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreProblem) as told:
            make_store(tmp_path, read_only=True)
        assert told.value.trouble is Trouble.MISSING
        assert list(tmp_path.iterdir()) == []

    def test_for_reading_only_nothing_is_written(self, store: Store, tmp_path: Path) -> None:
        put(store, "Seen")
        reader = make_store(tmp_path, read_only=True)
        assert [m.text for m in reader.inbox.messages([1])] == ["Seen"]
        with pytest.raises(StoreProblem) as told:
            reader.triage.pin([1])
        assert told.value.trouble is Trouble.READ_ONLY
        reader.close()

    def test_for_reading_only_it_must_be_up_to_date(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        store.close()
        with break_in(store) as connection:
            connection.execute("DELETE FROM migration")
        connection.close()
        with pytest.raises(StoreProblem) as told:
            make_store(tmp_path, read_only=True)
        assert told.value.trouble is Trouble.OUTDATED

    def test_a_newer_version_has_been_here(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        store.close()
        with break_in(store) as connection:
            connection.execute("INSERT INTO migration VALUES ('9999-future', 0)")
        connection.close()
        with pytest.raises(StoreProblem, match=r"newer mmstui \(9999-future\)") as told:
            make_store(tmp_path)
        assert told.value.trouble is Trouble.NEWER

    def test_a_store_interrupted_while_being_made_is_made(self, tmp_path: Path) -> None:
        folder = ACCOUNT.folder(tmp_path)
        folder.mkdir(parents=True)
        (folder / FILE_NAME).touch()
        store = make_store(tmp_path)
        assert store.inbox.conversation_ids() == []
        store.close()

    @pytest.mark.parametrize("name", ["a?mode=ro", "100%41", "#1", "with blanks", "ü\udc80"])
    def test_a_home_of_any_name(self, tmp_path: Path, name: str) -> None:
        store = make_store(tmp_path / name)
        put(store)
        store.close()
        again = make_store(tmp_path / name, read_only=True)
        assert again.inbox.conversation_ids() == [1]
        again.close()
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_an_old_sqlite_is_named(self) -> None:
        with pytest.raises(StoreProblem, match=r"3\.31\.1"):
            require_sqlite((3, 31, 1))


class TestMigrations:
    def test_only_what_is_missing_runs_in_order(self) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        first = Migration("1", "CREATE TABLE a (x);")
        second = Migration("2", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, ';');")
        assert migrate(connection, 7, [first]) == ["1"]
        assert [step.name for step in pending(connection, [first, second])] == ["2"]
        assert migrate(connection, 8, [first, second]) == ["2"]
        assert connection.execute("SELECT x, y FROM a").fetchall() == [(1, ";")]
        assert connection.execute("SELECT name, ran_at FROM migration").fetchall() == [
            ("1", 7),
            ("2", 8),
        ]
        connection.close()

    def test_a_step_that_fails_leaves_the_store_as_it_was(self, tmp_path: Path) -> None:
        connection = sqlite3.connect(tmp_path / "x", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, 0, [Migration("1", "CREATE TABLE a (x); CREATE TABLE a (y);")])
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == []
        connection.close()

    def test_a_script_is_split_where_statements_end(self) -> None:
        script = """
        CREATE TABLE a (x); -- a remark; with a semicolon
        CREATE TRIGGER t AFTER INSERT ON a BEGIN
            DELETE FROM a;
            DELETE FROM a;
        END;
        SELECT 'a;b'
        """
        table, trigger, query = statements(script)
        assert table.strip() == "CREATE TABLE a (x);"
        assert trigger.rstrip().endswith("END;")
        assert trigger.count("DELETE") == 2
        assert query.strip() == "SELECT 'a;b'"

    def test_names_of_steps_are_ordered_and_their_own(self) -> None:
        names = [step.name for step in MIGRATIONS]
        assert names == sorted(set(names))


class TestTransactions:
    def test_an_exception_undoes_everything(self, store: Store) -> None:
        put(store)
        before = store.changes(0)

        def fail() -> None:
            with store.database.writing() as transaction:
                transaction.connection.execute("DELETE FROM message")
                transaction.touch([1])
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert store.changes(0) == before
        assert len(store.inbox.thread(1)) == 1

    def test_they_do_not_nest(self, store: Store) -> None:
        with (
            store.database.writing(),
            pytest.raises(RuntimeError, match="already open"),
            store.database.writing(),
        ):
            raise AssertionError
        put(store)

    def test_one_revision_for_all_that_a_transaction_changes(self, store: Store) -> None:
        put(store, contact="5145550123")
        put(store, contact="5145550124")
        before = store.changes(0).rev
        store.triage.pin([1, 2])
        assert store.changes(before).rev == before + 1
        assert {c.rev for c in store.inbox.conversations([1, 2]).values()} == {before + 1}

    def test_a_write_that_changes_nothing_has_no_revision(self, store: Store) -> None:
        put(store)
        told: list[str] = []
        store.on_write(lambda: told.append("written"))
        before = store.changes(0), store.data_version()
        store.flags.mark_read([1, 99])
        store.triage.unpin([1])
        store.signals.clear("offline")
        assert (store.changes(0), store.data_version()) == before
        assert told == []

    def test_what_the_user_wrote_waits_for_the_disk(self, store: Store) -> None:
        with store.database.writing(durable=True) as transaction:
            (level,) = transaction.connection.execute("PRAGMA synchronous").fetchone()
            assert level == 2
        with store.database.writing() as transaction:
            (level,) = transaction.connection.execute("PRAGMA synchronous").fetchone()
            assert level == 1

    def test_constraints_are_held(self, store: Store) -> None:
        with (
            pytest.raises(StoreProblem, match="FOREIGN KEY"),
            store.database.writing() as transaction,
        ):
            transaction.connection.execute(
                "INSERT INTO media (message_id, position, name_shown, state) "
                "VALUES (99, 0, 'x', 'here')"
            )


class TestOtherProcesses:
    def test_each_sees_what_the_other_writes(self, store: Store, second: Store) -> None:
        put(store, "One")
        put(second, "Two")
        assert [m.text for m in store.inbox.thread(1)] == ["One", "Two"]
        assert [m.text for m in second.inbox.thread(1)] == ["One", "Two"]

    def test_revisions_are_one_row_of_numbers(self, store: Store, second: Store) -> None:
        put(store)
        put(second)
        put(store)
        assert store.changes(0).rev == second.changes(0).rev == 3

    def test_the_version_moves_for_both(self, store: Store, second: Store) -> None:
        before = store.data_version(), second.data_version()
        assert (store.data_version(), second.data_version()) == before
        put(second)
        after = store.data_version(), second.data_version()
        assert after[0] > before[0]
        assert after[1] > before[1]

    def test_a_transaction_under_way_is_not_seen(self, store: Store, second: Store) -> None:
        put(store, "One")
        with store.database.writing() as transaction:
            transaction.connection.execute("UPDATE message SET text = 'Half'")
            assert [m.text for m in second.inbox.thread(1)] == ["One"]

    def test_a_reading_sees_one_moment(self, store: Store, second: Store) -> None:
        put(store, "One")
        with store.database.reading() as connection:
            query = "SELECT count(*) FROM message"
            before = connection.execute(query).fetchall()
            put(second, "Two")
            assert connection.execute(query).fetchall() == before
        assert len(store.inbox.thread(1)) == 2

    def test_a_store_that_is_never_let_go_is_told(self, store: Store, second: Store) -> None:
        put(store)
        with second.database.writing() as transaction:
            transaction.connection.execute("PRAGMA busy_timeout = 10")
        with store.database.writing(), pytest.raises(StoreProblem) as told:
            put(second)
        assert told.value.trouble is Trouble.BUSY


class TestThreads:
    def test_writes_from_many_threads_are_all_kept(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: put(store, f"{n}"), range(40)))
        assert {m.text for m in store.inbox.thread(1)} == {str(n) for n in range(40)}
        (row,) = store.inbox.conversations([1]).values()
        assert row.total == 40

    def test_submitted_writes_run_in_order_on_one_thread(self, store: Store) -> None:
        ran: list[tuple[int, int]] = []

        def work(number: int) -> int:
            ran.append((number, threading.get_ident()))
            return number

        futures = [store.submit(work, number) for number in range(20)]
        assert [future.result(5) for future in futures] == list(range(20))
        assert [number for number, _ in ran] == list(range(20))
        assert len({thread for _, thread in ran}) == 1
        assert ran[0][1] != threading.get_ident()

    def test_what_a_submitted_write_raises_is_in_its_future(self, store: Store) -> None:
        def fail() -> None:
            raise KeyError("x")

        with pytest.raises(KeyError):
            store.submit(fail).result(5)

    def test_submitting_from_many_threads(self, store: Store) -> None:
        def send(number: int) -> None:
            store.submit(put, store, f"{number}").result(5)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(send, range(24)))
        assert len(store.inbox.thread(1)) == 24

    def test_what_the_user_submits_does_not_wait_for_a_long_ingest(self, store: Store) -> None:
        begun, enough = threading.Event(), threading.Event()

        def ingest(_: object) -> bool:
            begun.set()
            return enough.wait(10)

        slow = store.submit(MethodType(ingest, store.intake))
        assert begun.wait(5)
        store.submit(put, store, "Meanwhile").result(5)
        assert not slow.done()
        enough.set()
        assert slow.result(5)

    def test_a_series_of_transactions_lets_another_writer_in(self, store: Store) -> None:
        """A thread that writes one transaction after the other must not keep the user waiting."""
        done = threading.Event()
        order: list[str] = []
        waiting = threading.Event()

        def user() -> None:
            waiting.set()
            with store.database.writing():
                order.append("user")
            done.set()

        thread = threading.Thread(target=user)
        for number in range(1_000):
            with store.database.writing():
                if number == 0:
                    thread.start()
                    waiting.wait(5)
                order.append("poll")
            if done.is_set():
                break
        thread.join(5)
        assert "user" in order
        assert order.index("user") < 20

    def test_listeners_are_called_after_the_commit(self, store: Store) -> None:
        seen: list[int] = []
        end = store.on_write(lambda: seen.append(len(store.inbox.conversation_ids())))
        store.submit(put, store).result(5)
        assert seen == [1]
        end()
        end()
        put(store)
        assert seen == [1]

    def test_a_listener_that_fails_fails_alone(
        self, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail() -> None:
            raise KeyError("listener")

        store.on_write(fail)
        assert put(store) == 1
        assert "a listener to the store failed" in caplog.text

    def test_a_listener_is_not_called_for_what_was_undone(self, store: Store) -> None:
        seen: list[str] = []
        store.on_write(lambda: seen.append("written"))

        def fail() -> None:
            with store.database.writing() as transaction:
                assert transaction.rev == 1
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert seen == []


class TestClosing:
    def test_what_was_submitted_is_finished(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        for number in range(10):
            store.submit(put, store, f"{number}")
        store.close()
        again = make_store(tmp_path)
        assert len(again.inbox.thread(1)) == 10
        again.close()

    def test_after_that_everything_is_refused_in_words(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        store.close()
        store.close()
        with pytest.raises(StoreProblem, match="closed"):
            store.inbox.conversation_ids()
        with pytest.raises(StoreProblem, match="closed"):
            store.triage.pin([1])
        with pytest.raises(StoreProblem, match="closed"):
            store.submit(put, store)

    def test_nothing_but_the_database_is_left(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        put(store)
        store.inbox.conversation_ids()
        store.close()
        assert [path.name for path in store.folder.iterdir()] == [FILE_NAME]


class TestTrouble:
    def test_a_full_disk(self, store: Store) -> None:
        put(store, "Before")
        with store.database.writing() as transaction:
            (pages,) = transaction.connection.execute("PRAGMA page_count").fetchone()
            transaction.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreProblem, match="The disk is full") as told:
            put(store, "x" * 100_000)
        assert told.value.trouble is Trouble.FULL
        assert "Make room" in told.value.hint
        assert [m.text for m in store.inbox.thread(1)] == ["Before"]
        with store.database.writing() as transaction:
            transaction.connection.execute("PRAGMA max_page_count = 1000000")
        put(store, "After")
        assert [m.text for m in store.inbox.thread(1)] == ["Before", "After"]

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        folder = ACCOUNT.folder(tmp_path)
        folder.mkdir(parents=True)
        (folder / FILE_NAME).write_bytes(b"not a database at all, but long enough " * 100)
        with pytest.raises(StoreProblem, match="damaged") as told:
            make_store(tmp_path)
        assert told.value.trouble is Trouble.DAMAGED

    def test_a_damaged_page(self, tmp_path: Path) -> None:
        store = make_store(tmp_path)
        for number in range(50):
            put(store, "x" * 2_000, contact=f"51455501{number:02}")
        store.close()
        path = store.folder / FILE_NAME
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        with pytest.raises(StoreProblem, match="damaged"):
            make_store(tmp_path).inbox.conversation_ids()

    def test_a_folder_where_the_file_should_be(self, tmp_path: Path) -> None:
        (ACCOUNT.folder(tmp_path) / FILE_NAME).mkdir(parents=True)
        with pytest.raises(StoreProblem, match="cannot be used") as told:
            make_store(tmp_path)
        assert told.value.trouble is Trouble.UNREACHABLE

    def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "accounts").write_text("")
        with pytest.raises(StoreProblem, match="cannot be used"):
            make_store(tmp_path)

    @pytest.mark.parametrize(
        ("code", "trouble"),
        [
            (sqlite3.SQLITE_FULL, Trouble.FULL),
            (sqlite3.SQLITE_READONLY, Trouble.READ_ONLY),
            (sqlite3.SQLITE_READONLY_DBMOVED, Trouble.READ_ONLY),
            (sqlite3.SQLITE_PERM, Trouble.READ_ONLY),
            (sqlite3.SQLITE_CORRUPT, Trouble.DAMAGED),
            (sqlite3.SQLITE_CORRUPT_VTAB, Trouble.DAMAGED),
            (sqlite3.SQLITE_BUSY, Trouble.BUSY),
            (sqlite3.SQLITE_BUSY_SNAPSHOT, Trouble.BUSY),
            (sqlite3.SQLITE_IOERR, Trouble.UNREACHABLE),
            (sqlite3.SQLITE_IOERR_FSYNC, Trouble.UNREACHABLE),
            (sqlite3.SQLITE_CANTOPEN, Trouble.UNREACHABLE),
            (sqlite3.SQLITE_CONSTRAINT, Trouble.FAULT),
            (sqlite3.SQLITE_MISUSE, Trouble.FAULT),
        ],
    )
    def test_every_error_is_told_in_sentences(self, code: int, trouble: Trouble) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = code
        told = explained(error, Path("/home/me/messages.sqlite3"))
        assert told.trouble is trouble
        assert told.what.endswith(".")
        assert told.hint.endswith(".")

    def test_a_mistake_of_ours_is_called_one(self, store: Store) -> None:
        with pytest.raises(StoreProblem, match="mistake in mmstui") as told:
            store.database.read("SELECT nonsense")
        assert told.value.trouble is Trouble.FAULT
        assert isinstance(told.value.__cause__, sqlite3.Error)
