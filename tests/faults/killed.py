"""Runs `mmstui` and kills it, as kill -9 would, at one of five instants of a send.

Used as a program: `python killed.py INSTANT WORDS...`. The instants:

- `before-commit`: the text is about to be committed to the outbox;
- `after-commit`: it has been;
- `after-mark`: the attempt is on disk, no byte has left;
- `after-bytes`: the server has the request, no answer has come;
- `after-reply`: the answer has come, and is not yet on disk.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from mmstui.store.outbox import Outbox

INSTANTS = ("before-commit", "after-commit", "after-mark", "after-bytes", "after-reply")


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def around(owner: type, name: str, *, before: bool) -> None:
    """Die before, or right after, a method of the outbox has done its work."""
    real: Callable[..., Any] = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            die()
        result = real(*args, **kwargs)
        die()
        return result

    setattr(owner, name, wrapped)


def main(instant: str, words: list[str]) -> int:
    if instant == "before-commit":
        around(Outbox, "queue", before=True)
    elif instant == "after-commit":
        around(Outbox, "queue", before=False)
    elif instant == "after-mark":
        around(Outbox, "begin_attempt", before=False)
    elif instant == "after-reply":
        around(Outbox, "attempt_sent", before=True)
    elif instant == "after-bytes":
        # The simulator is told to accept sends and never to answer: the test kills from outside.
        pass
    else:
        raise SystemExit(f"no such instant: {instant}")

    from mmstui.cli import main as mmstui

    return mmstui(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
