"""The flow of f4: writes the text of the box in the user's editor."""

from __future__ import annotations

from dataclasses import replace

from mmstui.domain.text.sanitise import line
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.jobs import job
from mmstui.tui.terminal import editor


@job("What you wrote stands in the box as it was: the editor failed.", group="editor")
async def edit_elsewhere(pane: ComposePane) -> None:
    """Let the user edit the text, and put it in the box, or in the draft that it was of."""
    key = pane.key
    await pane.flush()
    before, draft = pane.box.input.text, pane.box.draft
    try:
        edited = await editor.edit_text(pane.app, before)
    except editor.EditorProblem as problem:
        pane.box.complain(line(str(problem)))
        return
    if pane.key == key and pane.is_attached:
        if edited.text != before:
            pane.box.input.put(edited.text)
    elif key is not None and edited.text != before:
        # Another conversation was opened meanwhile: save the text as a draft of the first.
        pane.save_other(key, replace(draft, text=edited.text))
    if edited.warning:
        pane.box.complain(line(edited.warning))
