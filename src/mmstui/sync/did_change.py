"""Change settings of a DID: read, write, read back, compare (voipms-api sections 2.7 and 2.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mmstui.domain.did_settings import NAMES, DidField, Settings, spoken, storable
from mmstui.domain.pending_changes import ChangeState, PendingChange
from mmstui.sync.change_outcome import ChangeOutcome
from mmstui.sync.client_protocol import Service
from mmstui.voipms import NoAnswer

_GONE = "This number is not on the account any more."
_NO_SMS = "VoIP.ms offers no SMS for this number."
_NOT_TOLD = "VoIP.ms does not tell whether SMS is on for this number: switch it on or off first."
#: These settings may change as a result of the requested change.
_ABILITIES = frozenset({DidField.SMS_POSSIBLE, DidField.MMS_POSSIBLE})


class DidChange:
    """Sends the settings that the user changed, together with the current `enable` of the DID.

    setSMS requires `enable` in every call. A value read earlier could switch SMS on or off by
    accident.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def apply(self, change: PendingChange, fields: Mapping[str, str]) -> ChangeOutcome:
        """Apply the change and return its outcome.

        Raises the service's errors; NoAnswer only when the change may not have been made.
        """
        wanted = {DidField(name): value for name, value in fields.items()}
        found = await self._service.did(change.subject)
        if found is None:
            return ChangeOutcome(ChangeState.REFUSED, _GONE)
        before = found.settings
        if _differing(wanted, before, wanted) == []:
            return ChangeOutcome(ChangeState.DONE, did=found)
        if before.get(DidField.SMS_POSSIBLE) == "0":
            return ChangeOutcome(ChangeState.REFUSED, _NO_SMS, did=found)
        if not change.forced and (moved := _moved(wanted, before, change.seen)):
            return ChangeOutcome(ChangeState.STALE, moved, did=found)
        enable = wanted.get(DidField.ENABLE, before.get(DidField.ENABLE))
        if enable is None:
            return ChangeOutcome(ChangeState.REFUSED, _NOT_TOLD, did=found)
        sent = {str(name): value for name, value in wanted.items() if name is not DidField.ENABLE}
        unanswered: NoAnswer | None = None
        try:
            await self._service.set_did(change.subject, enable=enable == "1", fields=sent)
        except NoAnswer as error:
            unanswered = error
        found = await self._service.did(change.subject)
        if found is None:
            return ChangeOutcome(ChangeState.REFUSED, _GONE)
        not_taken = _differing(wanted, found.settings, wanted)
        if unanswered is not None and not_taken:
            raise unanswered
        others = [name for name in DidField if name not in wanted and name not in _ABILITIES]
        both = [name for name in others if name in before and name in found.settings]
        changed = _differing(before, found.settings, both)
        if not not_taken and not changed:
            return ChangeOutcome(ChangeState.DONE, did=found)
        words = _difference(not_taken, changed, before, found.settings)
        return ChangeOutcome(ChangeState.DIFFERENT, words, did=found)


def _differing(one: Settings, other: Settings, names: Iterable[DidField]) -> list[DidField]:
    return [name for name in names if one.get(name) != other.get(name)]


def _moved(wanted: Settings, now: Settings, seen: Mapping[str, str]) -> str:
    """Return a sentence on wanted settings that changed since the user saw them; "" for none."""
    kept = storable(now)
    moved = [name for name in wanted if kept.get(name) != seen.get(name.value)]
    said = (f"{NAMES[name]} is {spoken(name, now.get(name))} there by now" for name in moved)
    return f"Somebody changed it meanwhile: {', '.join(said)}." if moved else ""


def _difference(
    not_taken: list[DidField], changed: list[DidField], before: Settings, after: Settings
) -> str:
    words = []
    if not_taken:
        said = (f"{NAMES[name]} is {spoken(name, after.get(name))}" for name in not_taken)
        words.append(f"VoIP.ms took it, but tells that {', '.join(said)}.")
    if changed:
        said = (
            f"{NAMES[name]} from {spoken(name, before.get(name))} "
            f"to {spoken(name, after.get(name))}"
            for name in changed
        )
        words.append(f"VoIP.ms changed more than was asked: {', '.join(said)}.")
    return " ".join(words)
