"""`mmstui web` where it cannot serve: each time a sentence and an exit code."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

import mmstui
from support.commands import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell.of(tmp_path, MMSTUI_API_USERNAME="demo@example.com")


def test_without_the_extra_it_says_how_to_get_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("mmstui.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(mmstui, "web", raising=False)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    ran = shell.run("web")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "mmstui: mmstui web needs the extra web: pipx install 'mmstui[web]' brings it."
    ]


@pytest.mark.parametrize(
    "url", ["ftp://example.com", "example.com", "https://", "https://x/y", "https://a@b"]
)
def test_an_address_that_is_none(shell: Shell, url: str) -> None:
    ran = shell.run("web", "--url", url)
    assert (ran.code, "without a path" in ran.err) == (2, True)


def test_what_it_cannot_use(shell: Shell, tmp_path: Path) -> None:
    pytest.importorskip("textual_serve", reason="the extra web is not installed")
    assert shell.run("web", env={"MMSTUI_API_USERNAME": ""}).code == 3
    odd = tmp_path / "odd"
    odd.write_text("short\n")
    ran = shell.run("web", "--token-file", str(odd))
    assert (ran.code, "has no token" in ran.err) == (2, True)
    ran = shell.run("web", "--token-file", str(odd / "token"))
    assert (ran.code, "Name another file" in ran.err) == (1, True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port, kept = taken.getsockname()[1], tmp_path / "token"
        ran = shell.run("web", "--port", str(port), "--token-file", str(kept))
        assert (ran.code, ran.out) == (1, "")
        assert f"Port {port} cannot be listened on" in ran.err
        assert kept.stat().st_mode & 0o777 == 0o600
        token = kept.read_text()
        assert len(token) == 44
        shell.run("web", "--port", str(port), "--token-file", str(kept))
        assert kept.read_text() == token
