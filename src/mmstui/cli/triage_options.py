"""The options of commands for whole conversations."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Final

from mmstui.cli.common_options import CONTACT, add_did, add_json, add_zone, completed_by

#: What `--off` does, by command; "": the command has none.
_OPPOSITES: Final = {
    "done": "bring them back",
    "snooze": "wake them now",
    "unread": "",
    "mute": "unmute them",
    "pin": "unpin them",
    "block": "unblock them",
}


def _add(name: str, made: argparse.ArgumentParser) -> None:
    made.set_defaults(verb=name)
    completed_by(
        made.add_argument(
            "contacts", nargs="+", metavar="CONTACT", help="numbers, or names in the phonebook"
        ),
        CONTACT,
    )
    add_did(made, "only with this number of yours")
    if name in ("snooze", "mute"):
        made.add_argument(
            "--until", metavar="T", help="17:00, fri 14:00, 2 dec, 3d, or a time as in JSON"
        )
        add_zone(made)
    if name == "snooze":
        made.add_argument("--strict", action="store_true", help="stay snoozed when they write")
    if opposite := _OPPOSITES[name]:
        made.add_argument("--off", action="store_true", help=opposite)
    add_json(made)


add_done, add_snooze, add_unread = (partial(_add, name) for name in ("done", "snooze", "unread"))
add_mute, add_pin, add_block = (partial(_add, name) for name in ("mute", "pin", "block"))
add_undo = add_json
