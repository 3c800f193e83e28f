"""`mmstui keys`."""

from __future__ import annotations

import argparse

from mmstui import settings
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import complain, write_json, write_line


def run(options: argparse.Namespace) -> Exit:
    """List the ids of all commands with their keys, and where they work."""
    from mmstui.tui.keys.panes import PANES, by_id
    from mmstui.tui.running import with_keys
    from mmstui.tui.ui.commands import display

    configured = with_keys(settings.load())
    for complaint in configured.complaints:
        complain(f"mmstui: {complaint}")
    rows = [
        {
            "id": command.id,
            "keys": [display(key) for key in command.bound],
            "default": [display(key) for key in command.keys.split(",")],
            "description": command.description,
            "panes": [pane.name for pane in PANES if command in pane.commands],
        }
        for command in by_id().values()
    ]
    if options.json:
        write_json({"keys": rows, "preset": configured.keys.preset or None})
        return Exit.DONE
    for row in rows:
        write_line(f"{row['id']:<24} {' '.join(row['keys']):<28} {row['description']}")
    return Exit.DONE
