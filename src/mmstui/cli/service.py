"""`mmstui service`: `sync --watch` as a service of the user's systemd."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path
from typing import Final

from mmstui import settings
from mmstui.cli.account import opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.listen import new_address_if_missing, write_address
from mmstui.cli.output import write_json, write_line
from mmstui.daemon.systemctl import (
    NoSystemd,
    SystemctlFailed,
    lingers,
    properties,
    require_user_manager,
    systemctl,
)
from mmstui.daemon.systemd_unit import (
    NotForAUnit,
    UnitState,
    state_of,
    unit_path,
    unit_text,
)
from mmstui.settings.config_writer import write_private

_LINGER: Final = (
    "Without a login it does not run: systemd starts your services when you log in and ends them "
    "when you log out. To let them run from boot on: loginctl enable-linger"
)
_LINGERS: Final = "It runs without a login too, from boot on (linger is on)."
_SHOWN: Final = ("ActiveState", "SubState", "StatusText", "MainPID", "NRestarts", "UnitFileState")


def run(options: argparse.Namespace) -> Exit:
    """Install the service, say how it is, or remove it."""
    actions = {"install": _install, "status": _status, "remove": _remove}
    path = unit_path(os.environ, settings.load().account)
    try:
        require_user_manager()
        return actions[options.action](options, path)
    except NoSystemd as error:
        raise CommandError(Exit.FAILURE, "no_systemd", str(error), error.hint) from None
    except SystemctlFailed as error:
        raise CommandError(
            Exit.FAILURE, "systemctl", str(error), f"journalctl --user -u {path.name} may say more."
        ) from None
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        words = f"{path} cannot be used ({why})."
        raise CommandError(Exit.FAILURE, "unit", words) from None


def _install(options: argparse.Namespace, path: Path) -> Exit:
    _require_password_for_service()
    before = _require_ours(path)
    # Not `mmstui` by its name: a service has another PATH. -P: no module of its folder is taken.
    account = settings.load().account
    named = ["--account", account] if account else []
    command = [sys.executable, "-P", "-m", "mmstui", *named, "sync", "--watch"]
    command += _passed_on(options)
    try:
        text = unit_text(command, os.environ)
    except NotForAUnit as problem:
        raise CommandError(Exit.USAGE, "not_for_a_unit", str(problem)) from None
    address = None
    if options.listen:
        with opened() as center:
            address = new_address_if_missing(center.folder)
    write_private(path, text)  # It may name addresses of pushes.
    systemctl("daemon-reload")
    systemctl("enable", path.name)
    systemctl("restart", path.name)
    lingering = lingers()
    if options.json:
        write_json(
            {
                "unit": str(path),
                "replaced": before is UnitState.OURS,
                "linger": lingering,
                "new_callback_address": address,
            }
        )
        return Exit.DONE
    for line in (
        f"{path} is {'written anew' if before is UnitState.OURS else 'written'}, and runs:",
        f"  {shlex.join(command)}",
        "It polls, sends what is queued, and leaves both to an inbox that is open already.",
        "mmstui service status says how it is; what it logs is shown by:",
        f"  journalctl --user -u {path.name} -f",
        f"After a change of config.toml: systemctl --user reload {path.name}",
        f"To change the unit itself: systemctl --user edit {path.name}",
        _LINGERS if lingering else _LINGER,
    ):
        write_line(line)
    if address is not None:
        write_address(address)
    return Exit.DONE


def _passed_on(options: argparse.Namespace) -> list[str]:
    words = [f"--notify={target}" for target in options.notify]
    if options.listen:
        words += [f"--listen={options.listen}", f"--bind={options.bind}"]
    return [*words, f"--exec={shlex.join(options.hook)}"] if options.hook else words


def _require_password_for_service() -> None:
    """Raise CommandError if only this shell's environment has the password."""
    outside = {name: value for name, value in os.environ.items() if name != "MMSTUI_API_PASSWORD"}
    try:
        configured = settings.load(outside)
        if not configured.password_command:  # It need not run for this.
            configured.password(outside, terminal=False)
    except settings.MissingCredentials:
        raise CommandError(
            Exit.ACCESS, "missing_credentials",
            "The service would have no API password: it does not get MMSTUI_API_PASSWORD.",
            "mmstui setup keeps it in the keyring, in a file, or with a command that prints it.",
        ) from None  # fmt: skip


def _require_ours(path: Path) -> UnitState:
    """Return the state of the unit; raise CommandError if it is not ours alone."""
    state = state_of(path)
    if state is UnitState.FOREIGN:
        raise CommandError(
            Exit.FAILURE, "foreign_unit", f"{path} is there, and mmstui did not write it.",
            "It stays as it is. Move it away first.",
        )  # fmt: skip
    if state is UnitState.CHANGED:
        raise CommandError(
            Exit.FAILURE, "changed_unit", f"{path} was changed since mmstui wrote it.",
            f"It stays as it is. Move your changes to a file of their own (systemctl --user edit "
            f"{path.name}), delete it, and try again.",
        )  # fmt: skip
    return state


def _status(options: argparse.Namespace, path: Path) -> Exit:
    state = state_of(path)
    told = properties(path.name, _SHOWN)
    runs = told.get("ActiveState") in {"active", "reloading"}
    lingering = lingers()
    if options.json:
        write_json(
            {
                "unit": str(path),
                "state": state.value,
                "active": told.get("ActiveState"),
                "enabled": told.get("UnitFileState") == "enabled",
                "status": told.get("StatusText") or None,
                "pid": int(told.get("MainPID", "0") or 0) or None,
                "restarts": int(told.get("NRestarts", "0") or 0),
                "linger": lingering,
            }
        )
        return Exit.DONE if runs else Exit.FAILURE
    if state is UnitState.MISSING:
        write_line("No service is installed: mmstui service install")
        return Exit.FAILURE
    write_line(f"{path}: {_STATES[state]}")
    write_line(f"{told.get('ActiveState', 'unknown')} ({told.get('SubState', 'unknown')})")
    if told.get("StatusText"):
        write_line(told["StatusText"])
    if not runs:
        write_line(f"Why: journalctl --user -u {path.name} -e")
    if lingering is not None:
        write_line(_LINGERS if lingering else _LINGER)
    return Exit.DONE if runs else Exit.FAILURE


_STATES: Final = {
    UnitState.OURS: "as mmstui wrote it",
    UnitState.CHANGED: "changed since mmstui wrote it",
    UnitState.FOREIGN: "not written by mmstui",
}


def _remove(options: argparse.Namespace, path: Path) -> Exit:
    state = _require_ours(path)
    if state is not UnitState.MISSING:
        systemctl("disable", "--now", path.name)
        path.unlink()
        systemctl("daemon-reload")
    if options.json:
        write_json({"unit": str(path), "removed": state is not UnitState.MISSING})
    elif state is UnitState.MISSING:
        write_line("No service is installed.")
    else:
        write_line(f"The service is stopped, and {path} is deleted. Messages and settings stay.")
    return Exit.DONE
