"""Admission of calls, in VoIP.ms's order of checks (voipms-api.md section 1)."""

import hmac

from mmstui.simulator.calls import Call, Method, RefusalError
from mmstui.simulator.methods import METHODS

MINUTE = 60.0
WORKS_FROM_ANYWHERE = "getIP"
"""The only method that answers an address that is not allowed."""


def admit(call: Call) -> Method:
    """Return the method of a call, or raise RefusalError for the first failed check."""
    name = call.get("method")
    if not name:
        raise RefusalError("missing_method")
    call.account.requests[name] += 1
    if name not in METHODS:
        raise RefusalError("invalid_method")
    _check_credentials(call)
    if not call.switches.api_enabled:
        raise RefusalError("api_not_enabled")
    if not call.switches.ip_allowed and name != WORKS_FROM_ANYWHERE:
        raise RefusalError("ip_not_enabled")
    _check_pace(call)
    return METHODS[name]


def _check_credentials(call: Call) -> None:
    username, password = call.get("api_username"), call.params.get("api_password", "")
    if not username or not password:
        raise RefusalError("missing_credentials")
    right_name = username.casefold() == call.account.username.casefold()
    if not right_name or not _same(password, call.account.password):
        raise RefusalError("invalid_credentials")


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass")
    )


def _check_pace(call: Call) -> None:
    """Count this request; raise RefusalError if the last minute is at the limit."""
    now, recent = call.clock.now(), call.account.recent_requests
    while recent and recent[0] <= now - MINUTE:
        recent.popleft()
    limit = call.switches.requests_per_minute
    if limit and len(recent) >= limit:
        raise RefusalError("api_limit_exceeded")
    recent.append(now)
