"""Checks fail by themselves, and none takes long; sentences know what is private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from mmstui.doctor.context import Check, CheckFamily, ExaminedSetup
from mmstui.doctor.examination import examine
from mmstui.doctor.password import LookupState, PasswordLookup, look_up
from mmstui.doctor.result import CheckResult, Public, fine, said
from mmstui.settings import Settings
from mmstui.store.rescue.health import Health
from mmstui.store.rescue.health import examine as examine_store
from support.stores import copied_store

SETTINGS = Settings(home=Path("/none"), config_file=Path("/none/config.toml"))
SETUP = ExaminedSetup(
    SETTINGS, {}, lambda: datetime(2026, 11, 30, tzinfo=UTC),
    PasswordLookup(LookupState.MISSING), None, "utf-8",
)  # fmt: skip


def test_a_check_that_fails_or_hangs_leaves_the_others_alone() -> None:
    release = Event()

    def good() -> Iterator[CheckResult]:
        yield fine("good", said("Good."))

    def bad() -> Iterator[CheckResult]:
        yield from good()
        raise ValueError("a secret")

    def none(_: ExaminedSetup) -> list[Check]:
        raise OSError("a secret")

    def slow(_: ExaminedSetup) -> list[Check]:
        release.wait(20)
        return []

    families = [
        CheckFamily("mixed", lambda _: [bad, good]),
        CheckFamily("none", none),
        CheckFamily("slow", slow),
    ]
    mixed, failed, late = examine(SETUP, families, seconds=0.3)
    release.set()
    assert [one.code for one in mixed.results] == ["", "check_failed", ""]
    assert [one.code for one in failed.results] == ["check_failed"]
    assert "OSError at test_examination.py" in str(failed.results[0].words)
    assert [one.state.value for one in late.results] == ["not checked"]
    assert "secret" not in " ".join(str(one.words) for one in (*mixed.results, *failed.results))


def test_a_password_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, config_file=tmp_path / "c", username="me", password_command=("sleep", "60")
    )
    assert look_up(settings, terminal=False, seconds=0.1).state is LookupState.LATE


def test_a_command_that_asks_is_run_only_in_a_terminal(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path, config_file=tmp_path / "c", username="me",
        password_command=("echo", "word"), password_prompts=True,
    )  # fmt: skip
    assert look_up(settings, terminal=False).state is LookupState.ASKS
    assert look_up(settings, terminal=True).password == "word"


def test_private_values_are_numbered_and_painted_safely() -> None:
    known: dict[tuple[str, str], str] = {}
    words = said("{a} {b} {n:,} {c}{d}", a="one\x1b[2J", b=Public("two"), n=1200, c="{x}", d="")
    assert str(words) == "one\ufffd[2J two 1,200 {x}"
    assert words.for_report(known) == "<a 1> two 1,200 <c 1>"
    assert said("{a}", a="other").for_report(known) == "<a 2>"
    assert said("{a}", a="one\x1b[2J").for_report(known) == "<a 1>"


def test_the_search_for_damage_ends_in_time(tmp_path: Path) -> None:
    with closing(copied_store(tmp_path)) as store:
        with store.database.writing() as transaction:
            transaction.connection.execute("CREATE TABLE padding (x TEXT)")
            transaction.connection.execute(
                "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) "
                "INSERT INTO padding SELECT hex(randomblob(30)) FROM n"
            )
        assert examine_store(store.database, 20.0) is Health.INTACT
        assert examine_store(store.database, 0.0) is Health.UNFINISHED
