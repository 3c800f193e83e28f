"""The simulator for tests: in this loop, in a thread beside it, or as a process of its own."""

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

from mmstui.simulator import (
    Account,
    Clock,
    Did,
    Switches,
    SystemClock,
    create_app,
)
from mmstui.simulator.server import QuietServer, api_url, bind, make_server
from support import warm

SHOP = "5145550100"
SUPPORT = "4385550175"
FAX = "5145550190"
ZOE = "4385550123"
USERNAME = "demo@example.com"
PASSWORD = "demo"


def bare_account() -> Account:
    """Return an account with the demo's three DIDs, Zoé in the phonebook and no message."""
    account = Account(USERNAME, PASSWORD)
    account.add_did(Did(SHOP, "MONTREAL, QC", "Shop"))
    account.add_did(Did(SUPPORT, "MONTREAL, QC", "Support", mms=False))
    account.add_did(Did(FAX, "MONTREAL, QC", "Old fax", sms=False, mms=False))
    account.add_name("Zoé Tremblay", ZOE)
    return account


def unhurried() -> Switches:
    """Return switches without the limit per minute, which few tests are about."""
    return Switches(requests_per_minute=0)


@dataclass
class Simulated:
    """A simulator that answers at `url`."""

    url: str
    port: int
    account: Account = field(default_factory=Account)
    switches: Switches = field(default_factory=Switches)
    clock: Clock = field(default_factory=SystemClock)
    username: str = USERNAME
    password: str = PASSWORD

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """Return what `mmstui` needs in its environment to talk to this simulator."""
        return {
            "MMSTUI_API_URL": self.url,
            "MMSTUI_API_USERNAME": self.username,
            "MMSTUI_API_PASSWORD": self.password,
        }


def _prepare(
    account: Account | None, switches: Switches | None, clock: Clock | None
) -> tuple[Simulated, QuietServer, list[socket.socket]]:
    listener = bind()
    sim = Simulated(
        api_url(listener),
        listener.getsockname()[1],
        account or bare_account(),
        switches or unhurried(),
        clock or SystemClock(),
    )
    sim.username, sim.password = sim.account.username, sim.account.password
    server = make_server(create_app(sim.account, sim.switches, sim.clock))
    return sim, server, [listener]


@contextlib.asynccontextmanager
async def running_simulator(
    account: Account | None = None,
    switches: Switches | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Simulated]:
    """Run the simulator in this event loop; without an account, `bare_account()`."""
    sim, server, sockets = _prepare(account, switches, clock)
    ready = asyncio.Event()
    server.when_ready = ready.set
    serving = asyncio.ensure_future(server.serve(sockets))
    await ready.wait()
    try:
        yield sim
    finally:
        server.should_exit = True
        await serving


@contextlib.contextmanager
def simulator_thread(
    account: Account | None = None,
    switches: Switches | None = None,
    clock: Clock | None = None,
) -> Iterator[Simulated]:
    """Run the simulator in a thread of its own, for tests that block."""
    sim, server, sockets = _prepare(account, switches, clock)
    ready = threading.Event()
    server.when_ready = ready.set
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets)),
        name="simulator",
        daemon=True,
    )
    thread.start()
    assert ready.wait(20), "the simulator did not start"
    try:
        yield sim
    finally:
        server.should_exit = True
        thread.join(20)


@contextlib.contextmanager
def simulator_process(arguments: Sequence[str] = ("--empty",)) -> Iterator[Simulated]:
    """Run `python -m mmstui.simulator` with these arguments; `account` is only a dummy then.

    What it holds is read and changed through its admin path.
    """
    process = warm.Popen(
        [sys.executable, "-m", "mmstui.simulator", "--die-with-parent", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=warm.STANDARD,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), f"the simulator did not start: {url!r}"
        username = process.stdout.readline().split(maxsplit=1)[1].strip()
        password = process.stdout.readline().split(maxsplit=1)[1].strip()
        port = int(url.split(":")[2].split("/")[0])
        yield Simulated(url, port, username=username, password=password)
    finally:
        process.terminate()
        process.wait(20)
        process.stdin.close()
        process.stdout.close()
