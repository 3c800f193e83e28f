"""Real reverse proxies, set up as a page of docs/ says. `.ci/beside` installs them."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import pytest

DOCS: Final = Path(__file__).parents[2] / "docs"
NGINX: Final = """\
daemon off; user root; pid {folder}/pid; error_log stderr; worker_processes 1;
events {{}}
http {{
    access_log {folder}/access;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{ listen 127.0.0.1:{port}; {lines} }}
}}
"""


class Told(NamedTuple):
    """A page of docs/ with a setup of nginx and one of Caddy, and what stands in them."""

    page: str
    port: int
    host: str
    #: What a test puts in the place of other words.
    other: dict[str, str]

    def lines(self, language: str, upstream: int) -> str:
        """Return a setup, for a server at another port."""
        text = (DOCS / self.page).read_text(encoding="utf-8")
        (lines,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
        assert f"127.0.0.1:{self.port}" in lines
        for word, instead in self.other.items():
            lines = lines.replace(word, instead)
        return str(lines).replace(str(self.port), str(upstream))


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def reverse_proxy(
    name: str, told: Told, upstream: int, folder: Path, port: int = 0
) -> AsyncIterator[str]:
    """Run nginx or Caddy, or skip the test without it; yield its origin."""
    if shutil.which(name, path="/usr/sbin:/usr/bin") is None:
        pytest.skip(f"{name} is not installed")
    port = port or free_port()
    lines = told.lines(name, upstream)
    if name == "nginx":
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port, lines=lines))
        command = ["nginx", "-p", str(folder), "-c", str(config)]
    else:
        config = folder / "Caddyfile"
        site = lines.replace(told.host, f"http://127.0.0.1:{port}")
        config.write_text(f"{{\n\tadmin off\n}}\n{site}")
        command = ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"]
    environ = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, env=environ, stdout=log, stderr=log
        )  # fmt: skip
    try:
        async with asyncio.timeout(20):
            while not await _accepts(port):
                assert process.returncode is None, (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 20)


async def _accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        await asyncio.sleep(0.02)
        return False
    writer.close()
    return True
