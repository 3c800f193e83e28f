"""The interface of `mmstui.voipms.Client` that the workers use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from mmstui.domain.messages import Attachment, Kind
from mmstui.domain.wire import Balance, Page, PhonebookEntry, ServerDid
from mmstui.voipms import Downloaded, Sent


class Service(Protocol):
    """One account at VoIP.ms. Every call raises subclasses of `VoipMsError`."""

    server_skew: timedelta
    """VoIP.ms's clock minus ours, by the newest `Date` header; zero before the first."""

    def server_now(self) -> datetime:
        """Return the time by VoIP.ms's clock."""
        ...

    async def dids(self) -> list[ServerDid]: ...

    async def did(self, number: str) -> ServerDid | None: ...

    async def phonebook(self) -> list[PhonebookEntry]: ...

    async def ip(self) -> str: ...

    async def balance(self) -> Balance: ...

    async def set_did(self, number: str, *, enable: bool, fields: Mapping[str, str]) -> None: ...

    async def save_entry(self, entry: str | None, fields: Mapping[str, str]) -> str: ...

    async def delete_entry(self, entry: str) -> None: ...

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
    ) -> Page: ...

    async def media_urls(self, server_id: int) -> tuple[str, ...]: ...

    async def download(
        self,
        url: str,
        target: Path,
        *,
        max_bytes: int = ...,
        max_seconds: float = ...,
        redirects: int = ...,
    ) -> Downloaded: ...

    async def delete(self, kind: Kind, server_id: int) -> bool: ...

    async def send_sms(self, did: str, dst: str, text: str) -> Sent: ...

    async def send_mms(
        self, did: str, dst: str, text: str, attachments: Sequence[Attachment] = ()
    ) -> Sent: ...

    async def aclose(self) -> None: ...
