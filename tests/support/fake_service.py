"""A small fake VoIP.ms that uses `domain.wire`, records requests and fails on demand."""

import hashlib
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from mmstui.domain.did_settings import DidField
from mmstui.domain.files.file_types import sniff
from mmstui.domain.messages import Attachment, Direction, Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import Balance, Page, PhonebookEntry, ServerDid, ServerMessage
from mmstui.voipms import AccessRefused, Downloaded, Sent
from support.virtual import VirtualTime

SHOP = "5145550100"
SUPPORT = "4385550175"
ZOE = "4385550123"
MAX = "5145550142"


@dataclass(frozen=True)
class Asked:
    """One request for history."""

    kind: Kind
    first: date
    last: date
    limit: int
    did: str | None
    at: float
    contact: str | None = None


class FakeService:
    """One account. A method raises its `errors[name]` one after the other, then works again."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self.rows: dict[Kind, list[ServerMessage]] = {Kind.SMS: [], Kind.MMS: []}
        self.server_skew = timedelta(0)
        self.true_skew = timedelta(0)
        """What `server_skew` becomes with the first answer."""
        self.errors: dict[str, deque[Exception | None]] = defaultdict(deque)
        self.down: Exception | None = None
        """Raised by every method, while set."""
        self.asked: list[Asked] = []
        self.calls: list[str] = []
        self.sent: list[tuple[Kind, str, str, str]] = []
        self.before_answer: Callable[[str], Awaitable[None]] | None = None
        """Awaited by each method between doing its work and answering."""
        self.lists_sends = True
        self.keeps_newest = True
        self.address, self.asked_address = "203.0.113.7", 0
        self.numbers = [ServerDid(SHOP, "Shop", "Montreal", True, True, None)]
        self.names: list[PhonebookEntry] = []
        self.media: dict[int, list[tuple[str, ...]]] = {}
        """MMS id to the answers of getMediaMMS, one after the other; the last one stays."""
        self.files: dict[str, list[bytes | Exception]] = {}
        """Address to what comes of fetching it, one after the other; the last one stays."""
        self.deleted: list[tuple[Kind, int]] = []
        self.deletes_take_effect = True
        self.changes: list[tuple[str, dict[str, str]]] = []
        """What was asked to be changed: a DID or an entry, and the fields."""
        self.deaf_to: frozenset[str] = frozenset()
        """Fields of setSMS that are taken and not heeded."""
        self.loses_requests = False
        """An answer that is lost was one to a request that never arrived."""
        self.closed = False
        self._ids = {Kind.SMS: 112_300_000, Kind.MMS: 10_460_000}

    # What tests do.

    def add(
        self,
        text: str,
        at: datetime,
        *,
        kind: Kind = Kind.SMS,
        contact: str = ZOE,
        did: str = SHOP,
        outgoing: bool = False,
        media: Sequence[str] = (),
    ) -> ServerMessage:
        """Put a message into the history."""
        self._ids[kind] += 1
        row = ServerMessage(
            kind=kind,
            server_id=self._ids[kind],
            date=eastern.render(at),
            at=at.replace(microsecond=0),
            direction=Direction.OUT if outgoing else Direction.IN,
            did=did,
            contact=contact,
            text=text,
            media_urls=tuple(media),
        )
        self.rows[kind].append(row)
        return row

    def fail(self, method: str, *errors: Exception | None) -> None:
        """Let the next calls of a method raise these; None lets one pass."""
        self.errors[method].extend(errors)

    def questions(self, kind: Kind) -> list[Asked]:
        """Return the history requests of one kind."""
        return [asked for asked in self.asked if asked.kind is kind]

    # What the workers call.

    def server_now(self) -> datetime:
        return self.time.datetime() + self.server_skew

    async def dids(self) -> list[ServerDid]:
        await self._do("dids")
        return list(self.numbers)

    async def phonebook(self) -> list[PhonebookEntry]:
        await self._do("phonebook")
        return list(self.names)

    async def did(self, number: str) -> ServerDid | None:
        await self._do("did")
        return next((did for did in self.numbers if did.number == number), None)

    async def ip(self) -> str:
        self.asked_address += 1
        if self.down is not None and not isinstance(self.down, AccessRefused):
            raise self.down
        return self.address

    async def balance(self) -> Balance:
        await self._do("balance")
        return Balance("42.18050", "0.34000")

    async def set_did(self, number: str, *, enable: bool, fields: Mapping[str, str]) -> None:
        self.changes.append((number, {"enable": str(int(enable)), **fields}))

        def change() -> None:
            told = {DidField(n): v for n, v in fields.items() if n not in self.deaf_to}
            if "enable" not in self.deaf_to:
                told[DidField.ENABLE] = str(int(enable))
            self.set_settings(number, told)

        await self._change("set_did", change)

    async def save_entry(self, entry: str | None, fields: Mapping[str, str]) -> str:
        self.changes.append((entry or "new", dict(fields)))
        made_id = entry or str(32_200 + len(self.changes))

        def change() -> None:
            before = next((e for e in self.names if e.id == entry), PhonebookEntry("", "", ""))
            rest = {n: fields[n] for n in ("speed_dial", "group") if n in fields}
            made = PhonebookEntry(
                made_id,
                fields.get("name", before.name),
                fields.get("number", before.number),
                fields.get("note", before.note),
                {**before.rest, **rest},
            )
            self.names = [e for e in self.names if e.id != made.id] + [made]

        await self._change("save_entry", change)
        return made_id

    async def delete_entry(self, entry: str) -> None:
        self.changes.append((entry, {}))

        def change() -> None:
            self.names = [e for e in self.names if e.id != entry]

        await self._change("delete_entry", change)

    async def _change(self, method: str, change: Callable[[], None]) -> None:
        """Make a change that may be refused, or whose answer may be lost."""
        self.calls.append(method)
        error = self.down or self._next_error(method)
        if error is not None and type(error).__name__ != "NoAnswer":
            raise error
        if error is None or not self.loses_requests:
            change()
        if self.before_answer is not None:
            await self.before_answer(method)
        if error is not None:
            raise error

    def set_settings(self, number: str, settings: Mapping[DidField, str]) -> None:
        """Change the settings of a DID, as the portal or another program would."""
        self.numbers = [
            replace(did, settings={**did.settings, **settings}) if did.number == number else did
            for did in self.numbers
        ]

    async def history(
        self,
        kind: Kind,
        first: date,
        last: date,
        *,
        limit: int,
        did: str | None = None,
        contact: str | None = None,
        known_digest: str | None = None,
    ) -> Page:
        assert first <= last
        assert (last - first).days < 92, "VoIP.ms takes no longer range"
        self.asked.append(Asked(kind, first, last, limit, did, self.time.now, contact))
        await self._do("history")
        rows = sorted(
            (
                row
                for row in self.rows[kind]
                if first <= eastern.day(row.at) <= last
                and did in {None, row.did}
                and contact in {None, row.contact}
            ),
            key=lambda row: (row.at, row.server_id),
        )
        rows = rows[-limit:] if self.keeps_newest else rows[:limit]
        digest = f"{hashlib.sha256(repr(rows).encode()).hexdigest()}:{len(rows)}"
        answer = self.server_now()
        if digest == known_digest:
            return Page((), (), len(rows), answer, digest, unchanged=True)
        return Page(tuple(rows), (), len(rows), answer, digest)

    async def media_urls(self, server_id: int) -> tuple[str, ...]:
        await self._do("media_urls")
        answers = self.media.get(server_id, [()])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def download(
        self,
        url: str,
        target: Path,
        *,
        max_bytes: int = 0,
        max_seconds: float = 0.0,
        redirects: int = 0,
    ) -> Downloaded:
        await self._do("download")
        answers = self.files[url]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        _write(target, answer)
        return Downloaded(sniff(answer[:64]) or "image/png", len(answer))

    async def delete(self, kind: Kind, server_id: int) -> bool:
        error = self.down or self._next_error("delete")
        # As with a send: only a lost answer is raised after it was done.
        if error is not None and type(error).__name__ != "NoAnswer":
            raise error
        self.calls.append("delete")
        self.deleted.append((kind, server_id))
        kept = [row for row in self.rows[kind] if row.server_id != server_id]
        known = len(kept) < len(self.rows[kind])
        if self.deletes_take_effect:
            self.rows[kind] = kept
        if self.before_answer is not None:
            await self.before_answer("delete")
        if error is not None:
            raise error
        return known

    async def send_sms(self, did: str, dst: str, text: str) -> Sent:
        return await self._send(Kind.SMS, did, dst, text)

    async def send_mms(
        self, did: str, dst: str, text: str, attachments: Sequence[Attachment] = ()
    ) -> Sent:
        return await self._send(Kind.MMS, did, dst, text)

    async def aclose(self) -> None:
        self.closed = True

    async def _send(self, kind: Kind, did: str, dst: str, text: str) -> Sent:
        self.calls.append("send")
        error = self.down or self._next_error("send")
        # A refusal is raised before the service does anything; a lost answer after it did.
        if error is not None and type(error).__name__ != "NoAnswer":
            raise error
        self.sent.append((kind, did, dst, text))
        row = self.add(text, self.server_now(), kind=kind, contact=dst, did=did, outgoing=True)
        if not self.lists_sends:
            self.rows[kind].remove(row)
        if self.before_answer is not None:
            await self.before_answer("send")
        if error is not None:
            raise error
        return Sent(row.server_id, self.server_now())

    async def _do(self, method: str) -> None:
        self.calls.append(method)
        if self.before_answer is not None:
            await self.before_answer(method)
        error = self.down or self._next_error(method)
        if error is not None:
            raise error
        self.server_skew = self.true_skew

    def _next_error(self, method: str) -> Exception | None:
        waiting = self.errors[method]
        return waiting.popleft() if waiting else None


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
