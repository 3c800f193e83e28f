"""The listener behind real proxies, set up as docs/server.md says. `.ci/beside` installs them."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from mmstui.daemon.callback_server import MOST_BODY, CallbackServer

DOCS = Path(__file__).parents[2] / "docs" / "server.md"
SECRET = "s" * 43

NGINX = """\
daemon off; pid {folder}/pid; error_log stderr; worker_processes 1;
events {{}}
http {{
    access_log {folder}/access;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{ listen 127.0.0.1:{port}; {lines} }}
}}
"""


def told(language: str, upstream: int) -> str:
    """Return the lines of the documentation, for a listener at another port."""
    (lines,) = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert "127.0.0.1:8025" in lines
    return str(lines).replace("8025", str(upstream))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def proxy(name: str, upstream: int, folder: Path) -> AsyncIterator[str]:
    """Run a proxy; yield its origin."""
    port = free_port()
    if name == "nginx":
        config = folder / "nginx.conf"
        lines = told("nginx", upstream)
        config.write_text(NGINX.format(folder=folder, port=port, lines=lines))
        command = ["nginx", "-p", str(folder), "-c", str(config)]
    else:
        config = folder / "Caddyfile"
        site = told("caddy", upstream).replace("sms.example.com", f"http://127.0.0.1:{port}")
        config.write_text(f"{{\n\tadmin off\n}}\n{site}")
        command = ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"]
    environ = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, env=environ, stdout=log, stderr=log
        )  # fmt: skip
    try:
        async with asyncio.timeout(20):
            while not await accepts(port):
                assert process.returncode is None, (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


async def accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        await asyncio.sleep(0.02)
        return False
    writer.close()
    return True


@pytest.mark.parametrize("name", ["nginx", "caddy"])
async def test_behind_a_proxy(name: str, tmp_path: Path) -> None:
    if shutil.which(name, path="/usr/sbin:/usr/bin") is None:
        pytest.skip(f"{name} is not installed")
    rung: list[bool] = []
    server = CallbackServer(SECRET, lambda: rung.append(True))
    upstream = await server.start("127.0.0.1", 0)
    async with proxy(name, upstream, tmp_path) as origin, httpx.AsyncClient() as client:
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
