"""The listener behind real proxies, set up as docs/server.md says. `.ci/beside` installs them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mmstui.daemon.callback_server import MOST_BODY, CallbackServer
from support.reverse_proxies import Told, reverse_proxy

TOLD = Told("server.md", 8025, "sms.example.com", {})
SECRET = "s" * 43


@pytest.mark.parametrize("name", ["nginx", "caddy"])
async def test_behind_a_proxy(name: str, tmp_path: Path) -> None:
    rung: list[bool] = []
    server = CallbackServer(SECRET, lambda: rung.append(True))
    upstream = await server.start("127.0.0.1", 0)
    async with (
        reverse_proxy(name, TOLD, upstream, tmp_path) as origin,
        httpx.AsyncClient() as client,
    ):
        address = f"{origin}/sms/{SECRET}"

        async def parts() -> AsyncIterator[bytes]:
            yield b'{"data":'
            yield b"{}}"

        assert (await client.get(f"{address}?id={{ID}}")).text == "ok"
        assert (await client.post(address, json={"data": {"text": "hi"}})).text == "ok"
        assert (await client.post(address, content=parts())).text == "ok"
        assert len(rung) == 3
        assert (await client.head(address)).status_code == 200
        assert (await client.put(address)).status_code == 405
        assert (await client.get(f"{origin}/sms/{SECRET[1:]}")).status_code == 404
        too_big = await client.post(address, content=b"x" * (MOST_BODY + 1))
        assert too_big.status_code == 413
        assert len(rung) == 3
        assert not (tmp_path / "access").exists() or SECRET not in (tmp_path / "access").read_text()
    await server.close()
