"""URL callbacks: the request that VoIP.ms makes for an incoming message (voipms-api.md section 7).

The simulator makes no requests. It notes the address that VoIP.ms would request, for scripts that
receive callbacks, at `/_simulator/callbacks`.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from mmstui.simulator.account import Account, Message
from mmstui.simulator.eastern import NO_SHIFT, render
from mmstui.simulator.switches import Switches

PLACEHOLDER = re.compile(r"\{([A-Z]+)\}")


def callback(
    account: Account, message: Message, switches: Switches, url_of: Callable[[str], str]
) -> str | None:
    """Return the address that a message makes VoIP.ms request; None if its DID has none.

    `{MEDIA}` stays as it is without media, as do all of `unexpanded_placeholders`.
    """
    settings = account.dids[message.did].settings if message.did in account.dids else {}
    address = settings.get("sms_url_callback", "")
    if message.outgoing or not address or settings.get("sms_url_callback_enabled") != "1":
        return None
    values = {
        "ID": str(message.id),
        "TIMESTAMP": render(message.at, NO_SHIFT),
        "FROM": message.contact,
        "TO": message.did,
        "MESSAGE": message.text,
    }
    if message.media:
        values["MEDIA"] = ",".join(url_of(media.path) for media in message.media)

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1])
        if known is None or found[1] in switches.unexpanded_placeholders:
            return found[0]
        return quote(known, safe="")

    return PLACEHOLDER.sub(value, address)
