"""The books of a world: what the user wrote, which requests left, and what VoIP.ms accepted.

They are kept beside the store, and the laws compare the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from faults.simulation.server import Request
from mmstui.domain.messages import Kind

if TYPE_CHECKING:
    from faults.simulation.process import Process
    from faults.simulation.world import World

Key = tuple[str, int]  #: kind and server id
Ends = tuple[str, str]  #: DID and contact


class Broken(Exception):
    """A promise is broken. `kind` is `doubled` or `lost`."""

    def __init__(self, kind: str, words: str) -> None:
        self.kind = kind
        self.words = words
        super().__init__(f"{kind}: {words}")


@dataclass
class Written:
    """A message the user wrote. `grants`: how often it may be at the server."""

    text: str
    grants: int = 1
    touched: bool = False  #: the user said more about it: it has lost its place in the line
    deleted: bool = False


@dataclass
class Ledger:
    """The books of one world."""

    world: World
    written: dict[int, Written] = field(default_factory=dict)
    drafts: dict[Ends, str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    by_attempt: dict[int, Request] = field(default_factory=dict)
    taken_in_order: list[Request] = field(default_factory=list)
    offsets: dict[int, float] = field(default_factory=dict)
    """By request: how far our clock was off when it left."""
    doubts: dict[int, float] = field(default_factory=dict)
    """By request: how wrong its process was about the server's clock, seconds."""
    scheduled: dict[int, datetime] = field(default_factory=dict)
    """By message: when it is to go, unless the user has said otherwise since."""
    ever_scheduled: int = 0
    ever_edited: int = 0  #: messages that became drafts again
    twice: int = 0  #: messages that were taken again because the user said so
    buried: set[Key] = field(default_factory=set)
    """Rows of the server that are not to come back, by what they truly are: a mirror is its MMS."""
    buried_before: dict[Ends, int] = field(default_factory=dict)
    """Of deleted conversations: the time in ms before which nothing comes back."""

    def wrote(self, message_id: int, text: str) -> None:
        """Record that a message is in the store."""
        if message_id not in self.written:
            self.written[message_id] = Written(text)

    def request_of(self, attempt_id: int) -> Request | None:
        """Return the request that an attempt made."""
        return self.by_attempt.get(attempt_id)

    def request(
        self,
        process: Process,
        kind: Kind,
        did: str,
        contact: str,
        text: str,
        files: tuple[str, ...],
        doubt: float,
    ) -> Request:
        """Record a send request. `doubt`: its possible error of the server's clock, in seconds."""
        item, attempt_id = process.item, process.attempt
        if item is None or attempt_id is None:
            raise Broken("doubled", "a request left without an attempt")
        request = Request(
            len(self.requests), process.name, item.message_id, attempt_id,
            kind, did, contact, text, files, self.world.server.clock(),
        )  # fmt: skip
        self.requests.append(request)
        self.by_attempt[attempt_id] = request
        self.offsets[request.id] = self.world.offset
        self.doubts[request.id] = doubt
        return request

    def taken(self, request: Request) -> None:
        """Record that VoIP.ms accepted a message."""
        self.taken_in_order.append(request)
        written = self.written[request.message_id]
        times = [q for q in self.taken_in_order if q.message_id == request.message_id]
        if len(times) > written.grants:
            raise Broken(
                "doubled",
                f"message {request.message_id} was taken {len(times)} times, "
                f"{written.grants} allowed: attempts {[q.attempt_id for q in times]}",
            )
        self.twice += len(times) == 2
        if len({q.attempt_id for q in times}) < len(times):
            raise Broken("doubled", f"attempt {request.attempt_id} made two requests")
        self.world.laws.order_of(request)
