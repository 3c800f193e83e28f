"""Messages to show in a thread: the conversation of the pictures, and builders."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import (
    Direction,
    Kind,
    Media,
    MediaKind,
    MediaState,
    Message,
    Problem,
    State,
)

TORONTO = ZoneInfo("America/Toronto")


def at(day: int, hour: int, minute: int) -> datetime:
    """A Toronto wall time of November 2026, in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TORONTO).astimezone(UTC)


def incoming(number: int, when: datetime, text: str, **fields: Any) -> Message:
    """A message from Zoé."""
    return _message(number, when, text, Direction.IN, State.RECEIVED, **fields)


def outgoing(
    number: int, when: datetime, text: str, state: State = State.SENT, **fields: Any
) -> Message:
    """A message of ours."""
    return _message(number, when, text, Direction.OUT, state, **fields)


def _message(
    number: int, when: datetime, text: str, direction: Direction, state: State, **fields: Any
) -> Message:
    values: dict[str, Any] = {
        "id": number,
        "conversation_id": 1,
        "key": (int(when.timestamp() * 1000), number, 0),
        "kind": Kind.MMS if fields.get("media") else Kind.SMS,
        "server_id": None,
        "direction": direction,
        "state": state,
        "did": "5145550100",
        "contact": "4385550123",
        "text": text,
        "at": when,
    }
    return Message(**{**values, **fields})


def photo(number: int, name: str, size: int, path: str | None = "/nowhere/x.jpg") -> Media:
    """A photo that is here."""
    state, kind = MediaState.HERE, MediaKind.PHOTO
    return Media(number, 0, name, "image/jpeg", size, path, None, state, kind)


def sound(number: int, name: str, size: int) -> Media:
    """A sound that is here."""
    state, kind = MediaState.HERE, MediaKind.SOUND
    return Media(number, 0, name, "audio/mpeg", size, "/nowhere/x.mp3", None, state, kind)


def the_pictures(path: str | None = "/nowhere/x.jpg") -> list[Message]:
    """Return the messages of Zoé and the shop, as in the pictures."""
    return [
        incoming(1, at(19, 16, 48), "Bonjour ! Mon canot a une fissure sous la coque."),
        outgoing(2, at(19, 16, 52), "Presque toujours, oui. Une photo ?"),
        incoming(
            3,
            at(20, 13, 40),
            "C’est là, près de la proue.",
            media=(photo(1, "fissure.jpg", 812_000, path),),
        ),
        incoming(4, at(20, 13, 41), "", media=(sound(2, "memo-1341.mp3", 186_000),)),
        outgoing(
            5, at(20, 13, 52), "Bien reçu. Comptez 140 $ et deux jours d’atelier, séchage compris."
        ),
        outgoing(
            6,
            at(20, 13, 53),
            "On peut le prendre dès demain matin.",
            State.FAILED,
            problem=Problem("carrier", "Refused by the carrier."),
        ),
        outgoing(7, at(20, 13, 55), "Sinon lundi à partir de 8 h.", State.UNCONFIRMED),
        incoming(8, at(20, 14, 0), "Parfait, demain matin !", unread=True),
        incoming(9, at(20, 14, 1), "Je peux passer vers 9 h ?", unread=True),
        outgoing(10, at(20, 14, 2), "Oui, 9 h. Sonnez à la porte de l’atelier.", State.QUEUED),
    ]


def many(count: int, *, start: datetime | None = None) -> list[Message]:
    """A long thread, a message a minute, both ways."""
    begin = start or at(1, 8, 0)
    return [
        (incoming if number % 3 else outgoing)(
            number + 1, begin + timedelta(minutes=number), f"message {number + 1}"
        )
        for number in range(count)
    ]


def _key(message: Message) -> tuple[int, int, int]:
    return message.key


class FakeThread(Inbox):
    """Messages in memory, with the interface that a thread uses."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.rows = {message.id: message for message in messages}
        self.asked: list[tuple[str, int]] = []
        self._sorted: list[Message] | None = None
        self.rev = 1

    def put(self, *messages: Message) -> None:
        """Add or change messages."""
        self.rows.update({message.id: message for message in messages})
        self._sorted = None
        self.rev += 1

    def remove(self, *ids: int) -> None:
        """Messages that are no more."""
        for number in ids:
            del self.rows[number]
        self._sorted = None
        self.rev += 1

    def thread(
        self,
        conversation_id: int,
        *,
        before: tuple[int, int, int] | None = None,
        after: tuple[int, int, int] | None = None,
        limit: int = 200,
        signs: bool = True,
    ) -> list[Message]:
        """A page, oldest first, as the store gives it."""
        if self._sorted is None:
            self._sorted = sorted(self.rows.values(), key=_key)
        rows = self._sorted
        self.asked.append(("after" if after else "before" if before else "newest", limit))
        if after is not None:
            start = bisect_right(rows, after, key=_key)
            return rows[start : start + limit]
        end = len(rows) if before is None else bisect_left(rows, before, key=_key)
        return rows[max(0, end - limit) : end]

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """Messages by id."""
        return [self.rows[number] for number in ids if number in self.rows]

    def containing(self, message_id: int, *, signs: bool = True) -> Message | None:
        """The message that has a row."""
        return next((m for m in self.rows.values() if message_id in m.row_ids), None)
