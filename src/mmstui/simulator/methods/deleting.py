"""deleteSMS and deleteMMS (voipms-api.md section 2.6). A deletion cannot be undone."""

from mmstui.simulator.account import Kind
from mmstui.simulator.calls import Call, RefusalError, Reply


def delete_sms(call: Call) -> Reply:
    """Delete the SMS with that id; an MMS with the same id is another message."""
    return _delete(call, "sms")


def delete_mms(call: Call) -> Reply:
    """Delete the MMS with that id."""
    return _delete(call, "mms")


def _delete(call: Call, kind: Kind) -> Reply:
    asked = call.get("id")
    if not asked:
        raise RefusalError("missing_id")
    if not asked.isascii() or not asked.isdigit():
        raise RefusalError("invalid_id")
    number = int(asked)
    if call.account.find(kind, number) is None:
        raise RefusalError(call.switches.unknown_id_status)
    if call.switches.deletes_take_effect:
        call.account.delete(kind, number)
    return {"status": "success"}
