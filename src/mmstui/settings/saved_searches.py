"""Searches that the user keeps under a name, in the table `searches` of config.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mmstui.settings.config_file import read_config
from mmstui.settings.config_writer import write_texts

#: The name of their table.
TABLE: Final = "searches"


def toggle_search(path: Path, query: str, account: str = "") -> bool:
    """Save a search under its own words, or remove it; return whether it is saved now.

    Where an `account` has searches of its own, they are in its section. A search that the user has
    saved under another name is removed too. Raises ConfigNotWritten.
    """
    section, account = read_config(path).having(TABLE, account)
    names = [each.name for each in section.values.get(TABLE, ()) if each.query == query]
    texts = dict.fromkeys(names) if names else {query: query}
    write_texts(path, TABLE, texts, account=account)
    return not names
