"""The phonebook's methods (voipms-api.md section 2.9)."""

import re
from dataclasses import asdict

from mmstui.simulator.account import PhonebookEntry
from mmstui.simulator.calls import Call, RefusalError, Reply

NAME_LIMIT = 50
NOTE_LIMIT = 50
"""Characters; only the note's limit is documented."""
PLAIN = re.compile(r"[A-Za-z0-9 ]+")


def get_phonebook(call: Call) -> Reply:
    """List the entries, filtered by id and by a part of the name."""
    entries = list(call.account.phonebook.values())
    if call.get("phonebook"):
        entries = [entry for entry in entries if entry.entry == call.get("phonebook")]
        if not entries:
            raise RefusalError("invalid_phonebook")
    if call.get("name"):
        wanted = call.get("name").casefold()
        entries = [entry for entry in entries if wanted in entry.name.casefold()]
    if call.get("group"):
        entries = [entry for entry in entries if entry.group == call.get("group")]
    if not entries:
        raise RefusalError("no_phonebook")
    return {"status": "success", "phonebooks": [_row(entry) for entry in entries]}


def set_phonebook(call: Call) -> Reply:
    """Create an entry, or change the entry `phonebook`; omitted fields stay."""
    book = call.account.phonebook
    asked = call.get("phonebook")
    if asked and asked not in book:
        raise RefusalError("invalid_phonebook")
    if not call.get("name"):
        raise RefusalError("missing_name")
    if len(call.get("name")) > NAME_LIMIT:
        raise RefusalError("name_toolong")
    if not call.get("number"):
        raise RefusalError("missing_number")
    if len(call.get("note")) >= NOTE_LIMIT:
        raise RefusalError("note_toolong")
    if call.switches.names_alphanumeric and not PLAIN.fullmatch(call.get("name")):
        raise RefusalError("invalid_name")
    if call.switches.unique_numbers and any(
        e.number == call.get("number") and e.entry != asked for e in book.values()
    ):
        raise RefusalError("used_number")
    entry = book.get(asked) or call.account.add_name("", "")
    for name in ("name", "number", "note", "speed_dial", "callerid", "group"):
        if name in call.params or call.switches.omitted_entry_fields_are_cleared:
            setattr(entry, name, call.get(name))
    return {"status": "success", "phonebook": int(entry.entry)}


def del_phonebook(call: Call) -> Reply:
    """Delete the entry `phonebook`."""
    if not call.get("phonebook"):
        raise RefusalError("missing_phonebook")
    if call.account.phonebook.pop(call.get("phonebook"), None) is None:
        raise RefusalError("invalid_phonebook")
    return {"status": "success"}


def get_phonebook_groups(call: Call) -> Reply:
    """Refuse: this customer has no groups."""
    raise RefusalError("no_phonebook_group")


def _row(entry: PhonebookEntry) -> dict[str, object]:
    row: dict[str, object] = asdict(entry)
    return {"phonebook": row.pop("entry"), **row}
