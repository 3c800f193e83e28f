"""The first sight: the inbox's list on the screen before Textual is loaded.

`show` paints what the inbox will show, from the store, by the functions that the inbox paints with.
It steps aside for whatever is unusual: then the inbox shows itself, or tells what is the matter.
"""

import os
import sys

#: The least size, in columns and lines.
_LEAST = (40, 12)


def show(words: list[str]) -> None:
    """Paint the inbox if these arguments of the command line open it and it can be painted."""
    environ = os.environ
    if words or environ.get("TERM", "dumb") == "dumb" or "COLUMNS" in environ or "LINES" in environ:
        return
    try:
        if not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
            return
        columns, rows = os.get_terminal_size(1)
    except OSError:
        return
    encoding = getattr(sys.__stderr__, "encoding", None) or ""
    if columns < _LEAST[0] or rows < _LEAST[1] or encoding.lower() != "utf-8":
        return
    from mmstui.domain.folders import folders

    data, config = folders(environ)
    if not os.path.exists(os.path.join(data, "first-sight.json")):
        return
    _paint(data, os.path.join(config, "config.toml"), columns, rows)


def _paint(data: str, config_file: str, columns: int, rows: int) -> None:
    from mmstui.tui.inbox import first_sight

    kept = first_sight.read(data, os.environ, config_file)
    if kept is None:
        return
    from mmstui.first_sight.painter import painted
    from mmstui.tui.terminal import takeover

    lines = painted(kept, columns, rows)
    if lines is not None and (taken := takeover.take()) is not None:
        taken.paint(lines)


def leave() -> None:
    """Give the terminal back, if the inbox has not taken it over."""
    if (takeover := sys.modules.get("mmstui.tui.terminal.takeover")) is not None:
        takeover.leave()
