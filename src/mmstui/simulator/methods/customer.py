"""getDIDsInfo, getBalance and getIP (voipms-api.md sections 2.8, 2.10 and 2.11)."""

from mmstui.simulator.account import Did
from mmstui.simulator.calls import Call, RefusalError, Reply
from mmstui.simulator.eastern import render
from mmstui.simulator.methods.settings import UNSET


def get_dids_info(call: Call) -> Reply:
    """List the account's DIDs, or the requested one."""
    dids = list(call.account.dids.values())
    if call.get("did"):
        # Not own_did(): a DID whose messages are refused is still listed here.
        dids = [did for did in dids if did.number == call.number("did")]
        if not dids:
            raise RefusalError("invalid_did")
    if not dids:
        raise RefusalError("no_did")
    return {"status": "success", "dids": [_row(did, call) for did in dids]}


def get_balance(call: Call) -> Reply:
    """Answer with the balance, and with the day's figures if `advanced` is set."""
    balance: dict[str, object] = {"current_balance": call.account.balance}
    if call.get("advanced").lower() in {"1", "true"}:
        balance |= {
            "spent_total": "311.20400",
            "calls_total": "1284",
            "time_total": "61:04:12",
            "spent_today": "0.34000",
            "calls_today": 3,
            "time_today": "0:11:09",
        }
    return {"status": "success", "balance": balance}


def get_ip(call: Call) -> Reply:
    """Answer with the caller's address, even if it is not allowed."""
    return {"status": "success", "ip": call.client}


def _row(did: Did, call: Call) -> dict[str, object]:
    """Return a DID with the mixed flag types of VoIP.ms's answers."""
    row: dict[str, object] = {
        "did": did.number,
        "description": did.city,
        "routing": "account:100001_desk",
        "failover_busy": "",
        "failover_unreachable": "",
        "failover_noanswer": "",
        "voicemail": "",
        "voicemail_threshold": "60",
        "pop": "73",
        "dialtime": "60",
        "cnam": "0",
        "e911": "0",
        "callerid_prefix": "",
        "inbound_dialing_mode": did.dialmode,
        "note": did.note,
        "port_out_pin": "",
        "billing_type": "1",
        "next_billing": "2026-12-01",
        "order_date": render(did.ordered_at),
        "reseller_account": "",
        "reseller_next_billing": "0000-00-00",
        "reseller_monthly": "0.00",
        "reseller_minute": "0.00",
        "reseller_setup": "0.00",
        "record_calls": "0",
        "transcribe": "0",
        "transcription_locale": "",
        "transcription_email": "",
        "transcription_start_delay": "0",
        "sms_available": int(did.sms),
        "mms_available": int(did.sms and did.mms),
    }
    if did.sms:
        told = {"sms_enabled": "1" if did.sms_enabled else "0", "dialmode": did.dialmode}
        told |= UNSET | {"sms_forward": call.switches.unset_forward} | did.settings
        row |= {key: value for key, value in told.items() if key not in call.switches.untold}
    return row
