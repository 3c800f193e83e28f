"""The settings of a DID as its dialog shows them: what VoIP.ms told, and pending changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmstui.domain.did_settings import ADDRESSES, MASK, DidField, Settings, masked
from mmstui.domain.pending_changes import ChangeKind, PendingChange
from mmstui.tui.account.did_settings_text import SETTINGS, Setting, state_word, target_words

_NO_SMS = "VoIP.ms offers no SMS for this number."


@dataclass(frozen=True, slots=True)
class DidValues:
    """Values that VoIP.ms told, and the changes that it has not confirmed, oldest first."""

    told: Settings
    listed: bool  #: whether the DID is on the account
    changes: Sequence[PendingChange]

    @classmethod
    def of(cls, number: str, told: Settings | None, changes: Sequence[PendingChange]) -> DidValues:
        """Return the values of a DID; `changes` may be those of others too."""
        mine = [c for c in changes if c.kind is ChangeKind.DID and c.subject == number]
        return cls(told or {}, told is not None, mine)

    @property
    def shown(self) -> dict[DidField, str]:
        """The values that VoIP.ms told, overlaid with the pending ones."""
        shown = dict(self.told)
        for change in self.changes:
            if change.under_way:
                shown.update(_fields(change))
        return shown

    def is_on(self, setting: Setting) -> bool:
        """Return whether a setting is switched on."""
        return self.shown.get(setting.switch) == "1"

    def change_of(self, setting: Setting) -> PendingChange | None:
        """Return the newest pending change of a setting."""
        return next((c for c in reversed(self.changes) if concerns(c, setting)), None)

    def refusal(self, setting: Setting) -> str:
        """Return why a setting cannot be changed here; "" if it can."""
        if not setting.changeable:
            return setting.meaning
        if not self.listed:
            return "This number is not on the account any more."
        if self.told.get(DidField.SMS_POSSIBLE) == "0":
            return _NO_SMS
        if setting.switch is not DidField.ENABLE and DidField.ENABLE not in self.shown:
            return "VoIP.ms does not tell whether SMS is on: switch that first."
        return ""

    def to_begin_with(self, setting: Setting, target: DidField) -> tuple[str, bool]:
        """Return the initial value of the field: a refused value rather than the one at VoIP.ms.

        An address that is only partly known is hidden: then the field is empty.
        """
        change, value = self.change_of(setting), self.shown.get(target, "")
        if change is not None and change.troubled:
            value = change.wanted.get(target, value)
        return value, target in ADDRESSES and MASK in masked(value)


def concerns(change: PendingChange, setting: Setting) -> bool:
    """Return whether a change is one of a setting."""
    return any(field.value in change.wanted for field in setting.fields)


def wanted_words(change: PendingChange) -> str:
    """Return the switch and the target that a change requests, ready to paint."""
    setting = next(each for each in SETTINGS if concerns(change, each))
    fields = _fields(change)
    state = state_word(setting, fields) if setting.switch in fields else ""
    target = target_words(setting, fields) if setting.target in fields else ""
    return "  ".join(part for part in (state, target) if part)


def _fields(change: PendingChange) -> dict[DidField, str]:
    return {DidField(name): value for name, value in change.wanted.items()}
