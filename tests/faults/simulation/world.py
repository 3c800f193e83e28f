"""One seed, one world: processes, a user, VoIP.ms and everything that can go wrong, step by step.

    outcome = run(seed=7, steps=2_000)

Time is virtual and one seed decides every choice, so that a run can be repeated: the same seed
gives the same log. A step is something that changes the world outside of a process's memory: a
commit, a request that arrives, a key, a kill, a clock that jumps.
"""

from __future__ import annotations

import hashlib
import random
import struct
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from faults.simulation.laws import Laws
from faults.simulation.ledger import Broken, Ledger
from faults.simulation.line import FINE, MOODS, SLUGGISH, Mood
from faults.simulation.loop import Timeline
from faults.simulation.orders import Orders
from faults.simulation.people import Others, User
from faults.simulation.process import ACCOUNT, Process, at
from faults.simulation.server import Habits, Server
from mmstui.store.sqlite.database import FILE_NAME
from mmstui.sync import leadership

#: Noon, an evening before the clocks go back, one before they go ahead, and near midnight; Eastern.
STARTS = (
    datetime(2026, 3, 2, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),
    datetime(2026, 3, 8, 5, 30, tzinfo=UTC),
    datetime(2026, 6, 11, 3, 50, tzinfo=UTC),
)
#: Seconds that the machine sleeps at the end, between times in which all is well: the hourly look
#: and late questions about files are among them.
_RESTS = (400.0, 4_000.0, 4_000.0, 4_000.0, 22_000.0, 0.0)
_AWAKE = 200.0
#: More such times at most, while a message is open: where VoIP.ms tells few rows at a time, reading
#: weeks takes longer than one of them.
_MORE_RESTS = (4_000.0,) * 6 + (0.0,) * 12
#: Seconds within which somebody polls when all is well.
_A_POLL = 75.0
_RECENT = 300
#: Seconds. The leader really looks four times in one for what others wrote: most of all turns.
_WATCH = 1.0
#: How often a process that could go on has to wait for the machine.
_SLOW = 0.02


@dataclass(frozen=True)
class Leaning:
    """What happens more often in a world than usual."""

    power_cuts: bool = False
    twins: bool = False  #: the portal sends what is on its way from here, every few seconds
    sluggish: bool = False  #: the line is slow, and nothing else is wrong with it
    deleting: bool = False  #: the user deletes much, and takes much of it back
    scheduling: bool = False  #: every other message is to go later
    legs: bool = False  #: most incoming MMS are group texts, listed once for each leg


_FAIR = Leaning()


@dataclass
class Outcome:
    """The result of a world."""

    seed: int
    steps: int = 0
    turns: int = 0
    digest: str = ""
    broken: Broken | None = None
    counts: dict[str, int] = field(default_factory=dict)
    tail: list[str] = field(default_factory=list)


