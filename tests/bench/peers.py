"""Mail programs of the terminal over as many messages, timed as the inbox is: `PEERS=1 make bench`.

No messenger of a terminal holds a store of this size, so mail stands in: a list, a key, a page.
Those that are not installed are left out (Debian: neomutt, aerc).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from bench.inbox import environment
from bench.probe import Probe

MESSAGES: Final = 100_000
_FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)
_STARTS: Final = 3
_STEPS: Final = 40
#: Seconds of silence after which a peer has opened its folder: some show nothing for long.
_OPENING: Final = 6.0


@dataclass(frozen=True, slots=True)
class Peer:
    """A program. `command` makes its configuration and returns how it is started on a Maildir."""

    name: str
    command: Callable[[Path, Path], list[str]]
    page: str  #: the key that goes on by a page


class _PeerProbe(Probe):
    """A probe of a program whose output pyte does not know all of: only words are looked for."""

    def _show(self, data: bytes) -> None:
        with suppress(UnboundLocalError):
            super()._show(data)


def rows(folder: Path) -> Iterator[str]:
    """Measure each peer that is installed; the first start makes its caches and is not counted."""
    maildir = _maildir(folder / "peers")
    for peer in PEERS:
        if shutil.which(peer.name) is None:
            yield f"  {peer.name}: not installed"
            continue
        home = folder / "peers" / peer.name
        home.mkdir(exist_ok=True)
        command = peer.command(home, maildir)
        env = environment(home) | {"HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        starts = []
        for _ in range(_STARTS + 1):
            with _PeerProbe(command, env) as probe:
                starts.append(probe.seconds_until(_is_listed, quiet=_OPENING))
                probe.idle(1.0)
                probe.keys("jk")
                step = probe.keys("jjjjkkkk" * (_STEPS // 8))
                page = probe.keys([peer.page] * (_STEPS // 2))
                memory = probe.memory()
        yield from (
            f"  {peer.name}: {what:36} {value:10.2f}"
            for what, value in (
                (f"{MESSAGES:,} messages listed, ms", 1000 * median(starts[1:])),
                ("a step in the list, ms", step.median),
                ("a page in the list, ms", page.median),
                ("a page in the list, bytes", page.size),
                ("memory, MB", memory),
            )
        )


def _is_listed(screen: str) -> bool:
    return f"Message {MESSAGES - 1}" in screen or "Message 0" in screen


def _maildir(folder: Path) -> Path:
    """Return a Maildir of `MESSAGES` short messages; make it if it is not there."""
    inbox = folder / "mail" / "INBOX"
    if (folder / "whole").exists():
        return inbox.parent
    for part in ("cur", "new", "tmp"):
        (inbox / part).mkdir(parents=True, exist_ok=True)
    for number in range(MESSAGES):
        at = _FIRST + timedelta(minutes=number)
        (inbox / "cur" / f"{at.timestamp():.0f}.{number}.bench:2,S").write_text(
            f"From: Contact {number % 500} <c{number % 500}@example.org>\n"
            f"To: shop@example.org\nSubject: Message {number}\nDate: {at:%a, %d %b %Y %H:%M:%S} "
            f"+0000\nMessage-ID: <{number}@example.org>\n\nText {number} of a short message.\n"
        )
    (folder / "whole").touch()
    return inbox.parent


def _neomutt(home: Path, maildir: Path) -> list[str]:
    config = home / "neomuttrc"
    config.write_text(
        f'set mbox_type = Maildir\nset folder = "{maildir}"\nset spoolfile = "{maildir}/INBOX"\n'
        f'set header_cache = "{home}/cache"\nset sort = reverse-date\nset sleep_time = 0\n'
    )
    return ["neomutt", "-n", "-F", str(config)]


def _aerc(home: Path, maildir: Path) -> list[str]:
    settings = home / "aerc"
    settings.mkdir(exist_ok=True)
    accounts = settings / "accounts.conf"
    accounts.write_text(
        f"[bench]\nsource = maildir://{maildir}\ndefault = INBOX\nfrom = Shop <shop@example.org>\n"
    )
    accounts.chmod(0o600)
    (settings / "aerc.conf").write_text("[general]\nunsafe-accounts-conf = true\n")
    return ["aerc"]


PEERS: Final = (Peer("neomutt", _neomutt, "z"), Peer("aerc", _aerc, "\x06"))
