"""Searches that the user keeps under a name, in the section `[searches]` of config.toml."""

from __future__ import annotations

from pathlib import Path

from mmstui.setup.config_writer import change_config


def toggle_search(path: Path, query: str) -> bool:
    """Save a search under its own words, or remove it; return whether it is saved now.

    A search that the user has saved under another name is removed too. Raises ConfigNotWritten.
    """
    with change_config(path) as document:
        import tomlkit

        table = document.setdefault("searches", tomlkit.table())
        names = [name for name, each in table.items() if str(each).strip() == query]
        for name in names:
            del table[name]
        if not names:
            table[query] = query
        return not names
