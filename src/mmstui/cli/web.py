"""`mmstui web`: the inbox in a browser on this machine."""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import sys
from pathlib import Path
from typing import Final

from mmstui.cli.account import account_settings
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import write_line
from mmstui.cli.streams import flush, is_terminal

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{32,200}")


def run(options: argparse.Namespace) -> Exit:
    """Serve the inbox until a signal."""
    try:
        from mmstui import web
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"aiohttp", "textual_serve"}:
            raise
        raise CommandError(
            Exit.USAGE, "no_extra",
            "mmstui web needs the extra web: pipx install 'mmstui[web]' brings it.",
        ) from None  # fmt: skip
    account_settings()  # Says at once what a page could not.
    public_url = (options.url or "").rstrip("/")
    token = _token_of(options.token_file) if options.token_file else _new_token()
    # A log should not have a token that stays.
    told = token if is_terminal(1) or not options.token_file else "TOKEN"

    def ready(port: int) -> None:
        origin = public_url or f"http://127.0.0.1:{port}"
        write_line("The inbox is at this address, in one window at a time, until you stop this:")
        write_line(f"  {origin}/{told}/")
        write_line(
            "Whoever knows it can read your messages, send in your name, and see your files."
        )
        flush()

    async def serve() -> None:
        access = web.WebAccess(token, public_url)
        server = web.InboxServer(access, [sys.executable, "-m", "mmstui"])
        await web.serve(server, options.port, ready, web.stopped_by_signals())

    try:
        asyncio.run(serve())
    except web.PortTaken as why:
        raise CommandError(
            Exit.FAILURE, "port", f"Port {options.port} cannot be listened on ({why}).",
            "Choose another with --port.",
        ) from None  # fmt: skip
    return Exit.DONE


def _new_token() -> str:
    return secrets.token_urlsafe()


def _token_of(path: Path) -> str:
    """Return the token in a file, which is made if it is not there. Raises CommandError."""
    from mmstui.settings.config_writer import write_private

    try:
        if not path.exists():
            write_private(path, f"{_new_token()}\n")
        kept = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandError(
            Exit.FAILURE, "token_file", f"{path} cannot be used ({why}).",
            "Name another file with --token-file.",
        ) from None  # fmt: skip
    if _TOKEN.fullmatch(kept) is None:
        raise CommandError(
            Exit.USAGE, "token_file",
            f"{path} has no token: 32 or more letters, digits, - and _ on one line.",
            "Name a file that is not there, and mmstui makes it.",
        )  # fmt: skip
    return kept
