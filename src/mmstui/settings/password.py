"""The API password: from a command, or from the keyring."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess


class MissingCredentials(Exception):
    """There is no username or no password. The text says in four lines how to set them."""

    def __init__(self) -> None:
        super().__init__(
            "No VoIP.ms account is set up yet.\n"
            "mmstui setup asks for your e-mail at VoIP.ms and its API password (voip.ms, Main "
            "Menu, SOAP and REST/JSON API), and writes config.toml.\n"
            "Or set them yourself: username and password_command in config.toml, or "
            "MMSTUI_API_USERNAME and MMSTUI_API_PASSWORD in the environment.\n"
            "To look around first, without an account: mmstui demo"
        )


class QueuesOnly(MissingCredentials):
    """A person of a team has no password: what they send, another process of the team sends."""

    def __init__(self) -> None:
        Exception.__init__(
            self,
            "You have the team's messages, but not the API password of its account.\n"
            "You can read, write and queue; the process that has the password polls and sends.",
        )


class PasswordCommandFailed(Exception):
    """`password_command` failed. The text says how, but not what it printed."""


def from_command(command: Sequence[str], *, terminal: bool) -> str:
    """Return the password that a command prints. Raises PasswordCommandFailed."""
    import subprocess

    name = command[0]
    try:
        code, printed = _run(command, terminal=terminal)
        lines = printed.decode().splitlines()
    except UnicodeError:
        raise PasswordCommandFailed(f"password_command {name} printed no UTF-8.") from None
    except subprocess.TimeoutExpired:
        words = f"password_command {name} did not end within {_PATIENCE} seconds."
        raise PasswordCommandFailed(words) from None
    except (OSError, subprocess.SubprocessError) as error:
        kind = type(error).__name__
        raise PasswordCommandFailed(f"password_command {name} did not run ({kind}).") from None
    if code:
        raise PasswordCommandFailed(f"password_command {name} ended with {code}.")
    if not lines or not lines[0]:
        raise PasswordCommandFailed(f"password_command {name} printed nothing.")
    return lines[0]


def from_keyring(username: str, api_url: str) -> str | None:
    """Return the password that the keyring has for an account, if any."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password("mmstui", f"{username}@{api_url}")
    except Exception:  # A keyring back end may raise anything, and is optional.
        return None
    return found


#: Timeout of `password_command`, in seconds.
_PATIENCE = 60
#: Commands that run without a terminal.
_running: set[subprocess.Popen[bytes]] = set()
_unwanted = Event()


def want_passwords(wanted: bool) -> None:
    """Allow password commands without a terminal, or end the running ones."""
    if wanted:
        _unwanted.clear()
        return
    _unwanted.set()
    for process in tuple(_running):
        _end(process)


def _run(command: Sequence[str], *, terminal: bool) -> tuple[int, bytes]:
    """Return exit code and output of a command. Without `terminal` it cannot prompt."""
    import subprocess

    if terminal:
        done = subprocess.run(list(command), capture_output=True, timeout=_PATIENCE, check=False)
        return done.returncode, done.stdout
    # gpg passes GPG_TTY on to pinentry, which would draw over the UI.
    environ = {name: value for name, value in os.environ.items() if name != "GPG_TTY"}
    with subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environ, start_new_session=True,
    ) as process:  # fmt: skip
        _running.add(process)
        if _unwanted.is_set():
            _end(process)  # `want_passwords(False)` ran during its start.
        try:
            printed, _ = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            _end(process)
            raise
        finally:
            _running.discard(process)
    return process.returncode, printed


def _end(process: subprocess.Popen[bytes]) -> None:
    import signal

    with suppress(OSError):
        os.killpg(process.pid, signal.SIGTERM)
