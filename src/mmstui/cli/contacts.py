"""`mmstui contacts`."""

from __future__ import annotations

import argparse
from typing import Any

from mmstui.cli.account import opened
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import write_json, write_line
from mmstui.domain.messages import Contact
from mmstui.domain.phone import numbers


def run(options: argparse.Namespace) -> Exit:
    """List the phonebook by name, then other numbers with messages, most recent first."""
    with opened(reads=True) as center:
        contacts = center.directory.contacts()
        notes = {one.number: one.note for one in reversed(center.directory.phonebook())}
        if options.json:
            write_json({"contacts": [contact_json(c, notes.get(c.number, "")) for c in contacts]})
            return Exit.DONE
        for contact in contacts:
            name = contact.name or "-"
            write_line(f"{contact.formatted:>14}  {name}")
        if not contacts:
            write_line("No contacts known yet. mmstui sync fetches them.")
    return Exit.DONE


def contact_json(contact: Contact, note: str) -> dict[str, Any]:
    """Return the JSON of a contact. `last_did`: the DID last used with it."""
    return {
        "number": numbers.e164(contact.number),
        "name": contact.name or None,
        "note": note,
        "in_phonebook": contact.in_phonebook,
        "last_did": numbers.e164(contact.last_did) if contact.last_did else None,
    }