class World:
    """The world of one seed."""

    def __init__(self, seed: int, home: Path, leaning: Leaning = _FAIR) -> None:
        self.seed = seed
        self.home = home
        self.leaning = leaning
        self.rng = random.Random(seed)
        self.timeline = Timeline()
        self.steps = self.turns = self.kills = 0
        self.twins = 0  #: portal sends with the text of an open attempt
        self.again = 0  #: what was not found and the user sent again
        self.late = 0  #: what was not found and turned up after all
        self.faults: list[str] = []
        self.under_way: dict[object, Callable[[], None]] = {}
        """Requests that have left, and what happens when they arrive."""
        self.disk_full = False
        self.mood: Mood = SLUGGISH if leaning.sluggish else FINE
        self.offset = 0.0  #: our clock's error, seconds
        #: The error before it was set last, and when that was: a poll may have begun before.
        self.offset_before, self.offset_set_at = 0.0, float("-inf")
        self.ahead = 0.0  #: how far our clock was set ahead so far, in seconds
        self.slept_at = -1e9
        self.clock_was_set = False
        self.polls = 0  #: questions for history that were asked
        self._slept = 0.0
        self._start = self.rng.choice(STARTS).timestamp()
        self._hash = hashlib.blake2b(digest_size=12)
        self._tail: deque[str] = deque(maxlen=_RECENT)
        self._changed = self.between = self._resting = False
        self._slow = _SLOW
        self.takes_back = self.stops = 0
        self.policy: dict[str, Any] = {
            "backfill": self.rng.random() < 0.2,
            "few_rows": self.rng.choice([3, 10, 50]),
            "many_rows": self.rng.choice([8, 50_000, 50_000]),
        }
        self.habits = Habits.draw(self.rng)
        self.power_cuts = self.rng.random() < 0.4 or leaning.power_cuts
        self.deletes_much = self.rng.random() < 0.25 or leaning.deleting
        self.lock_goes = self.rng.random() < 0.15
        self.server = Server(self.habits, self.rng, self.true_time)
        self.ledger = Ledger(self)
        self.orders = Orders(self)
        self.processes: list[Process] = []
        self._named = 0
        self._dying: tuple[Process, int] | None = None
        self.cut_power_in: int | None = None  #: commits until the power fails
        self.user, self.others = User(self), Others(self)
        first = Process(self, "maker")
        self.laws = Laws(self)
        self._saved = self._synced()
        first.leave()

    # Time.

    def true_time(self) -> float:
        """Return the server's clock in seconds since the epoch."""
        return self._start + self.timeline.now + self._slept + self.habits.skew

    def wall(self) -> float:
        """Return this machine's clock."""
        return self._start + self.elapsed() + self.offset

    def elapsed(self) -> float:
        """Return the seconds since the world began, including the machine's sleep."""
        return self.timeline.now + self._slept

    @property
    def database_path(self) -> Path:
        """Return the store's file."""
        return ACCOUNT.folder(self.home) / FILE_NAME

    def row(self, kind: str, server_id: int) -> Any:
        """Return a row of the server, even a deleted one."""
        return next(
            (
                rows.get(server_id)
                for known, rows in self.server.rows.items()
                if known.value == kind
            ),
            None,
        )

    # What happened.

    def log(self, words: str) -> None:
        """Add a line to the log, which is kept as a hash and its last lines."""
        line = f"{self.timeline.now:10.2f} {words}"
        self._hash.update(line.encode())
        self._tail.append(line)

    def step(self, words: str) -> None:
        """Count a step, and check the laws."""
        self.steps += 1
        self._changed = True
        self.log(words)

    def committed(self, process: Process, *, durable: bool) -> None:
        """A process has committed. Between two commits of a job, other processes run."""
        words = f"{process.name} commits {process.job}{', durably' if durable else ''}"
        if process.job == "set leader":
            self.log(words)  # a sign of life changes nothing
        else:
            self.step(words)
        if durable and self.power_cuts:
            self._saved = self._synced()
        if self.cut_power_in is not None:
            self.cut_power_in -= 1
        if not self.between and self.rng.random() < 0.1:
            self.between = True
            try:
                self._someone_else(process)
            finally:
                self.between = False

    def _someone_else(self, process: Process) -> None:
        others = [p for p in self.processes if p is not process and p.alive]
        queues = [(p, queue) for p in others for queue in p.lanes.values() if queue]
        if queues:
            other, queue = self.rng.choice(queues)
            other.serve(queue)

    # Running.

    def run(self, steps: int) -> None:
        """Run for so many steps, then come to rest and check. Raises Broken."""
        self._schedule()
        while self.steps < steps:
            self.turn()
        self.rest()

    def turn(self) -> None:
        """Run one process or person, or let time pass if there is nothing to run."""
        self.turns += 1
        turns: list[Callable[[], None]] = []
        for process in self.processes:
            process.add_turns(turns)
        # Once in a while time passes, and somebody acts, while a process is in the midst of it.
        if turns and self.rng.random() >= self._slow:
            self.rng.choice(turns)()
            if self._dying is not None:
                self._come_nearer_to_death()
        else:
            if turns and not self._resting and self.rng.random() < 0.3:
                self._user_acts()
            self.timeline.advance()
        for process in self.processes:
            if not process.alive:
                self.kills += 1
                self.processes.remove(process)
                break
            if process.ended():
                process.leave()
                self.processes.remove(process)
                break
        if self.cut_power_in is not None and self.cut_power_in <= 0:
            self._power_cut()
        if self._changed:
            self._changed = False
            self.laws.check()
        if self.faults:
            raise Broken("lost", f"a fault of the program: {self.faults}")

    def _come_nearer_to_death(self) -> None:
        assert self._dying is not None
        process, turns = self._dying
        if turns > 0:
            self._dying = (process, turns - 1)
            return
        self._dying = None
        process.kill("while waiting")

    def rest(self) -> None:
        """Come to rest: without faults and new actions, everything ends."""
        self.step("all is well from now on")
        self._resting = True
        self.mood, self.disk_full = FINE, False
        self.server.access, self.server.refusals = True, 0.0
        self._dying = self.cut_power_in = None
        for process in list(self.processes):
            process.kill("for the last time")
        self.processes.clear()
        last = self._start_process()
        last.store.outbox.end_network_waits()
        last.store.signals.request("poll_request", "", at(self.wall()))
        for asleep in _RESTS:
            self._awake()
            self._sleep(asleep)
        for asleep in _MORE_RESTS:
            if not self.laws.open_messages():
                break
            self._sleep(asleep)
            self._awake()
        self.laws.check_at_rest()
        self._the_clock_is_set_back()

    def _awake(self) -> None:
        end = self.timeline.now + _AWAKE
        while self.timeline.now < end:
            self.turn()

    def _the_clock_is_set_back(self) -> None:
        """Set the clock back after it was hours ahead; polls continue at their intervals.

        The machine is not slow meanwhile: a poll that waits a minute for it begins the next late.
        """
        self._slow = 0.0
        self.offset -= 18_000.0
        self.step("our clock is set back by hours")
        for _ in range(2):
            polls, end = self.polls, self.timeline.now + _A_POLL
            while self.timeline.now < end:
                self.turn()
            if self.polls == polls:
                raise Broken("lost", "no poll since our clock was set back")

    def close(self) -> None:
        """Close everything."""
        self._resting = True
        for process in self.processes:
            process.kill("at the end of the world")
        self.laws.close()

    # What happens by itself.

    def _schedule(self) -> None:
        rng = self.rng
        self._every(rng.choice([2.0, 6.0, 30.0]), self._user_acts)
        self._every(rng.choice([5.0, 20.0, 60.0]), self.others.act)
        twins = rng.choice([10.0, 60.0, 600.0])
        self._every(4.0 if self.leaning.twins else twins, self.others.twin)
        self._every(rng.choice([10.0, 60.0, 300.0]), self._mood_changes)
        self._every(rng.choice([6.0, 20.0, 80.0]), self._machine_acts)
        self._every(rng.choice([4.0, 20.0]), self._somebody_starts)

    def _every(self, seconds: float, what: Any) -> None:
        def happen() -> None:
            if not self._resting:
                what()
                self.timeline.after(self.rng.expovariate(1.0 / seconds), happen)

        self.timeline.after(self.rng.expovariate(1.0 / seconds), happen)

    def _user_acts(self) -> None:
        alive = [process for process in self.processes if process.alive]
        if alive:
            self.user.act(self.rng.choice(alive))

    def _mood_changes(self) -> None:
        rng = self.rng
        self.mood = rng.choice(MOODS) if rng.random() < 0.7 else FINE
        if self.leaning.sluggish:
            self.mood = SLUGGISH
        self.server.refusals = rng.choice([0.0, 0.0, 0.0, 0.3])
        self.server.access = rng.random() < 0.95
        self.disk_full = rng.random() < 0.03
        self.step(f"the line is {self.mood.name}{', the disk full' * self.disk_full}")

    def _machine_acts(self) -> None:
        rng = self.rng
        draw = rng.random()
        alive = [process for process in self.processes if process.alive]
        if draw < 0.35 and alive:
            self._dying = (rng.choice(alive), rng.randrange(40))
        elif draw < 0.6 and alive:
            rng.choice(alive).database.death = (rng.randint(1, 6), rng.random() < 0.5)
        elif draw < 0.65 and alive:
            process = rng.choice(alive)
            self.step(f"{process.name} is asked to end")
            if process.main is not None:
                process.loop.call_soon(process.main.cancel)
        elif draw < 0.7:
            self._sleep(rng.choice([300.0, 3_600.0, 30_000.0, 100_000.0]))
        elif draw < 0.75:
            self.clock_was_set = True
            step = rng.choice([-18_000.0, -3_600.0, -100.0, -5.0, 5.0, 100.0, 3_600.0, 18_000.0])
            self.offset_before, self.offset_set_at = self.offset, self.timeline.now
            self.offset += step
            self.ahead += max(step, 0.0)
            self.step(f"our clock is off by {self.offset}")
        elif draw < 0.9 and self.power_cuts:
            self.cut_power_in = rng.randint(0, 4)
        elif self.lock_goes:
            self.step("somebody removes the lock's file")
            (ACCOUNT.folder(self.home) / "leader.lock").unlink(missing_ok=True)

    def _sleep(self, seconds: float) -> None:
        # What has left is nobody's to keep: it arrives while the machine sleeps.
        for arrive in list(self.under_way.values()):
            arrive()
        self.step(f"the machine sleeps for {seconds} s")
        self._slept += seconds
        self.slept_at = self.timeline.now

    def _somebody_starts(self) -> None:
        if len([p for p in self.processes if p.alive]) < 2:
            self._start_process()
        elif len(self.processes) < 3 and self.rng.random() < 0.3:
            self._start_command()

    def _start_process(self) -> Process:
        process = self._new("inbox")
        process.start(process.engine.run())
        return process

    def _start_command(self) -> None:
        rng = self.rng
        if rng.random() < 0.4:
            process = self._new("sync")
            process.start(process.engine.once(wait=timedelta(seconds=60)))
            return
        process = self._new("send")
        ids = self.user.write(process)
        if process.alive:
            wait = timedelta(seconds=rng.choice([5, 30, 300]))
            process.start(process.engine.deliver(ids, wait))

    def _new(self, what: str) -> Process:
        self._named += 1
        name = f"{what}-{self._named}"
        self.step(f"{name} starts")
        process = Process(self, name)
        self.processes.append(process)
        return process

    # Power.

    def _synced(self) -> tuple[int, bytes]:
        """Return the log's end and its salt, from SQLite's index of it (walformat)."""
        index = Path(f"{self.database_path}-shm").read_bytes()[:48]
        frames, page = (
            struct.unpack_from("=I", index, 16)[0],
            struct.unpack_from("=H", index, 14)[0],
        )
        return 32 + frames * (24 + (page or 65_536)), index[32:40]

    def _power_cut(self) -> None:
        """Cut the power: all processes die, and data that was not synced is lost.

        Data that was copied from the log into the database was synced before.
        """
        self.cut_power_in = None
        self.step("the power fails")
        (_, log_now), (end, log_then) = self._synced(), self._saved
        for process in self.processes:
            process.kill("by the power")
        self.processes.clear()
        file, log = self.database_path, Path(f"{self.database_path}-wal")
        left = file.read_bytes(), log.read_bytes()[: end if log_now == log_then else 0]
        self.laws.close()
        Path(f"{file}-shm").unlink(missing_ok=True)
        file.write_bytes(left[0])
        log.write_bytes(left[1])
        self.laws.connect()
        self._saved = self._synced()

    @property
    def digest(self) -> str:
        """Return the hash of the log so far."""
        return self._hash.hexdigest()

    @property
    def tail(self) -> list[str]:
        """Return the log's last lines."""
        return list(self._tail)


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """Make a temporary folder, in memory if possible, where `fsync` costs nothing."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@contextmanager
def made(seed: int, leaning: Leaning = _FAIR) -> Iterator[World]:
    """Make a world with its own folder."""
    with folder_in_memory() as folder, mock.patch.object(leadership, "WATCH", _WATCH):
        world = World(seed, folder, leaning)
        try:
            yield world
        finally:
            world.close()


def run(seed: int, steps: int, leaning: Leaning = _FAIR) -> Outcome:
    """Run one world until it is at rest or a promise is broken."""
    outcome = Outcome(seed)
    with made(seed, leaning) as world:
        try:
            world.run(steps)
        except Broken as broken:
            outcome.broken = broken
            outcome.tail = [*world.tail, repr(world.habits), repr(world.policy)]
        requests = world.ledger.requests
        outcome.steps, outcome.turns, outcome.digest = world.steps, world.turns, world.digest
        outcome.counts = {
            "messages": len(world.ledger.written),
            "requests": len(requests),
            "taken": len(world.ledger.taken_in_order),
            "answered": sum(request.told for request in requests),
            "deaths": world.kills,
            "twins": world.twins,
            "scheduled": world.ledger.ever_scheduled,
            "edited again": world.ledger.ever_edited,
            "sent again": world.again,
            "listed late": world.late,
            "went twice": world.ledger.twice,
            "orders to delete": len(world.orders.by_id),
            "taken back": world.takes_back,
            "stops": world.stops,
            "asked to delete": world.orders.asked_for,
            "late legs": world.orders.late_legs,
            "rows": len(world.server.all_rows()),
        }
    return outcome
