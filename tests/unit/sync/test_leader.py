from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mmstui.store import StoreProblem
from mmstui.sync.leader_lock import LeaderLock


def test_only_one_has_it(tmp_path: Path) -> None:
    first, second = LeaderLock(tmp_path), LeaderLock(tmp_path)
    assert first.try_take()
    assert not second.try_take()
    assert first.held
    assert not second.held
    first.release()
    assert second.try_take()
    second.release()


def test_the_file_is_ours_alone_and_tells_the_pid(tmp_path: Path) -> None:
    lock = LeaderLock(tmp_path)
    before = os.umask(0)
    try:
        lock.try_take()
    finally:
        os.umask(before)
    path = tmp_path / "leader.lock"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == f"{os.getpid()}\n"
    lock.release()


def test_taking_it_twice_is_having_it(tmp_path: Path) -> None:
    lock = LeaderLock(tmp_path)
    assert lock.try_take()
    assert lock.try_take()
    lock.release()
    assert not lock.held


def test_a_program_started_from_here_does_not_keep_it(tmp_path: Path) -> None:
    lock = LeaderLock(tmp_path)
    lock.try_take()
    child = subprocess.Popen(
        [sys.executable, "-S", "-c", "print('here', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        close_fds=False,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == b"here\n"
        lock.release()
        other = LeaderLock(tmp_path)
        assert other.try_take()
        other.release()
    finally:
        child.communicate(b"\n")


def test_a_removed_file_is_noticed(tmp_path: Path) -> None:
    lock = LeaderLock(tmp_path)
    lock.try_take()
    assert lock.still_ours()
    (tmp_path / "leader.lock").unlink()
    assert not lock.still_ours()
    (tmp_path / "leader.lock").touch()
    assert not lock.still_ours()
    lock.release()


def test_a_file_that_cannot_be_opened_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match=r"leader\.lock"):
        LeaderLock(tmp_path / "nowhere").try_take()


def test_a_full_disk_takes_no_leader_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    lock = LeaderLock(tmp_path)
    assert lock.try_take()
    lock.release()
    assert LeaderLock(tmp_path).try_take()


def test_a_lock_on_a_file_that_was_removed_meanwhile_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_a_file = fcntl.flock

    def removed_before(fd: int, how: int) -> None:
        (tmp_path / "leader.lock").unlink()
        lock_a_file(fd, how)

    monkeypatch.setattr(fcntl, "flock", removed_before)
    lock = LeaderLock(tmp_path)
    assert not lock.try_take()
    monkeypatch.undo()
    assert lock.try_take()
    lock.release()
