"""Rules that are broken on purpose, by name. The simulation must notice each of them.

with MUTATIONS["a time-out is tried again"]():
    run(seed=1, steps=700)      # must find a broken promise
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from faults import delete_mutations
from faults.simulation.world import Leaning, run
from mmstui.domain import limits, matching
from mmstui.domain.matching import Candidate, OpenAttempt
from mmstui.domain.messages import Kind
from mmstui.domain.times.clock_skew import Before, Skew
from mmstui.store.deleting import late_legs, tombstones
from mmstui.store.receiving import id_collisions, merge, polls
from mmstui.store.sending import attempts, overrides, ownership, reconcile
from mmstui.store.sending.outbox import Outbox
from mmstui.store.sqlite.database import Database, Transaction
from mmstui.sync.poll_result import PollResult
from mmstui.sync.sender import Sender
from mmstui.voipms import NoAnswer, NotConnected, VoipMsError

Mutation = Callable[[], AbstractContextManager[object]]


@contextmanager
def _no_mark_before_the_bytes() -> Iterator[None]:
    """An attempt is stored only with its outcome."""
    real_begin, begun = Outbox.begin_attempt, dict[int, tuple[Any, ...]]()

    def begin(self: Outbox, *args: Any) -> int | None:
        found: list[int | None] = []

        class Back(Exception):
            pass

        try:
            with self._database.writing() as transaction:
                message_id, owner, now, before = args
                milliseconds = int(now.timestamp() * 1000)
                found.append(attempts.begin(transaction, message_id, owner, milliseconds, before))
                raise Back
        except Back:
            pass
        if found[0] is not None:
            begun[id(self), found[0]] = args  # type: ignore[index]
        return found[0]

    def late(name: str) -> Any:
        real = getattr(Outbox, name)

        def conclude(self: Outbox, attempt_id: int, *args: Any, **kwargs: Any) -> None:
            marked = begun.pop((id(self), attempt_id), None)  # type: ignore[call-overload]
            real_id = real_begin(self, *marked) if marked else attempt_id
            if real_id is not None:
                real(self, real_id, *args, **kwargs)

        return patch.object(Outbox, name, conclude)

    ends = ("attempt_sent", "attempt_refused", "attempt_held", "attempt_requeued")
    with (
        patch.object(Outbox, "begin_attempt", begin),
        late(ends[0]),
        late(ends[1]),
        late(ends[2]),
        late(ends[3]),
        late("attempt_unknown"),
    ):
        yield


def _mark_is_not_synced() -> AbstractContextManager[object]:
    """The attempt is committed, but not synced to the disk before the bytes leave."""

    def begin(self: Outbox, message_id: int, owner: str, now: datetime, before: Before) -> Any:
        with self._database.writing(durable=False) as transaction:
            milliseconds = int(now.timestamp() * 1000)
            return attempts.begin(transaction, message_id, owner, milliseconds, before)

    return patch.object(Outbox, "begin_attempt", begin)


def _written_is_not_synced() -> AbstractContextManager[object]:
    """The user's text is committed, but not synced to the disk when the box is emptied."""
    real = Database.writing
    return patch.object(Database, "writing", lambda self, durable=False: real(self))


def _mark_without_looking() -> AbstractContextManager[object]:
    """An attempt begins even if the message's state changed since it was chosen."""
    real = attempts.begin

    def begin(transaction: Transaction, message_id: int, *args: Any) -> int | None:
        transaction.connection.execute(
            "UPDATE message SET state = 'queued' WHERE id = ? AND state IN "
            "('sending', 'unknown', 'held')",
            (message_id,),
        )
        return real(transaction, message_id, *args)

    return patch.object(attempts, "begin", begin)


def _time_out_is_tried_again() -> AbstractContextManager[object]:
    real = Sender._conclude

    async def conclude(self: Sender, attempt_id: int, outcome: Any) -> None:
        if isinstance(outcome, NoAnswer):
            outcome = NotConnected(outcome.status, outcome.words)
        await real(self, attempt_id, outcome)

    return patch.object(Sender, "_conclude", conclude)


