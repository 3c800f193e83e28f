"""A VoIP.ms with canned answers, on httpx's mock transport."""

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import httpx

URL = "https://voip.ms/api/v1/rest.php"
USERNAME = "owner@example.com"
PASSWORD = "canary-7Qx!"
DATE = "Sat, 04 Jul 2026 20:31:30 GMT"
NOW = datetime(2026, 7, 4, 20, 31, 30, tzinfo=UTC)

Reply = httpx.Response | Exception | dict[str, Any] | Callable[[httpx.Request], httpx.Response]


class CannedApi(httpx.AsyncBaseTransport):
    """Answers requests with `replies` in order, then with the last one; keeps the requests."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.requests: list[httpx.Request] = []
        self.closed = 0

    def says(self, *replies: Reply) -> None:
        """Set the answers from now on."""
        self.replies = list(replies)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, dict):
            return httpx.Response(200, headers={"Date": DATE}, json=reply)
        return reply(request) if callable(reply) else reply

    async def aclose(self) -> None:
        self.closed += 1

    @property
    def form(self) -> dict[str, str]:
        """Return the parameters of the last request, which must be multipart without uploads."""
        return parse_form(self.requests[-1])


def parse_form(request: httpx.Request) -> dict[str, str]:
    """Return the parameters of a multipart request, without its files."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    fields = {}
    for part in message_from_bytes(head + request.content).get_payload():
        assert not isinstance(part, str)
        assert part.get_filename() is None
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        fields[str(name)] = payload.decode()
    return fields
