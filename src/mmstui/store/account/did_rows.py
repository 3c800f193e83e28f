"""Rows of the table of DIDs."""

from __future__ import annotations

import json

from mmstui.domain.did_settings import DidField, storable
from mmstui.domain.text.sanitise import line
from mmstui.domain.wire import ServerDid
from mmstui.store.sqlite.codec import to_ms
from mmstui.store.sqlite.transaction import Transaction

#: The columns of `did_row`, in that order.
COLUMNS = "number, note_shown, city_shown, sms, mms, order_at, settings, position"
DidRow = tuple[str, str, str, int, int, int | None, str, int]


def did_row(did: ServerDid, position: int) -> DidRow:
    """Return a DID's row: texts ready to paint, without the passwords in callback addresses."""
    kept = {str(name): value for name, value in storable(did.settings).items()}
    return (
        did.number,
        line(did.note),
        line(did.city),
        int(did.sms),
        int(did.mms),
        None if did.order_date is None else to_ms(did.order_date),
        json.dumps(kept, sort_keys=True),
        position,
    )


def put_did(transaction: Transaction, did: ServerDid) -> None:
    """Store what VoIP.ms says of one DID of the account; its position stays."""
    connection = transaction.connection
    found = connection.execute(
        f"SELECT {COLUMNS} FROM did WHERE number = ? AND gone = 0", (did.number,)
    ).fetchone()
    if found is None:
        return
    row = did_row(did, found[-1])
    if row == found:
        return
    connection.execute(
        "UPDATE did SET note_shown = ?2, city_shown = ?3, sms = ?4, mms = ?5, order_at = ?6, "
        "settings = ?7, position = ?8 WHERE number = ?1",
        row,
    )
    transaction.touch_everything()


def settings_of(text: str) -> dict[DidField, str]:
    """Return the settings in a DID's JSON column, without unknown fields."""
    try:
        kept = json.loads(text)
    except ValueError:
        return {}
    known = {field.value for field in DidField}
    return (
        {DidField(name): str(value) for name, value in kept.items() if name in known}
        if isinstance(kept, dict)
        else {}
    )
