"""What systemd is told, read from a socket as systemd has one."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from mmstui.daemon.systemd_notifier import SystemdNotifier


@pytest.mark.parametrize(
    "address",
    [lambda folder: str(folder / "notify"), lambda _: f"@mmstui-{uuid4().hex}"],
    ids=["path", "abstract"],
)
async def test_it_tells_systemd(address: Callable[[Path], str], tmp_path: Path) -> None:
    name = address(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name.replace("@", "\0"))
        manager.settimeout(5)
        environ = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000000", "HOME": "/home/a"}
        notifier = SystemdNotifier.of(environ)
        assert environ == {"HOME": "/home/a"}, "programs that we start do not get it"
        notifier.ready("Polling\nREADY=0")
        notifier.status("Off\x1bline")
        notifier.reloading()
        waits: list[float] = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 2:
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await notifier.keep_alive(sleep=sleep)
        notifier.stopping()
        told = [manager.recv(4096).decode() for _ in range(6)]
    assert told[0].startswith("READY=1\nSTATUS=Polling")
    assert told[0].count("\n") == 1, "a status is one line"
    assert "\x1b" not in told[1]
    reloading, _, now = told[2].partition("\nMONOTONIC_USEC=")
    assert (reloading, now.isdigit()) == ("RELOADING=1", True)
    assert told[3:] == ["WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]
    assert waits == [1.5, 1.5]


def test_nothing_is_told_where_nobody_listens(tmp_path: Path) -> None:
    for environ in ({}, {"NOTIFY_SOCKET": str(tmp_path / "gone")}, {"NOTIFY_SOCKET": "vsock:2:1"}):
        SystemdNotifier.of(dict(environ)).ready("Polling")


async def test_a_watchdog_of_another_process_is_not_ours() -> None:
    other = {"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": str(os.getpid() + 1)}
    keeping = asyncio.create_task(SystemdNotifier.of(other).keep_alive())
    await asyncio.wait({keeping}, timeout=0)
    assert not keeping.done()
    keeping.cancel()
