"""The dialog (`s`) that saves a copy of a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from mmstui.domain.text.sanitise import file_name, line
from mmstui.tui.jobs import job
from mmstui.tui.media import commands as media_commands
from mmstui.tui.media import save
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, ErrorLine
from mmstui.tui.ui.field import FieldLine
from mmstui.tui.ui.path_field import PathField
from mmstui.tui.ui.paths import is_folder, shown_path

_KEYS: Final = (hint("complete", dialog_commands.COMPLETE),)


class SaveFile(Dialog[None]):
    """A dialog for a path. An existing file is replaced only by a second enter."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(media_commands.SAVE_HERE)]
    #: The folder of the last copy, the default for the next one.
    folder: ClassVar[Path | None] = None

    def __init__(self, source: Path, name: str) -> None:
        """`name` is the file's name, ready to paint."""
        super().__init__("Save a copy")
        self._source = source
        self._called = file_name(name)
        self._home = Path.home()
        self._path = PathField()
        self._line = FieldLine("path", self._path)
        self._error = ErrorLine()
        self._replaces: Path | None = None

    def compose_body(self) -> ComposeResult:
        """Yield the path field and the error line."""
        yield self._line
        yield self._error

    def body_height(self) -> int:
        """The field and the error line."""
        return 2

    def fitted(self) -> None:
        """Place the label before the field."""
        self._line.fit(self.text_column)
        self._error.text_column = self.text_column

    def on_mount(self) -> None:
        """Begin in the folder of the last copy, otherwise in the downloads."""
        downloads = self._home / "Downloads"
        folder = SaveFile.folder or (downloads if is_folder(downloads) else self._home)
        self._path.open(folder, shown_path(folder / self._called, self._home))
        self._path.focus()
        self._say()

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._replaces is not None and self._path.target != self._replaces:
            self._replaces = None
            self._error.say("")
        self._say()

    def _say(self) -> None:
        if self._replaces is not None:
            self.footer.show(Button("replace it", media_commands.SAVE_HERE.key, Role.ERROR), _KEYS)
        else:
            self.footer.show(Button("save", media_commands.SAVE_HERE.key), _KEYS)

    @on(Input.Submitted)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Save the copy at the path."""
        if self._path.value.strip():
            self._save(self._path.target)

    @job(
        "The file may not be saved: look in the folder, "
        f"then press {media_commands.SAVE_HERE.key} again.",
        group="saving",
    )
    async def _save(self, target: Path) -> None:
        replace = self._replaces == target
        try:
            if await asyncio.to_thread(is_folder, target):
                target = target / self._called
            await asyncio.to_thread(save.save, self._source, target, replace=replace)
        except save.AlreadyExists as problem:
            self._path.fill(shown_path(target, self._home))
            self._replaces = target
            self._error.say(f"{problem} Another name, or enter to replace it.")
            self._say()
            return
        except save.SaveProblem as problem:
            self._error.say(line(str(problem)))
            return
        SaveFile.folder = target.parent
        self.app.notify(f"saved as {shown_path(target, self._home)}", markup=False)
        self.dismiss(None)
