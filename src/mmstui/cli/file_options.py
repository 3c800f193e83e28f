"""The options of commands that write or read whole files of messages."""

from __future__ import annotations

import argparse
from typing import Final

from mmstui.cli.common_options import (
    CONTACT,
    DID,
    FILES,
    add_json,
    add_narrowing,
    completed_by,
)
from mmstui.cli.option_types import number, path

#: Formats of `export`. A test compares: their modules are not imported for `--help`.
_FORMATS: Final = ("txt", "md", "json", "jsonl", "csv", "mbox", "html", "smsbackup")
_EXPORT: Final = """\
formats: txt, md, json, jsonl, csv, mbox, html, smsbackup (XML of SMS Backup & Restore)

  mmstui export messages.mbox                       all messages, as a mailbox
  mmstui export --format csv - | head               to standard output
"""
_IMPORT: Final = """\
files: jsonl of mmstui export, the database of VoIP.ms SMS for Android, XML of SMS Backup & Restore

What is here already is not taken over again, nor what you deleted here. Nothing is ever sent.
Ends with 1 if a row could not be read; the others are taken over all the same.

  mmstui import sms-20260301.xml --did 5145550100   the number of yours that it is of
"""

add_repair = add_json


def add_backup(backup: argparse.ArgumentParser) -> None:
    """Add the options of `backup`."""
    backup.add_argument("file", nargs="?", type=path, metavar="FILE", help="must not exist yet")
    backup.add_argument(
        "--media", action="store_true", help="make a folder, with received and attached files too"
    )
    add_json(backup)


def add_export(export: argparse.ArgumentParser) -> None:
    """Add the options of `export`."""
    export.epilog = _EXPORT
    completed_by(
        export.add_argument(
            "file", type=path, metavar="FILE", help="must not exist yet; -: standard output"
        ),
        FILES,
    )
    contact = export.add_argument(
        "contact", nargs="*", metavar="CONTACT",
        help="numbers, or names in the phonebook; without one: all conversations",
    )  # fmt: skip
    completed_by(contact, CONTACT)
    export.add_argument(
        "--format", choices=_FORMATS, metavar="F", help="else by the suffix of FILE; see below"
    )
    export.add_argument(
        "--media", action="store_true",
        help="files of messages too, as mbox and smsbackup always have them; html: make a folder",
    )  # fmt: skip
    add_narrowing(export)
    add_json(export)


def add_import(taken: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    taken.epilog = _IMPORT
    file = taken.add_argument(
        "file", type=path, metavar="FILE", help="what it is shows its content; -: standard input"
    )
    completed_by(file, FILES)
    did = taken.add_argument(
        "--did", type=number, metavar="D",
        help="your number, where the file does not tell: XML, if you have several",
    )  # fmt: skip
    completed_by(did, DID)
    taken.add_argument("--dry-run", action="store_true", help="change nothing; say what would be")
    add_json(taken)
