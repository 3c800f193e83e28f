"""Sends one notice to a push service, or to the user's program."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from mmstui import __version__
from mmstui.domain.notices import Notice
from mmstui.domain.push_targets import PushKind, PushTarget
from mmstui.notices import command
from mmstui.notices.program import ProgramFailed
from mmstui.voipms.failed_exchange import Trouble
from mmstui.voipms.transport import Answer, ClientPool, Timeouts, exchange_once

#: Seconds for one request.
_SECONDS: Final = 20.0
#: Seconds that UnifiedPush keeps a message for a phone that is off.
_TTL: Final = 86_400
#: Seconds that a server may make us wait.
_MOST_WAIT: Final = 3_600.0


class NotTold(Exception):
    """A notice was not delivered; the text says how, after the target's name.

    `again`: whether trying again may help, in `after` seconds at the earliest.
    """

    def __init__(self, how: str, *, again: bool, after: float = 0.0) -> None:
        super().__init__(how)
        self.again = again
        self.after = after


class Pusher:
    """Delivers notices to one target."""

    def __init__(self, target: PushTarget, environ: Mapping[str, str]) -> None:
        self.target = target
        self._environ = environ
        self._pool = ClientPool(f"mmstui/{__version__}", Timeouts(), None)

    async def push(self, notice: Notice) -> None:
        """Deliver a notice. Raises NotTold."""
        if self.target.kind is PushKind.COMMAND:
            await self._run_command(notice)
            return
        answer = await self._post(*self._request(notice))
        if isinstance(answer, Trouble):
            raise NotTold(f"was not reached ({answer.code})", again=True)
        code = answer.http_status
        if not 200 <= code < 300:
            again = code == HTTPStatus.TOO_MANY_REQUESTS or code >= HTTPStatus.INTERNAL_SERVER_ERROR
            raise NotTold(f"answered {code}", again=again, after=_retry_after(answer))

    async def _run_command(self, notice: Notice) -> None:
        wanted = self.target.command or notice.rule.command
        if not wanted:
            return
        try:
            await command.run(notice, wanted, self._environ)
        except ProgramFailed as problem:
            raise NotTold(str(problem), again=False) from None

    def _request(self, notice: Notice) -> tuple[bytes, dict[str, str]]:
        """Return body and headers."""
        if self.target.kind is PushKind.NTFY:
            told = {"topic": self.target.topic, "title": notice.title, "message": notice.body}
            return json.dumps(told).encode(), {"Content-Type": "application/json"}
        body = f"{notice.title}\n{notice.body}".encode()
        return body, {"Content-Type": "text/plain; charset=utf-8", "TTL": str(_TTL)}

    async def _post(self, body: bytes, headers: dict[str, str]) -> Answer | Trouble:
        target = self.target
        if target.auth is not None:
            pair = base64.b64encode(":".join(target.auth).encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        plain = target.url.startswith("http:")
        client = await self._pool.single_use(plain=plain, seconds=_SECONDS)
        if isinstance(client, Trouble):
            return client
        return await exchange_once(
            client,
            lambda made: made.build_request("POST", target.url, content=body, headers=headers),
            seconds=_SECONDS,
        )


def _retry_after(answer: Answer) -> float:
    """Return the seconds that a server wants; 0 if it named none, or a date."""
    wanted = answer.headers.get("Retry-After", "")
    return min(float(wanted), _MOST_WAIT) if wanted.isascii() and wanted.isdecimal() else 0.0
