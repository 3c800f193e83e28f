"""The flows of the compose box: attach files, attach a picture, choose the DID to send from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Did
from mmstui.domain.problems import AttachmentProblem, Refused, StoreProblem
from mmstui.domain.routing import route
from mmstui.domain.text.sanitise import line
from mmstui.tui.compose.commands import ATTACH, CLIPBOARD, FROM
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.jobs import job
from mmstui.tui.ui.commands import hint


@job(f"The number to send from is as before: press {FROM.key} again.", group="dialog")
async def choose_did(pane: ComposePane, current: Did | None) -> None:
    """Ask for another DID to send from."""
    from mmstui.tui.compose.did_picker import DidPicker

    draft = pane.box.draft
    picker = DidPicker(pane.center, current, lambda did: route(draft.text, draft.attachments, did))
    if (did := await pane.app.push_screen_wait(picker)) is not None:
        pane.box.did = did


@job(f"The files are as before: press {ATTACH.key} again.", group="dialog")
async def choose_files(pane: ComposePane, zone: tzinfo) -> None:
    """Ask for files."""
    pane.folder = await _ask_for_files(pane, zone, _last_folder(pane))


async def _ask_for_files(
    pane: ComposePane, zone: tzinfo, start: Path, offer: Path | None = None
) -> Path:
    """Let the user choose files, starting with `offer`; return the last shown folder."""
    from mmstui.tui.attach.dialog import AttachDialog

    dialog = AttachDialog(
        pane.center, pane.box.files, start, offer=offer, clock=pane.clock, zone=zone
    )
    if (chosen := await pane.app.push_screen_wait(dialog)) is not None:
        pane.box.files = chosen
    return dialog.folder


@job(f"Not every file is attached: press {ATTACH.key} for the others.", group="attach")
async def attach_files(pane: ComposePane, zone: tzinfo, paths: Sequence[Path]) -> None:
    """Attach files whose paths were pasted or dropped into the box, one after the other."""
    for path in paths:
        if await _attach(pane, zone, path, path.parent):
            pane.folder = path.parent
            pane.center.drafts.remember_folder(path.parent)


async def _attach(pane: ComposePane, zone: tzinfo, path: Path, start: Path) -> bool:
    """Attach a file, or offer to shrink it; return False if there was a problem.

    `start` is the folder in which the dialog of the offer opens.
    """
    name = line(path.name)
    if _is_full(pane, name):
        return False
    key = pane.key
    try:
        attachment = await asyncio.wrap_future(pane.center.drafts.attach(path))
    except AttachmentProblem as problem:
        can_be_sent = problem.fittable or problem.reason is Refused.DAMAGE
        if can_be_sent and pane.key == key:
            await _ask_for_files(pane, zone, start, path)
            return True
        _not_attached(pane, line(problem.words), key)
        return False
    except StoreProblem as problem:
        _not_attached(pane, line(str(problem)), key)
        return False
    if pane.key != key:
        _not_attached(pane, f"{name} is not attached: you had gone on.", key)
        return False
    pane.box.files = (*pane.box.files, attachment)
    return True


def _is_full(pane: ComposePane, name: str) -> bool:
    """Return whether the box has the maximum of files; if so, say that `name` is too many."""
    full = len(pane.box.files) >= ATTACHMENTS
    if full:
        words = f"{name} is not attached: an MMS holds {ATTACHMENTS} files."
        pane.box.complain(words, (hint("change them", ATTACH),))
    return full


def _not_attached(pane: ComposePane, words: str, key: object) -> None:
    """Show a problem in the box it belongs to; as a notification if another box is open."""
    if pane.key == key:
        pane.box.complain(words)
    else:
        pane.notify(words, severity="error", markup=False)


@job(f"The picture is not attached: press {CLIPBOARD.key} again.", group="attach")
async def attach_picture(pane: ComposePane, zone: tzinfo) -> None:
    """Attach the picture in the clipboard."""
    from tempfile import TemporaryDirectory

    from mmstui.tui.terminal.clipboard import ClipboardProblem, save_picture

    if _is_full(pane, "The picture"):
        return
    key = pane.key
    with TemporaryDirectory(prefix="mmstui-") as folder:
        try:
            path = await asyncio.to_thread(save_picture, Path(folder))
        except ClipboardProblem as problem:
            _not_attached(pane, line(str(problem)), key)
            return
        if pane.key == key:
            await _attach(pane, zone, path, _last_folder(pane))
        else:
            _not_attached(pane, "The picture is not attached: you had gone on.", key)


def _last_folder(pane: ComposePane) -> Path:
    recent = next(iter(pane.center.drafts.recent_folders()), None)
    return pane.folder or recent or Path.cwd()
