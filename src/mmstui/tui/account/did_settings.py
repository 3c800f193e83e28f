"""The dialog for a DID's settings. It changes them through the store and follows the store."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.did_settings import DidField, Settings, notice, problem, written
from mmstui.domain.messages import Did
from mmstui.domain.pending_changes import PendingChange
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account import pending_change_text
from mmstui.tui.account.did_settings_text import (
    SETTINGS,
    Setting,
    ability,
    state_word,
    target_words,
)
from mmstui.tui.account.did_values import DidValues, wanted_words
from mmstui.tui.account.pending_change_dialog import NOTE_LINES, PendingChangeDialog, Question
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
        self._did = did
        self._values = DidValues({}, True, ())
        self._esc = esc
        self._rows = LabelRows(tone=1, text_column=self.TEXT_COLUMN)

    def compose_body(self) -> ComposeResult:
        """Yield the rows, and the note about the cursor's row."""
        yield self._rows
        yield self._note

    def body_height(self) -> int:
        """The rows, a blank line and the note."""
        return len(SETTINGS) + NOTE_LINES + (0 if self.low else 1)

    # Showing.

    @property
    def _setting(self) -> Setting | None:
        option = self._rows.option
        return SETTINGS[option.value.index] if option is not None else None

    @property
    def pending_change(self) -> PendingChange | None:
        """The pending change of the setting under the cursor."""
        return self._values.change_of(self._setting) if self._setting is not None else None

    def wanted(self, change: PendingChange) -> str:
        """Return the requested switch and target."""
        return wanted_words(change)

    def show_state(self) -> None:
        """Show the title, the facts and the rows."""
        told = self._center.directory.settings(self._did.number)
        values = self._values = DidValues.of(self._did.number, told, self.pending_changes)
        word = ability(values.shown) if values.listed else "not on the account"
        self.head.show(facts=(HeadFact(word), self.freshness()))
        options = [self._option(i, setting, values) for i, setting in enumerate(SETTINGS)]
        if not self._rows.count:
            self._rows.show(options)
        elif options != self._rows.options:
            self._rows.replace(options)

    def _option(self, index: int, setting: Setting, values: DidValues) -> Option[Labelled]:
        change, shown = values.change_of(setting), values.shown
        words = pending_change_text.change_words(change, self.status) if change else None
        return row(
            index, setting.label, state_word(setting, shown), target_words(setting, shown),
            words, faint=values.refusal(setting) != "",
        )  # fmt: skip

    def show_row(self) -> str:
        """Show the button and the keys, and return what the setting means or why it stays."""
        if (setting := self._setting) is None:
            return ""
        self.head.show(esc=self._esc)
        refusal = self._values.refusal(setting)
        switch = f"switch {setting.label} {'off' if self._values.is_on(setting) else 'on'}"
        move = dialog_commands.MOVE_HINT
        if refusal:
            self.footer.show(None, (move,))
        elif setting.target is None:
            self.footer.show(Button(switch), (move,))
        else:
            self.footer.show(
                Button(f"change {setting.called}"), (hint(switch, account_commands.SWITCH), move)
            )
        return refusal or setting.meaning

    # Changing.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable what the row allows."""
        setting = self._setting
        if action == "switch" and (setting is None or self._values.refusal(setting)):
            return False
        return super().check_action(action, parameters)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Change the target, or the switch. An open question is answered by its button only."""
        setting = self._setting
        if setting is None or self._question is not None:
            return
        if refusal := self._values.refusal(setting):
            self._note.say(refusal, Role.WARN)
        elif setting.target is not None:
            self._fill_in(setting, setting.target)
        else:
            self.action_switch()

    def action_switch(self) -> None:
        """Toggle the switch; ask for a target if the setting needs one and has none."""
        setting = self._setting
        if setting is None or self._values.refusal(setting):
            return
        shown, on = self._values.shown, self._values.is_on(setting)
        if setting.switch is DidField.ENABLE and on:
            off = Button("switch SMS off", batch_commands.YES.key, Role.WARN)
            self.ask(Question(_SWITCHING_OFF, off, "leave it on", self._switch_off))
        elif not on and setting.target is not None and not shown.get(setting.target):
            self._fill_in(setting, setting.target, switch_on=True)
        else:
            self._change({setting.switch: "0" if on else "1"})

    def _switch_off(self) -> None:
        self._change({DidField.ENABLE: "0"})

    def _change(self, wanted: Settings) -> None:
        """Request the values that differ from the told and pending ones."""
        shown, told = self._values.shown, self._values.told
        changed = {name: value for name, value in wanted.items() if shown.get(name) != value}
        if changed:
            self.keep(self._center.account.change_did(self._did.number, changed, told))

    @job(f"The setting is as before: press {dialog_commands.SUBMIT.key} again.", group="form")
    async def _fill_in(
        self, setting: Setting, target: DidField, *, switch_on: bool = False
    ) -> None:
        """Ask for the target. Saving it switches the setting on only if `switch_on`."""
        before, hidden = self._values.to_begin_with(setting, target)
        field = FormField(
            setting.label,
            "" if hidden else line(before),
            lambda value: problem(target, value) if value else "",
            prompt="the whole address" if hidden else "",
            notice=lambda value: notice(target, value) if value else "",
        )
        title = setting.called[:1].upper() + setting.called[1:]
        stays_off = not switch_on and not self._values.is_on(setting)
        form = Form(
            title.removeprefix("The ").capitalize(), (field,),
            f"save and switch {setting.label} on" if switch_on else f"save {setting.called}",
            notes=_notes(setting, target, self._values.shown, stays_off=stays_off),
        )  # fmt: skip
        values = await self.app.push_screen_wait(form)
        if values is None or not self.is_attached:
            return
        value = written(target, values[0]) if values[0] else ""
        if value:
            self._change({target: value} | ({setting.switch: "1"} if switch_on else {}))
        elif self._values.is_on(setting) and not hidden:
            self._change({setting.switch: "0"})


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
