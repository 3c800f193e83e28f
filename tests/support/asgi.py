"""Calls to the simulator without a socket, for tests of its answers."""

import base64
from typing import Any

import httpx
from starlette.applications import Starlette

from support.simulated import PASSWORD, USERNAME

ORIGIN = "http://127.0.0.1:8731"
API = "/api/v1/rest.php"


class Api:
    """Calls API methods with the demo's credentials."""

    def __init__(self, app: Starlette, client: tuple[str, int] = ("127.0.0.1", 5000)) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=client), base_url=ORIGIN
        )

    async def get(self, method: str, **params: object) -> httpx.Response:
        """Call a method by GET."""
        return await self.http.get(API, params=self.params(method, params))

    async def post(self, method: str, **params: object) -> httpx.Response:
        """Call a method by multipart POST."""
        parts = {name: (None, value) for name, value in self.params(method, params).items()}
        return await self.http.post(API, files=parts)

    async def call(self, method: str, **params: object) -> Any:
        """Call a method by multipart POST and return its reply."""
        answer = await self.post(method, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def rows(self, method: str, **params: object) -> list[dict[str, Any]]:
        """Call a listing and return its rows; none for `no_sms`."""
        reply = await self.call(method, **params)
        assert reply["status"] in {"success", "no_sms"}, reply
        rows: list[dict[str, Any]] = reply.get("sms", [])
        return rows

    async def status(self, method: str, **params: object) -> str:
        """Call a method and return only its status."""
        return str((await self.call(method, **params))["status"])

    async def admin(self, path: str, content: object = None) -> Any:
        """Read, or with content change, something on the admin path."""
        address = f"/_simulator/{path}"
        if content is None:
            return (await self.http.get(address)).json()
        return (await self.http.post(address, json=content)).json()

    @staticmethod
    def params(method: str, params: dict[str, object]) -> dict[str, str]:
        """Return a call's parameters as strings. A trailing _ makes `from_` writable."""
        named = {name.rstrip("_"): str(value) for name, value in params.items()}
        return {
            "api_username": USERNAME,
            "api_password": PASSWORD,
            "method": method,
            **named,
        }


def data_uri(content: bytes, mime: str = "image/png") -> str:
    """Return bytes as sendMMS takes them."""
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"
