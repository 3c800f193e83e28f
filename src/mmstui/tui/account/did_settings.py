"""The dialog for a DID's settings. It changes them through the store and follows the store."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.did_settings import (
    ADDRESSES,
    MASK,
    DidField,
    Settings,
    masked,
    notice,
    problem,
    written,
)
from mmstui.domain.messages import Did
from mmstui.domain.numbers import formatted
from mmstui.domain.pending_changes import ChangeKind, PendingChange
from mmstui.domain.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account import pending_change_text
from mmstui.tui.account.did_settings_text import (
    SETTINGS,
    Setting,
    ability,
    state_word,
    target_words,
)
from mmstui.tui.account.pending_change_dialog import NOTE_LINES, PendingChangeDialog
from mmstui.tui.compose import batch_commands
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.form import Form, FormField
from mmstui.tui.ui.option_rows import Option
from mmstui.tui.ui.setting_rows import Labelled, LabelRows, row
from mmstui.tui.ui.virtual_list import VirtualList

_NO_SMS = "VoIP.ms offers no SMS for this number."
_SWITCHING_OFF = "Once SMS is off, this number neither sends nor receives."


class DidSettings(PendingChangeDialog[None]):
    """A dialog with a row for each setting. A pending value is shown at once, with its state."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            dialog_commands.CHOOSE,
            account_commands.SWITCH,
            batch_commands.YES,
            batch_commands.NO,
        )
    ]

    NARROW_TEXT_COLUMN = 11

    def __init__(
        self, center: MessageCenter, did: Did, *, zone: tzinfo, esc: str = "close"
    ) -> None:
        number = formatted(did.number)
        title = number if did.label == number else f"{number}  {did.label}"
        super().__init__(title, center, zone=zone, esc=esc)
        self._center = center
        self._did = did
        self._told: Settings = {}
        self._listed = True
        self._asking = False
        self._esc = esc
        self._rows = LabelRows(tone=1, text_column=self.TEXT_COLUMN)

    def compose_body(self) -> ComposeResult:
        """Yield the rows, and the note about the cursor's row."""
        yield self._rows
        yield self._note

    def body_height(self) -> int:
        """The rows, a blank line and the note."""
        return len(SETTINGS) + NOTE_LINES + (0 if self.low else 1)

    def fitted(self) -> None:
        """Lay out for a new width."""
        self._rows.text_column = self._note.text_column = self.text_column
        self._note.styles.margin = (0 if self.low else 1, 0, 0, 0)
        self._rows.refresh()
        if self._rows.count:
            self.show_note()

    # Rows.

    def read(self) -> None:
        """Read the settings that VoIP.ms told last."""
        told = self._center.directory.settings(self._did.number)
        self._listed = told is not None
        self._told = told or {}

    @property
    def _mine(self) -> list[PendingChange]:
        return [
            change
            for change in self.pending_changes
            if change.kind is ChangeKind.DID and change.subject == self._did.number
        ]

    @property
    def _shown(self) -> dict[DidField, str]:
        """The settings that VoIP.ms told, overlaid with the pending values."""
        shown = dict(self._told)
        for change in self._mine:
            if change.under_way:
                shown.update({DidField(name): value for name, value in change.wanted.items()})
        return shown

    def _change_of(self, setting: Setting) -> PendingChange | None:
        """Return the newest pending change of a setting."""
        names = _named(setting)
        mine = (change for change in reversed(self._mine) if names & change.wanted.keys())
        return next(mine, None)

    @property
    def _setting(self) -> Setting | None:
        option = self._rows.option
        return SETTINGS[option.value.index] if option is not None else None

    @property
    def pending_change(self) -> PendingChange | None:
        """The pending change of the setting under the cursor."""
        return self._change_of(self._setting) if self._setting is not None else None

    def wanted(self, change: PendingChange) -> str:
        """Return the requested switch and target."""
        setting = next(one for one in SETTINGS if _named(one) & change.wanted.keys())
        fields = {DidField(name): value for name, value in change.wanted.items()}
        state = state_word(setting, fields) if setting.switch in fields else ""
        target = target_words(setting, fields) if setting.target in fields else ""
        return "  ".join(part for part in (state, target) if part)

    def show_state(self) -> None:
        """Show the title, the facts and the rows."""
        shown = self._shown
        word = ability(shown) if self._listed else "not on the account"
        self.head.show(facts=(HeadFact(word), self.freshness()))
        options = [self._option(i, setting, shown) for i, setting in enumerate(SETTINGS)]
        if not self._rows.count:
            self._rows.show(options)
        elif options != self._rows.options:
            self._rows.replace(options)

    def _option(self, index: int, setting: Setting, shown: Settings) -> Option[Labelled]:
        change = self._change_of(setting)
        words = pending_change_text.change_words(change, self.status) if change else None
        return row(
            index, setting.label, state_word(setting, shown), target_words(setting, shown),
            words, faint=self._refusal(setting) != "",
        )  # fmt: skip

    # The note about the row under the cursor.

    def _refusal(self, setting: Setting) -> str:
        """Return why a setting cannot be changed here; "" if it can."""
        if not setting.changeable:
            return setting.meaning
        if not self._listed:
            return "This number is not on the account any more."
        if self._told.get(DidField.SMS_POSSIBLE) == "0":
            return _NO_SMS
        if setting.switch is not DidField.ENABLE and DidField.ENABLE not in self._shown:
            return "VoIP.ms does not tell whether SMS is on: switch that first."
        return ""

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self.trouble = ""
        self.show_note()
        self.refresh_bindings()

    def show_note(self) -> None:
        """Show the button, the keys and the note."""
        if (setting := self._setting) is None:
            return
        if self._asking:
            self.head.show(esc="leave it on")
            self.note(_SWITCHING_OFF, Role.WARN)
            self.footer.show(
                Button("switch SMS off", batch_commands.YES.key, Role.WARN),
                (hint("leave it on", batch_commands.NO),),
            )
            return
        self.head.show(esc=self._esc)
        refusal = self._refusal(setting)
        self.show_change(refusal or setting.meaning)
        switch = f"switch {setting.label} {'off' if self._is_on(setting) else 'on'}"
        if refusal:
            self.footer.show(None, (dialog_commands.MOVE_HINT,))
        elif setting.target is None:
            self.footer.show(Button(switch), (dialog_commands.MOVE_HINT,))
        else:
            button = Button(f"change {setting.called}")
            self.footer.show(
                button, (hint(switch, account_commands.SWITCH), dialog_commands.MOVE_HINT)
            )

    def _is_on(self, setting: Setting) -> bool:
        return self._shown.get(setting.switch) == "1"

    # Changing.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question is open, allow only its answers; otherwise what the row allows."""
        if action in {"yes", "no"}:
            return self._asking
        if self._asking and action not in {"back", "keys", "choose"}:
            return False
        if action == "switch":
            return self._setting is not None and not self._refusal(self._setting)
        return super().check_action(action, parameters)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Change the target, or the switch. An open question is answered by its button only."""
        setting = self._setting
        if setting is None or self._asking:
            return
        if refusal := self._refusal(setting):
            self.note(refusal, Role.WARN)
        elif setting.target is not None:
            self._fill_in(setting, setting.target)
        else:
            self.action_switch()

    def action_switch(self) -> None:
        """Toggle the switch; ask for a target if the setting needs one and has none."""
        setting = self._setting
        if setting is None or self._refusal(setting):
            return
        on = self._is_on(setting)
        if setting.switch is DidField.ENABLE and on:
            self._ask(True)
        elif not on and setting.target is not None and not self._shown.get(setting.target):
            self._fill_in(setting, setting.target, switch_on=True)
        else:
            self._change({setting.switch: "0" if on else "1"})

    def _ask(self, asking: bool) -> None:
        self._asking = asking
        self.show_note()
        self.refresh_bindings()

    def action_yes(self) -> None:
        """Switch SMS off."""
        self._ask(False)
        self._change({DidField.ENABLE: "0"})

    def action_no(self) -> None:
        """Leave SMS on."""
        self._ask(False)

    def action_back(self) -> None:
        """Close the question, otherwise the dialog."""
        if self._asking:
            self._ask(False)
        else:
            super().action_back()

    def _change(self, wanted: Settings) -> None:
        """Request the values that differ from the told and pending ones."""
        shown = self._shown
        changed = {name: value for name, value in wanted.items() if shown.get(name) != value}
        if changed:
            self.keep(self._center.account.change_did(self._did.number, changed, self._told))

    @job(f"The setting is as before: press {dialog_commands.SUBMIT.key} again.", group="form")
    async def _fill_in(
        self, setting: Setting, target: DidField, *, switch_on: bool = False
    ) -> None:
        """Ask for the target. Saving it switches the setting on only if `switch_on`."""
        before, hidden = self._to_begin_with(setting, target)
        field = FormField(
            setting.label,
            "" if hidden else line(before),
            lambda value: problem(target, value) if value else "",
            prompt="the whole address" if hidden else "",
            notice=lambda value: notice(target, value) if value else "",
        )
        title = setting.called[:1].upper() + setting.called[1:]
        stays_off = not switch_on and not self._is_on(setting)
        form = Form(
            title.removeprefix("The ").capitalize(), (field,),
            f"save and switch {setting.label} on" if switch_on else f"save {setting.called}",
            notes=_notes(setting, target, self._shown, stays_off=stays_off),
        )  # fmt: skip
        values = await self.app.push_screen_wait(form)
        if values is None or not self.is_attached:
            return
        value = written(target, values[0]) if values[0] else ""
        if value:
            self._change({target: value} | ({setting.switch: "1"} if switch_on else {}))
        elif self._is_on(setting) and not hidden:
            self._change({setting.switch: "0"})

    def _to_begin_with(self, setting: Setting, target: DidField) -> tuple[str, bool]:
        """Return the initial value of the field: a refused value rather than the one at VoIP.ms.

        An address that is only partly known is hidden: then the field is empty.
        """
        change, value = self._change_of(setting), self._shown.get(target, "")
        if change is not None and change.troubled:
            value = change.wanted.get(target, value)
        return value, target in ADDRESSES and MASK in masked(value)


def _named(setting: Setting) -> set[str]:
    return {field.value for field in setting.fields}


def _notes(
    setting: Setting, target: DidField, shown: Settings, *, stays_off: bool
) -> tuple[str, ...]:
    """Return notes: what saving does not do, and what replacing someone else's address does
    (KOUR#284).
    """
    notes = []
    if stays_off:
        notes.append("It is off, and stays off when this is saved: space switches it on.")
    if target in {DidField.CALLBACK, DidField.WEBHOOK} and shown.get(target):
        notes.append(
            "A number has one such address. The program behind this one gets no messages any more "
            f"once it is replaced: {target_words(setting, shown)}"
        )
    return tuple(notes)
