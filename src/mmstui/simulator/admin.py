"""The admin interface of the simulator, `/_simulator/...`, which VoIP.ms does not have.

It answers loopback clients only, and no web page: a browser would send an Origin header.
"""

import base64
import json
import math
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mmstui.simulator.account import KINDS, Account, Kind, Media, Message
from mmstui.simulator.callbacks import callback
from mmstui.simulator.calls import ten_digits
from mmstui.simulator.clock import Clock, utc
from mmstui.simulator.error_pages import encode
from mmstui.simulator.gsm import segments
from mmstui.simulator.methods.attachments import EXTENSIONS, dot
from mmstui.simulator.switches import Switches

Handler = Callable[[Request], Awaitable[Response]]
LOOPBACK = ("127.", "::1", "testclient")


class Admin:
    """Control of the simulator by tests, or by a person with curl."""

    def __init__(self, account: Account, switches: Switches, clock: Clock) -> None:
        """Control this account and these switches."""
        self.account = account
        self.switches = switches
        self.clock = clock

    def routes(self) -> list[Route]:
        """Return the routes of the admin interface."""
        table: list[tuple[str, str, Handler]] = [
            ("inject", "POST", self.inject),
            ("switches", "GET", self.read_switches),
            ("switches", "POST", self.change_switches),
            ("messages", "GET", self.messages),
            ("delete", "POST", self.delete),
            ("state", "GET", self.state),
            ("callbacks", "GET", self.callbacks),
        ]
        return [
            Route(f"/_simulator/{path}", _loopback_only(handler), methods=[method])
            for path, method, handler in table
        ]

    async def inject(self, request: Request) -> Response:
        """Add a message: incoming, or with `"direction": "out"` sent from the portal.

        JSON keys: `contact`, and optionally `did` (the first one), `kind`, `text`, `at` (ISO 8601,
        now), `direction`, `media`: a number of small pictures, or a list of `{"type": mime,
        "base64": ...}`, `late`: seconds until it is listed, and `legs`: the number of rows of a
        group text (the switch `group_legs`). The answer has the first row's id, and `ids`.
        """
        asked = await _json(request)
        outgoing = asked.get("direction", "in") == "out"
        now = self.clock.now()
        at = datetime.fromisoformat(str(asked["at"])).timestamp() if "at" in asked else now
        media = self._media(asked.get("media", 0), at, outgoing)
        kind = _kind(asked.get("kind", "mms" if media else "sms"))
        legs = 1 if outgoing or kind == "sms" else self.switches.group_legs
        late = asked.get("late", 0)
        text = str(asked.get("text", ""))
        parts = [text]
        if self.switches.long_sms_split and kind == "sms" and not outgoing:
            parts = segments(text)
        made = [
            self.account.add(
                kind,
                ten_digits(str(asked.get("did") or next(iter(self.account.dids)))),
                ten_digits(str(asked["contact"])),
                part,
                at=at,
                outgoing=outgoing,
                media=media if leg == 0 else self._media(asked.get("media", 0), at, outgoing),
                listed_from=now + float(late) if isinstance(late, int | float) and late else 0.0,
            )
            for leg in range(int(str(asked.get("legs", legs))))
            for part in parts
        ]
        ids = [message.id for message in made]
        return _reply({"id": ids[0], "kind": kind, "media": len(media), "ids": ids})

    async def callbacks(self, request: Request) -> Response:
        """Answer with the addresses that incoming messages make VoIP.ms request, oldest first."""
        origin = str(request.base_url).rstrip("/")
        rows = [row for kind in KINDS for row in self.account.newest_first(kind, 0, math.inf)]
        found = (
            callback(self.account, row, self.switches, lambda path: f"{origin}/{path}")
            for row in sorted(rows, key=lambda row: (row.at, row.kind, row.id))
        )
        return _reply({"callbacks": [address for address in found if address is not None]})

    async def read_switches(self, request: Request) -> Response:
        """Answer with all switches."""
        return _reply(self.switches.as_dict())

    async def change_switches(self, request: Request) -> Response:
        """Set the switches named in a JSON object, all or none."""
        self.switches.apply(await _json(request))
        return _reply(self.switches.as_dict())

    async def messages(self, request: Request) -> Response:
        """Answer with the messages that the API accepted, in order, including deleted ones."""
        rows = [_row(message) for message in list(self.account.accepted)]
        return _reply({"count": len(rows), "messages": rows})

    async def delete(self, request: Request) -> Response:
        """Delete the message with that `kind` and `id`, as the portal does."""
        asked = await _json(request)
        deleted = self.account.delete(_kind(asked["kind"]), int(str(asked["id"])))
        return _reply({"deleted": deleted})

    async def state(self, request: Request) -> Response:
        """Answer with the counters."""
        account = self.account
        return _reply(
            {
                "now": utc(self.clock.now()).isoformat(),
                "requests": dict(account.requests),
                "accepted": len(account.accepted),
                "sends_by_day": {day.isoformat(): n for day, n in account.sends_by_day.items()},
                "messages_kept": account.kept,
                "next_sms_id": account.next_sms_id,
                "next_mms_id": account.next_mms_id,
            }
        )

    def _media(self, asked: object, at: float, outgoing: bool) -> list[Media]:
        parts: list[tuple[str, bytes | None]] = []
        if isinstance(asked, int):
            parts = [("image/png", None)] * asked
        elif isinstance(asked, list):
            parts = [(str(one["type"]), base64.b64decode(one["base64"])) for one in asked]
        made = []
        for mime, content in parts:
            load = dot if content is None else _constant(content)
            extension = EXTENSIONS.get(mime, "bin")
            made.append(self.account.make_media(mime, extension, load, at, outgoing=outgoing))
        return made


def _constant(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _loopback_only(handler: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        client = request.client.host if request.client else ""
        if not client.startswith(LOOPBACK) or "origin" in request.headers:
            return _reply({"error": "only for this machine"}, 403)
        try:
            return await handler(request)
        except (KeyError, TypeError, ValueError) as wrong:
            return _reply({"error": f"{type(wrong).__name__}: {wrong}"}, 400)

    return guarded


async def _json(request: Request) -> dict[str, object]:
    asked = json.loads(await request.body())
    if not isinstance(asked, dict):
        raise TypeError("a JSON object is expected")
    return asked


def _kind(asked: object) -> Kind:
    for kind in KINDS:
        if kind == asked:
            return kind
    raise ValueError(f"no kind is called {asked}")


def _row(message: Message) -> dict[str, object]:
    return {
        "kind": message.kind,
        "id": message.id,
        "at": utc(message.at).isoformat(),
        "did": message.did,
        "contact": message.contact,
        "text": message.text,
        "media": [{"type": one.mime, "bytes": len(one.load())} for one in message.media],
        "media_count": len(message.media),
    }


def _reply(content: dict[str, object], status: int = 200) -> Response:
    return Response(encode(content), status, media_type="application/json")