def _time_out_is_a_refusal() -> AbstractContextManager[object]:
    real = Sender._conclude

    async def conclude(self: Sender, attempt_id: int, outcome: Any) -> None:
        if isinstance(outcome, NoAnswer):
            outcome = VoipMsError(outcome.status, outcome.words)
        await real(self, attempt_id, outcome)

    return patch.object(Sender, "_conclude", conclude)


def _time_out_is_a_success() -> AbstractContextManager[object]:
    """A send without an answer counts as sent."""

    def unknown(transaction: Transaction, attempt_id: int, *_: Any) -> bool:
        for table, where in (("attempt", "id = ?1"), ("message", _OF_ATTEMPT)):
            transaction.connection.execute(
                f"UPDATE {table} SET state = 'sent' WHERE {where}", (attempt_id,)
            )
        return False

    return patch.object(attempts, "unknown", unknown)


_OF_ATTEMPT = "id = (SELECT message_id FROM attempt WHERE id = ?1)"


def _heir_forgets() -> AbstractContextManager[object]:
    """A process that takes the lock leaves its predecessor's attempts as they are."""
    return patch.object(attempts, "take_over", lambda *_: 0)


def _heir_queues() -> AbstractContextManager[object]:
    """A process that takes the lock queues the messages that its predecessor was sending."""

    def take_over(transaction: Transaction, owner: str, now_ms: int) -> int:
        found = transaction.connection.execute(
            "SELECT id FROM attempt WHERE ended_at IS NULL AND owner <> ?", (owner,)
        ).fetchall()
        for (attempt_id,) in found:
            attempts.requeued(transaction, attempt_id, None, network=True, now_ms=now_ms)
        return len(found)

    return patch.object(attempts, "take_over", take_over)


@contextmanager
def _rules_without(**changed: Any) -> Iterator[None]:
    """Reconciling gets every row, and attempts without these facts."""
    real_open = reconcile._open_attempts
    real_may = matching._may_belong

    def open_attempts(*args: Any) -> dict[int, list[OpenAttempt]]:
        return {
            conversation: [replace(attempt, **changed) for attempt in found]
            for conversation, found in real_open(*args).items()
        }

    with (
        patch.object(reconcile, "_open_attempts", open_attempts),
        patch.object(matching, "_may_belong", real_may),
    ):
        yield


@contextmanager
def _watermark_ignored() -> Iterator[None]:
    """A row that was stored before the attempt may become the attempt's.

    Its date tells too, but for the seconds that the clocks leave open: here it may be a minute old.
    """
    early = patch.object(limits, "DATED_EARLY", timedelta(minutes=1))
    with _rules_without(watermark=0), early:
        yield


@contextmanager
def _text_is_enough() -> Iterator[None]:
    """Watermark, kind and conversation are not compared."""
    real = reconcile._candidates

    def anywhere(connection: Any, _: int, tried: Any) -> list[Candidate]:
        everywhere = connection.execute("SELECT id FROM conversation").fetchall()
        return [row for (each,) in everywhere for row in real(connection, each, tried)]

    with (
        _rules_without(watermark=0),
        patch.object(reconcile, "_candidates", anywhere),
        patch.object(matching, "_may_belong", lambda *_: True),
        patch.object(matching, "_files", lambda *_: matching._Files.SAME),
    ):
        yield


@contextmanager
def _wide_window() -> Iterator[None]:
    """A row from ten minutes before an attempt to a day after it may become the attempt's."""
    minutes, day = timedelta(minutes=10), timedelta(days=1)
    real = reconcile._open_attempts

    def open_attempts(*args: Any) -> dict[int, list[OpenAttempt]]:
        return {
            conversation: [
                attempt
                if attempt.skew is None
                else replace(
                    attempt,
                    skew=Skew(attempt.skew.least - minutes, attempt.skew.most + day),
                    looked=True,
                )
                for attempt in found
            ]
            for conversation, found in real(*args).items()
        }

    with patch.object(reconcile, "_open_attempts", open_attempts):
        yield


def _weak_watermark_ignored() -> AbstractContextManager[object]:
    """Every attempt counts as checked before the send."""
    return _rules_without(looked=True)


