"""Runs `mmstui` and kills it, as kill -9 would, at an instant of a send or of a deletion.

Used as a program: `python killed.py INSTANT WORDS...`. The instants:

- `before-commit`: just before the text is committed to the outbox;
- `after-commit`: just after that;
- `after-mark`: the attempt is on disk, no byte has left;
- `after-bytes`: the server has the request, no answer has come;
- `after-reply`: the answer has come, and is not yet on disk.

And of deleting at VoIP.ms:

- `delete-before-begin`, `delete-after-begin`: the undo window has passed; before or after the
  deletion is stored as begun;
- `delete-before-mark`, `delete-after-mark`: before or after the mark of the request is stored;
- `delete-after-bytes`: the server has deleted the message, no answer has come;
- `delete-after-reply`: the answer has come, and is not yet on disk;
- `delete-before-end`: a list no longer has the messages;
- `delete-before-removal`, `delete-after-removal`: before or after they are removed from the store.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from mmstui.store.deleting import tombstones
from mmstui.store.deleting.delete_requests import Deleting
from mmstui.store.deleting.server_deletes import ServerDeletes
from mmstui.store.sending.message_queue import MessageQueue
from mmstui.store.sending.outbox import Outbox

#: Before or after which method each dies. What is not here is killed from outside: the simulator
#: is told to do its work and never to answer.
INSTANTS: dict[str, tuple[object, str, bool] | None] = {
    "before-commit": (MessageQueue, "queue", True),
    "after-commit": (MessageQueue, "queue", False),
    "after-mark": (Outbox, "begin_attempt", False),
    "after-bytes": None,
    "after-reply": (Outbox, "attempt_sent", True),
    "delete-before-begin": (Deleting, "begin_due", True),
    "delete-after-begin": (Deleting, "begin_due", False),
    "delete-before-mark": (ServerDeletes, "begin", True),
    "delete-after-mark": (ServerDeletes, "begin", False),
    "delete-after-bytes": None,
    "delete-after-reply": (ServerDeletes, "answered", True),
    "delete-before-end": (ServerDeletes, "ended", True),
    "delete-before-removal": (tombstones, "remove", True),
    "delete-after-removal": (tombstones, "delete_files", True),
}


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def around(owner: object, name: str, *, before: bool) -> None:
    """Die right before or right after a method of the store."""
    real: Callable[..., Any] = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before:
            die()
        result = real(*args, **kwargs)
        die()
        return result

    setattr(owner, name, wrapped)


def main(instant: str, words: list[str]) -> int:
    if (place := INSTANTS[instant]) is not None:
        owner, name, before = place
        around(owner, name, before=before)

    from mmstui.cli import main as mmstui

    return mmstui(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
