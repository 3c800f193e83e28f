"""setSMS: the SMS settings of a DID (voipms-api.md section 2.7)."""

import re

from mmstui.simulator.account import Did
from mmstui.simulator.calls import Call, RefusalError, Reply, ten_digits

UNSET = {
    "sms_email": "",
    "sms_email_enabled": "0",
    "sms_forward": "-1",
    "sms_forward_enabled": "0",
    "sms_url_callback": "",
    "sms_url_callback_enabled": "0",
    "sms_url_callback_retry": "0",
    "sms_sipaccount": "",
    "sms_sipaccount_enabled": "0",
    "webhook": "",
    "webhook_enabled": "0",
    "smpp_enabled": "0",
    "smpp_url": "",
    "smpp_user": "",
    "smpp_pass": "",
}
"""The SMS settings of a new DID in getDIDsInfo."""

KEYS = {
    "email_enabled": "sms_email_enabled",
    "email_address": "sms_email",
    "sms_forward_enable": "sms_forward_enabled",
    "sms_forward": "sms_forward",
    "url_callback_enable": "sms_url_callback_enabled",
    "url_callback": "sms_url_callback",
    "url_callback_retry": "sms_url_callback_retry",
    "webhook": "webhook",
    "sms_sipaccount_enabled": "sms_sipaccount_enabled",
    "sms_sipaccount": "sms_sipaccount",
    "smpp_enabled": "smpp_enabled",
    "smpp_url": "smpp_url",
    "smpp_user": "smpp_user",
    "smpp_pass": "smpp_pass",
}
"""setSMS's parameters and their keys in getDIDsInfo; `webhook_enable(d)` is a switch."""

FLAGS = {
    "email_enabled": "invalid_email_enable",
    "sms_forward_enable": "invalid_forward_enable",
    "url_callback_enable": "invalid_callback_enable",
    "url_callback_retry": "invalid_callback_retry",
}
"""Parameters that must be 1 or 0, and the status for other values."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WEB = re.compile(r"https?://[^\s/]+.*")
SMPP = re.compile(r"s?smpp://.+")


def set_sms(call: Call) -> Reply:
    """Change settings of a DID; omitted settings stay, unless a switch clears them."""
    did = call.own_did(needed=True)
    assert did is not None  # noqa: S101 - needed
    if "enable" not in call.params:
        raise RefusalError("missing_enable")
    if call.get("enable") not in {"0", "1"}:
        raise RefusalError("missing_enable")
    if not did.sms:
        raise RefusalError("invalid_did")
    _check(call)
    keys = KEYS | {call.switches.webhook_flag: "webhook_enabled"}
    if call.switches.omitted_settings_are_cleared:
        did.settings.clear()
    for name, key in keys.items():
        if name in call.params and name not in call.switches.ignored_settings:
            did.settings[key] = call.get(name)
    if "enable" not in call.switches.ignored_settings:
        did.sms_enabled = call.flag("enable")
    if call.get("dialmode") in {"1", "2"}:
        did.dialmode = "2" if call.get("dialmode") == "2" else "1"
    _forward_in_ten_digits(did)
    return {"status": "success"}


def _check(call: Call) -> None:
    for name, status in FLAGS.items():
        if name in call.params and call.get(name) not in {"0", "1"}:
            raise RefusalError(status)
    _match(call, "email_address", EMAIL, "invalid_email")
    _match(call, "url_callback", WEB, "invalid_callback")
    _match(call, "smpp_url", SMPP, "invalid_smpp_url")
    if call.get("sms_forward") and len(ten_digits(call.get("sms_forward"))) != 10:
        raise RefusalError("invalid_sms_forward")


def _match(call: Call, name: str, pattern: re.Pattern[str], status: str) -> None:
    """Refuse a value that does not match; an empty value clears the setting."""
    if call.get(name) and not pattern.fullmatch(call.get(name)):
        raise RefusalError(status)


def _forward_in_ten_digits(did: Did) -> None:
    if did.settings.get("sms_forward"):
        did.settings["sms_forward"] = ten_digits(did.settings["sms_forward"])
