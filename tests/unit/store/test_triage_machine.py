"""Random verbs, arrivals, undo, restarts and clock jumps, against a simple model."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.messages import Direction
from mmstui.domain.triage import Undone, Verb
from mmstui.domain.views import View
from support.stores import ANN, BOB, FakeClock, copied_store, make_store, put

CONTACTS = (ANN, BOB, "5145550133")
HOUR = timedelta(hours=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Marks:
    """What the user has said of a conversation."""

    done: bool = False
    blocked: bool = False
    muted: datetime | None = None
    snooze: datetime | None = None
    strict: bool = False
    remind: datetime | None = None
    about: int = 0
    back: datetime = LONG_AGO


@dataclass
class Talk:
    """A conversation; messages by id: (time, incoming)."""

    marks: Marks = field(default_factory=Marks)
    messages: dict[int, tuple[datetime, bool]] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)

    def last(self) -> tuple[datetime, bool]:
        return max((at, number, came) for number, (at, came) in self.messages.items())[::2]

    def reminded(self, now: datetime) -> bool:
        return self.marks.remind is not None and self.marks.remind <= now

    def asleep(self, now: datetime) -> bool:
        return self.marks.snooze is not None and self.marks.snooze > now

    def in_inbox(self, now: datetime) -> bool:
        marks = self.marks
        return not marks.blocked and (self.reminded(now) or not (marks.done or self.asleep(now)))

    def place(self, now: datetime) -> datetime:
        times = [self.last()[0], self.marks.back]
        times += [at for at in (self.marks.snooze, self.marks.remind) if at and at <= now]
        return max(times)

    def seen(self, now: datetime) -> None:
        marks = self.marks
        if marks.snooze is not None and marks.snooze <= now:
            marks = replace(marks, snooze=None, strict=False, back=max(marks.back, marks.snooze))
        if marks.remind is not None and marks.remind <= now:
            back = max(marks.back, marks.remind)
            marks = replace(marks, remind=None, about=0, done=False, back=back)
        self.marks = marks

    def arrives(self, number: int, at: datetime, came: bool) -> None:
        is_new = came or not self.messages or at > self.last()[0]
        self.messages[number] = (at, came)
        if came:
            self.unread.add(number)
        if is_new:
            self.marks = replace(self.marks, done=False)
        if came and not self.marks.strict:
            self.marks = replace(self.marks, snooze=None)
        about = self.messages.get(self.marks.about, (LONG_AGO, False))[0]
        if came and self.marks.remind is not None and at > about:
            self.marks = replace(self.marks, remind=None, about=0)


class Machine:
    """A store and its model, changed alike."""

    def __init__(self, home: Path) -> None:
        self.home, self.clock = home, FakeClock()
        self.store = copied_store(home, clock=self.clock)
        self.talks: dict[int, Talk] = {}
        #: Verb, highest message id, and marks before and after; or messages marked as unread.
        self.steps: list[tuple[Verb, int, dict[int, tuple[Marks, Marks]], set[int]]] = []
        for number in (1, 2, 3):
            self.talks[number] = Talk()
            self.arrive(number, True)

    def restart(self, *_: Any) -> None:
        self.store.close()
        self.store = make_store(self.home, clock=self.clock)

    def jump(self, number: int, _: bool) -> None:
        self.clock.advance((5, -3, 30)[number - 1] * HOUR)

    def arrive(self, number: int, came: bool) -> None:
        self.clock.advance(timedelta(seconds=1))
        direction = Direction.IN if came else Direction.OUT
        message_id = put(
            self.store, contact=CONTACTS[number - 1], at=self.clock.at, direction=direction,
            unread=came,
        )  # fmt: skip
        self.talks[number].arrives(message_id, self.clock.at, came)

    def newest(self) -> int:
        return max(n for talk in self.talks.values() for n in talk.messages)

    def mark(self, verb: Verb, number: int, bulk: bool, **changes: Any) -> None:
        chosen = [1, 2, 3] if bulk else [number]
        before = {each: self.talks[each].marks for each in chosen}
        for each in chosen:
            talk = self.talks[each]
            if verb in (Verb.DONE, Verb.SNOOZE):
                talk.seen(self.clock.at)
            talk.marks = replace(talk.marks, **changes)
        acts = {
            Verb.DONE: self.store.triage.done, Verb.NOT_DONE: self.store.triage.not_done,
            Verb.WAKE: self.store.triage.wake, Verb.BLOCK: self.store.triage.block,
            Verb.UNBLOCK: self.store.triage.unblock,
        }  # fmt: skip
        if verb is Verb.SNOOZE:
            changed = self.store.triage.snooze(chosen, changes["snooze"], strict=changes["strict"])
        elif verb is Verb.MUTE:
            changed = self.store.triage.mute(chosen, changes["muted"])
        else:
            changed = acts[verb](chosen)
        if changed:
            pairs = {each: (before[each], self.talks[each].marks) for each in changed}
            self.steps.append((verb, self.newest(), pairs, set()))

    def done(self, number: int, bulk: bool) -> None:
        self.mark(Verb.DONE, number, bulk, done=True, snooze=None, strict=False, back=LONG_AGO)

    def not_done(self, number: int, bulk: bool) -> None:
        self.mark(Verb.NOT_DONE, number, bulk, done=False)

    def snooze(self, number: int, strict: bool) -> None:
        until = self.clock.at + number * 2 * HOUR
        self.mark(Verb.SNOOZE, number, strict, done=False, snooze=until, strict=strict)

    def wake(self, number: int, bulk: bool) -> None:
        self.mark(Verb.WAKE, number, bulk, snooze=None, strict=False)

    def block(self, number: int, on: bool) -> None:
        self.mark(Verb.BLOCK if on else Verb.UNBLOCK, number, False, blocked=on)

    def mute(self, number: int, bulk: bool) -> None:
        self.mark(Verb.MUTE, number, bulk, muted=self.clock.at + HOUR)

    def remind(self, number: int, _: bool) -> None:
        talk = self.talks[number]
        about, at, before = max(talk.messages), self.clock.at + number * HOUR, talk.marks
        talk.marks = replace(talk.marks, remind=at, about=about)
        changed = self.store.triage.remind(about, at)
        assert changed == (() if talk.marks == before else (number,))
        if not changed:
            return
        # What has been answered already is no reminder, once the store looks.
        answered = any(came and at > talk.messages[about][0] for at, came in talk.messages.values())
        after = talk.marks
        if answered:
            talk.marks = replace(talk.marks, remind=None, about=0)
        self.steps.append((Verb.REMIND, self.newest(), {number: (before, after)}, set()))

    def unread(self, number: int, _: bool) -> None:
        talk = self.talks[number]
        came = [(at, each) for each, (at, came) in talk.messages.items() if came]
        newest = max(came)[1]
        if newest not in talk.unread:
            self.steps.append((Verb.UNREAD, self.newest(), {}, {newest}))
        talk.unread.add(newest)
        self.store.triage.unread([number])

    def read(self, number: int, _: bool) -> None:
        self.store.flags.mark_read(sorted(self.talks[number].unread))
        if self.talks[number].unread:
            self.talks[number].seen(self.clock.at)
        self.talks[number].unread.clear()

    def seen(self, number: int, _: bool) -> None:
        self.store.triage.seen([number])
        self.talks[number].seen(self.clock.at)

    def undo(self, *_: Any) -> None:
        undone = self.store.undoing.undo()
        if not self.steps:
            assert undone is None
            return
        verb, newest, pairs, by_hand = self.steps.pop()
        back = []
        for number, (before, after) in pairs.items():
            talk = self.talks[number]
            now, was, then = asdict(talk.marks), asdict(before), asdict(after)
            news = max(talk.messages) > newest
            wanted = {
                name: was[name]
                for name in was
                if was[name] != then[name] == now[name]
                and not (was[name] and news and name in ("done", "blocked", "snooze"))
            }
            talk.marks = replace(talk.marks, **wanted)
            if wanted:
                back.append(number)
        for number, talk in self.talks.items():
            if by_hand & talk.unread:
                talk.unread -= by_hand
                back.append(number)
        assert isinstance(undone, Undone)
        assert (undone.verb, sorted(undone.conversation_ids)) == (verb, sorted(back))

    def check(self) -> None:
        now = self.clock.at
        rows = self.store.inbox.conversations([1, 2, 3])
        for number, talk in self.talks.items():
            row, marks = rows[number], talk.marks
            assert (row.done, row.blocked, row.snoozed_until, row.remind_at, row.muted_until) == (
                marks.done, marks.blocked, marks.snooze, marks.remind, marks.muted
            ), number  # fmt: skip
            assert row.unread == len(talk.unread)
        wanted = {n for n, talk in self.talks.items() if talk.in_inbox(now)}
        found = self.store.inbox.conversation_ids()
        assert set(found) == wanted
        if not any(talk.asleep(now) for talk in self.talks.values()):
            assert found == sorted(wanted, key=lambda n: (self.talks[n].place(now), n))[::-1]
        views = {view: self.store.inbox.conversation_ids(view=view) for view in View}
        counts = self.store.inbox.view_counts()
        assert {view: counts[view] for view in View} == {v: len(i) for v, i in views.items()}
        unread = {n for n in wanted if self.talks[n].unread}
        back = {n for n in wanted if (at := rows[n].back_since(now)) is not None and at <= now}
        assert set(views[View.UNREAD]) == unread | back
        # Nothing is lost: whatever is not in the inbox is where one looks for it.
        elsewhere = {*views[View.DONE], *views[View.SNOOZED], *views[View.BLOCKED]}
        assert wanted | elsewhere == {1, 2, 3}


OPERATIONS = [
    "restart", "jump", "arrive", "done", "not_done", "snooze", "wake", "block", "mute", "remind",
    "unread", "read", "seen", "undo", "undo", "done", "arrive",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(1, 3), st.booleans()), max_size=25)
)
def test_the_store_does_as_the_model(operations: list[tuple[str, int, bool]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        machine = Machine(Path(home))
        try:
            for name, number, flag in operations:
                getattr(machine, name)(number, flag)
                machine.check()
            while machine.steps:
                machine.undo()
                machine.check()
        finally:
            machine.store.close()
