"""What a running `sync --watch` is doing, in a sentence for the log and for systemd."""

from __future__ import annotations

from mmstui.domain.access import refusal
from mmstui.domain.messages import Status
from mmstui.domain.text.sanitise import line


def state_words(status: Status, pid: int, *, polls: bool) -> str:
    """Return what the process `pid` does at an account, or what keeps it from that.

    `polls`: whether it polls, and does not only take callbacks.
    """
    if status.refused:
        found = refusal(status.refused, status.seen_address)
        return f"VoIP.ms refuses access ({line(status.refused)}). {found.what} {found.fix}"
    if status.offline_since:
        return "VoIP.ms cannot be reached; it is tried again."
    if status.leader_silent_since:
        return f"Process {status.leader_pid} holds the account and gives no sign of life."
    if status.trouble:
        return f"Trouble, which is tried again: {status.trouble}"
    if status.leader_pid is None:
        return "Starting." if polls else "Taking callbacks, but no mmstui polls now."
    if not polls:
        return f"Taking callbacks; process {status.leader_pid} polls and sends."
    if status.leader_pid != pid:
        return f"Process {status.leader_pid} polls and sends; this one stands by."
    return "Polling VoIP.ms, and sending what is queued."
