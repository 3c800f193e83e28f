"""The client of the VoIP.ms API."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx

from mmstui import __version__
from mmstui.domain import limits
from mmstui.domain.messages import Attachment, Kind
from mmstui.domain.times.clock_skew import PROMPT
from mmstui.domain.wire import Balance, Page, PhonebookEntry, ServerDid
from mmstui.voipms import answers, errors, media, parsing, statuses, uploads
from mmstui.voipms.address import check_api
from mmstui.voipms.credentials import Credentials
from mmstui.voipms.failed_exchange import Trouble
from mmstui.voipms.media import Caps, Downloaded
from mmstui.voipms.models import scalar
from mmstui.voipms.parsing import Envelope
from mmstui.voipms.transport import Answer, ClientPool, Timeouts, exchange, exchange_once

USER_AGENT = f"mmstui/{__version__}"

#: Larger answers, in bytes, are parsed in a thread, so that the UI does not wait.
_BIG = 65_536
_NO_TIME = timedelta(0)
_HISTORY = {Kind.SMS: "getSMS", Kind.MMS: "getMMS"}
_SEND = {Kind.SMS: "sendSMS", Kind.MMS: "sendMMS"}
_DELETE = {Kind.SMS: "deleteSMS", Kind.MMS: "deleteMMS"}
_BAD_CREDENTIALS = frozenset({"missing_credentials", "invalid_credentials"})
_T = TypeVar("_T")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    """The result of a send that VoIP.ms accepted. `server_time` is the answer's `Date`, in UTC."""

    server_id: int
    server_time: datetime | None


