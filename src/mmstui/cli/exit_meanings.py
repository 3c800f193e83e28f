"""What the exit codes mean."""

from __future__ import annotations

from typing import Final

from mmstui.cli.exit_codes import Exit
from mmstui.domain.records import NamedTuple


class Meaning(NamedTuple):
    """A row of the table of exit codes, as in `send --help` and docs/commands.md."""

    words: str
    kept: str  #: whether the message stays in the store
    repeat: str


MEANINGS: Final = {
    Exit.DONE: Meaning("done", "yes", "no"),
    Exit.FAILURE: Meaning("failure; sent to only some; doctor found a fault", "no", "check first"),
    Exit.USAGE: Meaning("usage", "no", "after fixing it"),
    Exit.ACCESS: Meaning("credentials missing or refused", "no", "after fixing them"),
    Exit.NETWORK: Meaning("network: nothing was fetched; send ends with 8", "no", "yes"),
    Exit.REFUSED: Meaning("refused by VoIP.ms", "no", "after fixing it"),
    Exit.LIMIT: Meaning("daily limit reached; held until you send it", "yes", "no"),
    Exit.UNCONFIRMED: Meaning("sent, but no answer came; polls look for it", "yes", "no"),
    Exit.QUEUED: Meaning("queued; will be sent automatically", "yes", "no"),
    Exit.CHANGED: Meaning("more came than --if-unchanged knows", "no", "after reading it"),
}
