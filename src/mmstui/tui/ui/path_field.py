"""A field for a path, with tab completion as in a shell."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from mmstui.tui.jobs import job
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.field import Field
from mmstui.tui.ui.paths import names_in, pasted_path, typed_path


class PathField(Field):
    """A field for a path. The completion follows the cursor. Folders are read in a thread."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(dialog_commands.SUBMIT, dialog_commands.COMPLETE)
    ]

    @dataclass
    class FolderRead(Message):
        """Posted when the folder of the path has been read."""

        field: PathField

    def __init__(self) -> None:
        super().__init__(id="path-field")
        #: The folder that relative paths start from.
        self.folder = Path("/")
        self._names: dict[str, list[tuple[str, bool]]] = {}
        self._tab_waits = False

    @property
    def target(self) -> Path:
        """The typed path."""
        return typed_path(self.value, self.folder)

    def open(self, folder: Path, value: str) -> None:
        """Start with a path, and clear the cache of folders."""
        self.folder = folder
        self._names.clear()
        self.fill(value)
        self._look_up()

    def cleaned(self, pasted: str) -> str:
        """Return the path of a dropped file, which a terminal pastes quoted or as a URL."""
        return super().cleaned(pasted_path(pasted))

    def watch_value(self, value: str) -> None:
        """Look up the folder of the new value."""
        self._look_up()

    def _split(self) -> tuple[str, str]:
        """Return the folder as typed, with its `/`, and the beginning of a name in it."""
        head, slash, name = self.value.rpartition("/")
        return head + slash, name

    def _look_up(self) -> None:
        self._tab_waits = False
        if not self.is_attached:
            return
        written, _ = self._split()
        if written in self._names:
            self._suggest()
            return
        self.ahead = ""
        folder = typed_path(written or ".", self.folder)
        self._read(written, folder)

    @job("The folder was not read: write the path in full.", group="completion", exclusive=True)
    async def _read(self, written: str, folder: Path) -> None:
        names = await asyncio.to_thread(names_in, folder)
        if not self.is_attached:
            return
        self._names[written] = names
        self._suggest()
        self.post_message(self.FolderRead(self))
        if self._tab_waits:
            self.action_complete()

    def _matching(self) -> list[str]:
        written, begun = self._split()
        hidden = begun.startswith(".")
        return [
            f"{name}/" if folder else name
            for name, folder in self._names.get(written, ())
            if name.startswith(begun) and (hidden or not name.startswith("."))
        ]

    def _suggest(self) -> None:
        written, begun = self._split()
        matching = self._matching() if written in self._names else []
        # The common prefix is wanted letter by letter.
        common = os.path.commonprefix(matching)  # noqa: RUF071
        self.ahead = common[len(begun) :]
        many = len(matching) > 1 and not self.ahead and bool(begun)
        self.hint = f"{len(matching)} names begin so" if many else ""
        self.refresh()

    def leads_to_folder(self) -> bool | None:
        """Whether the path is a folder; None while the folder above was not read, or if it is
        neither.
        """
        written, name = self._split()
        if not name:
            return True if written in self._names else None
        return dict(self._names.get(written, ())).get(name)

    def action_complete(self) -> None:
        """Complete the value with the common beginning of all matching names."""
        written, _ = self._split()
        if written not in self._names:
            self._tab_waits = True
        elif self.ahead:
            self.fill(self.value + self.ahead)
