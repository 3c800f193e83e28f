"""Texts about pending changes, the same in all dialogs."""

from __future__ import annotations

from typing import Final

from mmstui.domain.messages import Status
from mmstui.domain.pending_changes import ChangeState, PendingChange
from mmstui.tui.account.commands import AGAIN, TAKE_BACK
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.formatting import Words

_STATES: Final[dict[ChangeState, Words]] = {
    ChangeState.WAITING: Words("○", "waiting", Role.SOFT),
    ChangeState.DOING: Words("→", "saving", Role.SOFT),
    ChangeState.DONE: Words("✓", "saved", Role.SOFT),
    ChangeState.REFUSED: Words("×", "not saved", Role.ERROR, True),
    ChangeState.STALE: Words("!", "not saved", Role.WARN, True),
    ChangeState.DIFFERENT: Words("!", "differs", Role.WARN, True),
    ChangeState.HELD: Words("!", "held", Role.WARN),
}
_AGAIN: Final = hint("save it all the same", AGAIN)
_FORGET: Final = hint("leave it as it is", TAKE_BACK)
Key = tuple[str, str]


def change_words(change: PendingChange, status: Status) -> Words:
    """Return the words of a change's state. A change that waits only for its turn is `saving` to
    the user.
    """
    if change.state is ChangeState.WAITING and not obstacle(status):
        return _STATES[ChangeState.DOING]
    return _STATES[change.state]


def sentence(change: PendingChange, status: Status) -> tuple[str, Role]:
    """Return a sentence about a change, ready to paint; "" if the state's word is enough."""
    if change.state is ChangeState.WAITING:
        return obstacle(status), Role.WARN
    if change.troubled:
        return change.words, _STATES[change.state].role
    return "", Role.SOFT


def keys(change: PendingChange | None) -> tuple[Key, ...]:
    """Return the keys for a change."""
    if change is None or change.state in {ChangeState.DOING, ChangeState.DONE}:
        return ()
    if change.state is ChangeState.WAITING:
        return (hint("take it back", TAKE_BACK),)
    if change.state is ChangeState.REFUSED:
        return (hint("try again", AGAIN), _FORGET)
    return (_AGAIN, _FORGET)


def obstacle(status: Status) -> str:
    """Return why all changes are waiting; "" if they are not."""
    if status.refused is not None:
        return "VoIP.ms refuses access: it is saved once access is granted."
    if status.offline_since is not None:
        return "VoIP.ms cannot be reached: it is saved as soon as it can be."
    return ""
