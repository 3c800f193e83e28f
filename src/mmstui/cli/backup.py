"""`mmstui backup`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mmstui.center import MessageCenter
from mmstui.cli.account import local_zone, opened
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import write_json, write_line
from mmstui.domain.text.plurals import count_of


def run(options: argparse.Namespace) -> Exit:
    """Copy the store to a new file or folder. Makes no request."""
    with opened() as center:
        made = center.backup(_target(center, options), with_files=options.media)
    if options.json:
        write_json(
            {
                "backup": {
                    "path": str(made.path),
                    "bytes": made.bytes,
                    "messages": made.messages,
                    "files": made.files if made.with_files else 0,
                    "files_left_out": made.missing if made.with_files else made.files,
                    "held": made.held,
                }
            }
        )
        return Exit.DONE
    messages, files = count_of(made.messages, "message"), count_of(made.files, "file")
    write_line(f"Copied {messages} ({made.bytes:,} bytes) to {made.path}")
    if made.with_files:
        gone = f"; {made.missing:,} were not on the disk any more" if made.missing else ""
        write_line(f"and {files} of messages and drafts{gone}.")
    elif made.files:
        write_line(f"The copy has no files: --media also copies {files} of messages and drafts.")
    if made.held:
        write_line(
            f"In the copy, held until you send them: {count_of(made.held, 'queued message')}. "
            "So a return to the copy sends nothing twice."
        )
    return Exit.DONE


def _target(center: MessageCenter, options: argparse.Namespace) -> Path:
    """Return the path of the copy: as given, or with a default name in a given or this folder."""
    given: Path | None = options.file
    if given is not None and (options.media or not given.is_dir()):
        return given.absolute()
    at = center.now().astimezone(local_zone(center.settings))
    name = f"mmstui-{at:%Y-%m-%d-%H%M%S}"
    return (given or Path()).absolute() / (name if options.media else f"{name}.sqlite3")