class Client:
    """The API of one VoIP.ms account. Every method may raise the errors of `mmstui.voipms.errors`.

    `url` is https, or http to this machine, else BadAddress is raised. `password` may be a
    callable; it is called in a thread when first needed, and again after a refusal. `clock` returns
    UTC. A client is cheap to construct and belongs to one event loop. `transport` replaces the
    network in tests.
    """

    def __init__(
        self,
        url: str,
        username: str,
        password: Callable[[], str] | str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        user_agent: str = USER_AGENT,
        clock: Callable[[], datetime] = _now,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._api = check_api(url)
        self._credentials = Credentials(username, password)
        self._timeouts = timeouts or Timeouts()
        self._pool = ClientPool(user_agent, self._timeouts, transport)
        self._clock = clock
        self.server_skew = timedelta(0)
        """VoIP.ms's clock minus ours, by the newest `Date` of a prompt answer."""

    def __repr__(self) -> str:
        return f"<Client {self._api.origin}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close idle connections. A later call raises NotConnected."""
        await self._pool.aclose()

    def server_now(self) -> datetime:
        """Return the time by VoIP.ms's clock, in UTC, as far as it is known."""
        return self._clock() + self.server_skew

    # Reads.

    async def dids(self) -> list[ServerDid]:
        """Return the account's DIDs (getDIDsInfo)."""
        return await self._listing("getDIDsInfo", parsing.parse_dids)

    async def phonebook(self) -> list[PhonebookEntry]:
        """Return the phonebook entries that have a number (getPhonebook)."""
        return await self._listing("getPhonebook", parsing.parse_phonebook)

    async def did(self, number: str) -> ServerDid | None:
        """Return one DID (getDIDsInfo); None when it is no longer on the account."""
        try:
            found = await self._listing("getDIDsInfo", parsing.parse_dids, {"did": number})
        except errors.DidGone:
            return None
        # The answer is correct even if VoIP.ms ignored the filter.
        return next((did for did in found if did.number == number), None)

    async def balance(self) -> Balance:
        """Return the account's balance and what was spent today (getBalance)."""
        answer = await self._read("getBalance", {"advanced": "1"})
        found = parsing.parse_balance((await self._understand(answer)).fields)
        if found is None:
            raise errors.ours("not_understood")
        return found

    async def ip(self) -> str:
        """Return this machine's address as VoIP.ms sees it, even if it is not allowed (getIP)."""
        answer = await self._read("getIP", {})
        told = str((await self._understand(answer)).fields.get("ip", "")).strip()
        try:
            return str(ipaddress.ip_address(told))
        except ValueError:
            pass
        raise errors.ours("not_understood")

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
        """Return the messages of one kind of the Eastern days `first` to `last`, both included.

        At most 90 days and at most `limit` rows, presumably the newest (voipms-api section 2.1).
        `did` and `contact`, of ten digits, are filters. A body whose digest is `known_digest` is
        not parsed: the page is `unchanged`, with no rows and the earlier count.
        """
        fields = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "limit": str(limit),
            # A list of both kinds does not say which row is which (voipms-api section 2.2).
            "all_messages": "0",
        }
        if did is not None:
            fields["did"] = did
        if contact is not None:
            fields["contact"] = contact
        answer = await self._read(_HISTORY[kind], fields)
        server_time = answers.server_time(answer)
        fingerprint = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        known, _, known_count = (known_digest or "").partition(":")
        if known == fingerprint and answer.http_status == httpx.codes.OK:
            self._heard(answer)
            count = int(known_count)
            return Page((), (), count, server_time, f"{known}:{count}", unchanged=True)
        envelope = await self._understand(answer)
        rows, bad, count = await self._offload(
            len(answer.body), lambda: parsing.parse_page(envelope.fields, kind, self._api.origin)
        )
        return Page(rows, bad, count, server_time, f"{fingerprint}:{count}")

    async def media_urls(self, server_id: int) -> tuple[str, ...]:
        """Return the absolute addresses of an MMS's files, in order; empty while there are none."""
        fields = {"id": str(server_id), "media_as_array": "1"}
        envelope = await self._understand(await self._read("getMediaMMS", fields))
        return parsing.collect_media(envelope.fields, self._api.origin)

    async def download(
        self,
        url: str,
        target: Path,
        *,
        max_bytes: int = limits.MEDIA_BYTES,
        max_seconds: float = limits.MEDIA_SECONDS,
        redirects: int = limits.MEDIA_REDIRECTS,
    ) -> Downloaded:
        """Download a file into `target`, completely or not at all, with mode 0600.

        Only from the API's own origin, or by https from voip.ms and its subdomains; every redirect
        is checked. Raises MediaNotThere, MediaRefused, NotConnected, NoAnswer; OSError on a disk
        error.
        """
        caps = Caps(max_bytes, max_seconds, redirects)
        return await media.download(self._pool, self._api, url, target, caps)

    # Deletes.

    async def delete(self, kind: Kind, server_id: int) -> bool:
        """Delete a message at VoIP.ms for good. Return False when VoIP.ms does not know it.

        Uses the method of the message's kind: the other kind's may delete another message with the
        same id (voipms-api section 2.6). After NoAnswer the call may be repeated, because no other
        message has that kind and id.
        """
        answer = await self._read(_DELETE[kind], {"id": str(server_id)})
        if answers.is_empty_success(answer):
            self._heard(answer)
            return True
        try:
            envelope = await self._understand(answer)
        except errors.Refused as refused:
            if refused.status.lower() in statuses.NO_SUCH_MESSAGE:
                return False
            raise
        return envelope.is_success

    # Sends: one request each, on a connection of its own, without retries.

    async def send_sms(self, did: str, dst: str, text: str) -> Sent:
        """Send a text of at most 160 UTF-8 bytes. Numbers have ten digits."""
        return await self._send(Kind.SMS, {"did": did, "dst": dst, "message": text})

    async def send_mms(
        self, did: str, dst: str, text: str, attachments: Sequence[Attachment] = ()
    ) -> Sent:
        """Send a text of at most 2048 bytes and at most three files; the text may be empty."""
        files = await asyncio.to_thread(uploads.media_fields, attachments)
        if isinstance(files, str):
            raise errors.ours(files, sending=True)
        return await self._send(Kind.MMS, {"did": did, "dst": dst, "message": text, **files})

    # Changes: one request each, as for sends. The caller reads the values back.

    async def set_did(self, number: str, *, enable: bool, fields: Mapping[str, str]) -> None:
        """Change settings of a DID (setSMS); omitted settings stay (voipms-api section 2.7).

        `enable`: whether SMS is to be on; part of every call. Flags are `1` and `0`. The call may
        be repeated.
        """
        sent = {"did": number, "enable": str(int(enable)), **fields}
        if (flag := sent.get("webhook_enable")) is not None:
            # Documentation and a working client differ in its name; unknown keys are ignored.
            sent["webhook_enabled"] = flag
        await self._change("setSMS", sent)

    async def save_entry(self, entry: str | None, fields: Mapping[str, str]) -> str:
        """Change a phonebook entry, or create one for None (setPhonebook). Return its id or "".

        A repeated create makes a duplicate. Name and number are part of every call.
        """
        named = {"phonebook": entry, **fields} if entry is not None else fields
        envelope = await self._change("setPhonebook", named)
        return scalar(envelope.fields.get("phonebook")) or ""

    async def delete_entry(self, entry: str) -> None:
        """Delete a phonebook entry (delPhonebook)."""
        await self._change("delPhonebook", {"phonebook": entry})

    async def _change(self, method: str, fields: Mapping[str, str]) -> Envelope:
        outcome = await self._request_once(method, fields, self._timeouts.for_send(0))
        return await self._understand(outcome, sending=True)

    async def _request_once(
        self, method: str, fields: Mapping[str, str | bytes], seconds: float
    ) -> Answer:
        await self._credentials.ready()
        client = await self._pool.single_use(plain=self._api.is_plain, seconds=seconds)
        if isinstance(client, Trouble):
            raise errors.of_trouble(client, sending=True)
        asked_at = self._clock()
        outcome = await exchange_once(client, self._builder(method, fields), seconds=seconds)
        if isinstance(outcome, Trouble):
            raise errors.of_trouble(outcome, sending=True)
        return replace(outcome, took=self._clock() - asked_at)

    async def _send(self, kind: Kind, fields: Mapping[str, str | bytes]) -> Sent:
        size = sum(len(value) for value in fields.values())
        outcome = await self._request_once(_SEND[kind], fields, self._timeouts.for_send(size))
        envelope = await self._understand(outcome, sending=True)
        server_id = answers.sent_id(envelope, kind)
        if server_id is None:
            raise errors.ours("no_id", sending=True)
        return Sent(server_id, answers.server_time(outcome))

    # Requests and answers.

    async def _listing(
        self,
        method: str,
        parse: Callable[[parsing.Fields], list[_T] | None],
        fields: Mapping[str, str] | None = None,
    ) -> list[_T]:
        answer = await self._read(method, fields or {})
        envelope = await self._understand(answer)
        found = await self._offload(len(answer.body), lambda: parse(envelope.fields))
        if found is None:
            # An empty list would delete all rows in the store.
            raise errors.ours("not_understood")
        return found

    async def _read(self, method: str, fields: Mapping[str, str | bytes]) -> Answer:
        await self._credentials.ready()
        client = await self._pool.shared(plain=self._api.is_plain)
        if isinstance(client, Trouble):
            raise errors.of_trouble(client)
        build = self._builder(method, fields)
        asked_at = self._clock()
        outcome = await exchange(client, build, seconds=self._timeouts.read)
        if isinstance(outcome, Trouble):
            raise errors.of_trouble(outcome)
        return replace(outcome, took=self._clock() - asked_at)

    def _builder(
        self, method: str, fields: Mapping[str, str | bytes]
    ) -> Callable[[httpx.AsyncClient], httpx.Request]:
        """Return a request builder. Multipart: other POSTs reach SOAP (voipms-api section 1)."""
        url, credentials = self._api.url, self._credentials
        named = {"method": method, "content_type": "json", **fields}
        return lambda client: client.build_request("POST", url, files=credentials.form(named))

    async def _understand(self, answer: Answer, *, sending: bool = False) -> Envelope:
        """Return the envelope of a success or empty read; raise the error of any other answer."""
        verdict = await self._offload(
            len(answer.body),
            lambda: answers.judge(answer, sending=sending, scrub=self._credentials.scrub),
        )
        if isinstance(verdict, answers.NoEnvelope):
            raise verdict.error
        self._heard(answer)
        if isinstance(verdict, Envelope):
            return verdict
        if verdict.status.lower() in _BAD_CREDENTIALS:
            self._credentials.forget()
        raise verdict

    def _heard(self, answer: Answer) -> None:
        server_time = answers.server_time(answer)
        # The time is wrong if the machine slept or its clock was set during the request.
        if server_time is not None and _NO_TIME <= answer.took <= PROMPT:
            self.server_skew = server_time - self._clock()

    async def _offload(self, size: int, work: Callable[[], _T]) -> _T:
        return await asyncio.to_thread(work) if size > _BIG else work()
