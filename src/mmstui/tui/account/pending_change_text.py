"""Texts about pending changes, the same in all dialogs."""

from __future__ import annotations

from typing import Final

from mmstui.domain.messages import Status
from mmstui.domain.pending_changes import Errand, ErrandState
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.formatting import Words

_STATES: Final[dict[ErrandState, Words]] = {
    ErrandState.WAITING: Words("○", "waiting", Role.SOFT),
    ErrandState.DOING: Words("→", "saving", Role.SOFT),
    ErrandState.DONE: Words("✓", "saved", Role.SOFT),
    ErrandState.REFUSED: Words("×", "not saved", Role.ERROR, True),
    ErrandState.STALE: Words("!", "not saved", Role.WARN, True),
    ErrandState.DIFFERENT: Words("!", "differs", Role.WARN, True),
    ErrandState.HELD: Words("!", "held", Role.WARN),
}
_AGAIN: Final = ("R", "save it all the same")
_FORGET: Final = ("x", "leave it as it is")
Key = tuple[str, str]


def errand_words(errand: Errand, status: Status) -> Words:
    """Return the words of a change's state. A change that waits only for its turn is `saving` to
    the user.
    """
    if errand.state is ErrandState.WAITING and not obstacle(status):
        return _STATES[ErrandState.DOING]
    return _STATES[errand.state]


def sentence(errand: Errand, status: Status) -> tuple[str, Role]:
    """Return a sentence about a change, ready to paint; "" if the state's word is enough."""
    if errand.state is ErrandState.WAITING:
        return obstacle(status), Role.WARN
    if errand.troubled:
        return errand.words, _STATES[errand.state].role
    return "", Role.SOFT


def keys(errand: Errand | None) -> tuple[Key, ...]:
    """Return the keys for a change."""
    if errand is None or errand.state in {ErrandState.DOING, ErrandState.DONE}:
        return ()
    if errand.state is ErrandState.WAITING:
        return (("x", "take it back"),)
    if errand.state is ErrandState.REFUSED:
        return (("R", "try again"), _FORGET)
    return (_AGAIN, _FORGET)


def obstacle(status: Status) -> str:
    """Return why all changes are waiting; "" if they are not."""
    if status.refused is not None:
        return "VoIP.ms refuses access: it is saved once access is granted."
    if status.offline_since is not None:
        return "VoIP.ms cannot be reached: it is saved as soon as it can be."
    return ""
