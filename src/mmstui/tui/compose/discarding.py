"""The flow of the key that discards what is in the box."""

from __future__ import annotations

from mmstui.tui.compose.commands import DISCARD
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.jobs import job, written
from mmstui.tui.triage.commands import UNDO


def _not_discarded(pane: ComposePane) -> None:
    pane.read_draft_again()


@job(
    f"Perhaps not discarded: look at the box, then press {DISCARD.key} again.",
    group="store",
    recover=_not_discarded,
)
async def discard_draft(pane: ComposePane) -> None:
    """Discard the draft in the box. Its undo is a key of the thread, which gets the focus."""
    if pane.box.draft.empty:
        pane.box.complain("There is no draft here.")
        return
    if not (writes := pane.give_up()):
        pane.box.complain("Not discarded: it is being sent.")
        return
    for write in writes:
        await written(write)
    pane.notify(f"draft discarded   {UNDO.key} undo", markup=False)
    pane.box.input.post_message(MessageInput.Left())
