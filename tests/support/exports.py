"""What an export is made of, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mmstui.domain.messages import (
    Conversation,
    Direction,
    Kind,
    Media,
    MediaKind,
    MediaState,
    Message,
    State,
)
from mmstui.domain.times.zones import named
from mmstui.export import FORMATS, Selection, Transcript
from support.stores import ANN, NOON, SHOP

ZONE = named("America/Toronto")


def conversation(number: int = 1, *, title: str = "", contact: str = ANN) -> Conversation:
    """A conversation with Ann, or with `title`."""
    return Conversation(
        number, SHOP, contact, title or contact, contact, "Shop", "", Direction.IN, None, None, "",
        NOON, 0, 0, 1, named=bool(title),
    )  # fmt: skip


def message(number: int, text: str, *, at: datetime = NOON, **rest: Any) -> Message:
    """A received SMS."""
    told: dict[str, Any] = {
        "kind": Kind.SMS, "server_id": number, "direction": Direction.IN, "state": State.RECEIVED,
        "did": SHOP, "contact": ANN,
    } | rest  # fmt: skip
    return Message(number, 1, (0, 0, number), text=text, at=at, **told)


def picture(path: Path, *, name: str = "cat.png", position: int = 0) -> Media:
    """A file that is here if `path` is."""
    size = path.stat().st_size if path.exists() else None
    return Media(
        1, position, name, "image/png", size, str(path), None, MediaState.HERE, MediaKind.PHOTO
    )


def selection(*threads: tuple[Conversation, Sequence[Message]], **rest: Any) -> Selection:
    """These conversations."""
    return Selection(
        [Transcript(head, iter(messages)) for head, messages in threads],
        sum(len(messages) for _, messages in threads), ZONE, NOON, **rest,
    )  # fmt: skip


def texts(*said: str) -> Selection:
    """One conversation in which these texts were received, a minute apart."""
    messages = [
        message(place, text, at=datetime(2026, 3, 2, 17, tzinfo=UTC) + timedelta(minutes=place))
        for place, text in enumerate(said, 1)
    ]
    return selection((conversation(), messages))


def written(name: str, chosen: Selection) -> str:
    """The file of a format, as text."""
    made = FORMATS[name].parts(chosen)
    return "".join(part if isinstance(part, str) else part.decode() for part in made)