def _kind_ignored() -> AbstractContextManager[object]:
    """An MMS may settle the attempt of an SMS."""
    return patch.object(
        matching, "_may_belong", lambda attempt, row: row.server_id > attempt.watermark
    )


def _text_ignored() -> AbstractContextManager[object]:
    """Any row of the conversation settles an attempt."""
    return patch.object(matching, "_same_without_dropped", lambda *_: True)


def _count_ignored() -> AbstractContextManager[object]:
    """One row settles every attempt with its text."""
    real = matching.match

    def match(tried: Any, *rest: Any) -> matching.Verdicts:
        verdicts = real(tried, *rest)
        texts = {attempt.id: (attempt.contact, attempt.text) for attempt in tried}
        settled = {texts[attempt_id] for attempt_id, _ in verdicts.owned}
        more = [
            attempt.id
            for attempt in tried
            if texts[attempt.id] in settled
            and attempt.id not in {attempt_id for attempt_id, _ in verdicts.owned}
        ]
        return replace(verdicts, owned=(*verdicts.owned, *((each, 0) for each in more)))

    def take(transaction: Transaction, attempt_id: int, row_id: int, **rest: Any) -> None:
        if row_id:
            real_take(transaction, attempt_id, row_id, **rest)
            return
        for table, where in (("attempt", "id = ?1"), ("message", _OF_ATTEMPT)):
            transaction.connection.execute(
                f"UPDATE {table} SET state = 'sent' WHERE {where}", (attempt_id,)
            )

    real_take = ownership.take
    return _Both(patch.object(reconcile, "match", match), patch.object(ownership, "take", take))


class _Both:
    """Two patches at once."""

    def __init__(self, *patches: Any) -> None:
        self._patches = patches

    def __enter__(self) -> None:
        for each in self._patches:
            each.start()

    def __exit__(self, *_: object) -> None:
        for each in self._patches:
            each.stop()


@contextmanager
def _incomplete_polls_count() -> Iterator[None]:
    """A poll that was cut, or covered only some days, counts as complete."""

    def count(transaction: Transaction, kind: Kind, *_: Any, pending: Any, **__: Any) -> None:
        lost = transaction.connection.execute(
            "SELECT id, message_id, polls FROM attempt WHERE state = 'unknown' AND kind = ?",
            (kind,),
        ).fetchall()
        for attempt_id, message_id, seen in lost:
            transaction.connection.execute(
                "UPDATE attempt SET polls = polls + 1 WHERE id = ?", (attempt_id,)
            )
            if seen >= 2 and attempt_id not in pending:
                polls._give_up(transaction, attempt_id, message_id)

    from mmstui.sync.poller import Poller

    def enough(self: Poller, *_: Any) -> bool:
        return True

    with (
        patch.object(polls, "count", count),
        patch.object(Poller, "_is_enough", enough),
        patch.object(
            PollResult, "coverage", lambda look: polls.PollCoverage(look.first, look.server_time)
        ),
    ):
        yield


def _nothing_is_ever_found() -> AbstractContextManager[object]:
    """Rows of the history never settle an attempt."""
    return patch.object(reconcile, "match", lambda *_: matching.Verdicts())


def _answer_does_not_win() -> AbstractContextManager[object]:
    """The row that a poll found is kept although the answer names another one."""
    real = attempts.answered

    def answered(transaction: Transaction, attempt_id: int, *rest: Any) -> None:
        found = ownership.attempt(transaction.connection, attempt_id)
        if found is None or found.server_id is None:
            real(transaction, attempt_id, *rest)
            return
        transaction.connection.execute(
            "UPDATE attempt SET answered = 1, ended_at = 0 WHERE id = ?", (attempt_id,)
        )

    return patch.object(attempts, "answered", answered)


def _tombstones_ignored() -> AbstractContextManager[object]:
    """Messages that were deleted here come back with the next poll."""
    return _Both(
        patch.object(tombstones.Buried, "has", lambda *_: False),
        patch.object(tombstones.Buried, "has_twin", lambda *_: False),
    )


