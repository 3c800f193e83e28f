"""The templates of config.toml, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from mmstui.settings.config_file import read_config
from mmstui.settings.config_writer import write_texts

#: The name and the text of a template.
Template: TypeAlias = tuple[str, str]

#: The name of their table.
TABLE: Final = "templates"


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """Where templates are: in config.toml, at its top, or in an account's section if that has any.

    It is read each time: another mmstui may have changed it.
    """

    path: Path
    account: str = ""  #: its section of config.toml; "": the top of the file

    def read(self) -> list[Template]:
        """Return the templates in the order of the file."""
        section, _ = read_config(self.path).having(TABLE, self.account)
        return list(section.values.get(TABLE, ()))

    def write(self, texts: Mapping[str, str | None]) -> None:
        """Set templates, or remove those whose text is None. Raises ConfigNotWritten."""
        _, account = read_config(self.path).having(TABLE, self.account)
        write_texts(self.path, TABLE, texts, account=account)