def _late_legs_come_back() -> AbstractContextManager[object]:
    """A leg that is listed after its siblings were deleted here is a new message."""
    return patch.object(late_legs, "join", lambda *_: None)


def _order_ignored() -> AbstractContextManager[object]:
    """A due message is sent before earlier messages of its conversation."""
    from mmstui.store.sending import due

    return patch.object(due, "_HEADS", f"m.{due._OPEN} AND m.state = 'queued' AND m.dropped = 0")


def _mirrors_are_messages() -> AbstractContextManager[object]:
    """An MMS that is also listed as an SMS becomes two messages."""
    return _Both(
        patch.object(merge.Merge, "_mirrors", lambda *_: lambda _: False),
        patch.object(merge.Merge, "_adopt_mirrors", lambda self, _, strange: list(strange)),
    )


def _one_number_one_row() -> AbstractContextManager[object]:
    """Of an SMS and the mirror of the MMS with its id, the row that is listed last is kept."""
    return patch.object(id_collisions.Listed, "settle", lambda *_: [])


def _edited_though_it_may_have_gone() -> AbstractContextManager[object]:
    """A message that is on its way, or may have arrived, becomes a draft again."""
    return patch.object(overrides, "withdraw", lambda _, message_ids: list(message_ids))


MUTATIONS: dict[str, Mutation] = {
    **delete_mutations.MUTATIONS,
    "no mark before the bytes": _no_mark_before_the_bytes,
    "the mark is not synced": _mark_is_not_synced,
    "what was written is not synced": _written_is_not_synced,
    "the mark is made without looking": _mark_without_looking,
    "a time-out is tried again": _time_out_is_tried_again,
    "a time-out is a refusal": _time_out_is_a_refusal,
    "a time-out is a success": _time_out_is_a_success,
    "the heir forgets what was on its way": _heir_forgets,
    "the heir queues what was on its way": _heir_queues,
    "the watermark is ignored": _watermark_ignored,
    "the window is wide": _wide_window,
    "the weak watermark is ignored": _weak_watermark_ignored,
    "the text is enough": _text_is_enough,
    "the text is ignored": _text_ignored,
    "the kind is ignored": _kind_ignored,
    "the count is ignored": _count_ignored,
    "incomplete polls count": _incomplete_polls_count,
    "nothing is ever found": _nothing_is_ever_found,
    "the answer does not win": _answer_does_not_win,
    "tombstones are ignored": _tombstones_ignored,
    "late legs come back": _late_legs_come_back,
    "order is ignored": _order_ignored,
    "mirrors are messages": _mirrors_are_messages,
    "one number, one row": _one_number_one_row,
    "edited though it may have gone": _edited_though_it_may_have_gone,
}


#: Worlds in which those happen often that few worlds notice.
_LEANINGS = dict.fromkeys(delete_mutations.MUTATIONS, Leaning(deleting=True)) | {
    "the mark is not synced": Leaning(power_cuts=True),
    "what was written is not synced": Leaning(power_cuts=True),
    "the answer does not win": Leaning(twins=True, sluggish=True),
    "edited though it may have gone": Leaning(scheduling=True),
    "late legs come back": Leaning(deleting=True, legs=True),
}
_FIRST = 100
#: Rules that few worlds notice begin at one that does.
_FIRST_OF = {
    "the mark is not synced": 111,
    "the watermark is ignored": 184,
    "the weak watermark is ignored": 300,
    "the kind is ignored": 161,
    "late legs come back": 205,
    "order is ignored": 114,
    "one number, one row": 116,
    "the window is wide": 118,
    "a refused delete is done": 197,
    "a delete without an answer is refused": 151,
    "a delete of what is gone is refused": 109,
}
#: Enough for a rule that one world in ten notices, whatever a change of the program makes of them.
_WORLDS = 100


def noticed(name: str, *, steps: int = 700) -> int | None:
    """Return the first world, of some, that notices this broken rule."""
    leaning = _LEANINGS.get(name, Leaning())
    with MUTATIONS[name]():
        first = _FIRST_OF.get(name, _FIRST)
        worlds = range(first, first + _WORLDS)
        return next((seed for seed in worlds if run(seed, steps, leaning).broken), None)
