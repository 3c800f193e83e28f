"""`mmstui export`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from mmstui.center import MessageCenter
from mmstui.cli import streams
from mmstui.cli.account import find_contact, local_zone, opened
from mmstui.cli.date_options import during
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import complain, write_json
from mmstui.cli.progress_bar import progress_bar
from mmstui.domain.text.plurals import count_of
from mmstui.export import (
    FORMATS,
    SENT,
    Format,
    Selection,
    Transcript,
    by_suffix,
    write_file,
    write_folder,
)

#: Conversations read at once.
_AT_ONCE = 100
_STDOUT = Path("-")


def run(options: argparse.Namespace) -> Exit:
    """Write messages to a new file or folder. Makes no request."""
    made = _format(options)
    with opened(reads=True) as center:
        zone = options.tz or local_zone(center.settings)
        selection = _selection(center, options, made, zone)
        if not selection.count:
            raise CommandError(
                Exit.FAILURE, "nothing", "There are no messages to export.",
                "No file was made. mmstui sync fetches messages.",
            )  # fmt: skip
        with progress_bar("Exporting", selection.count) as bar:
            if bar is not None:
                selection.on_message = bar.step
            size = _write(options, made, selection)
    _tell(options, selection, size)
    return Exit.DONE


def _format(options: argparse.Namespace) -> Format:
    name = options.format or by_suffix(options.file.name)
    if name is None and options.media and not options.file.suffix:
        name = "html"
    if name is None:
        raise CommandError(
            Exit.USAGE, "no_format", f"{options.file}: the name does not tell the format.",
            f"Give --format, one of {', '.join(FORMATS)}.",
        )  # fmt: skip
    made = FORMATS[name]
    if options.media and not made.can_have_files:
        having = ", ".join(key for key, each in FORMATS.items() if each.can_have_files)
        raise CommandError(
            Exit.USAGE, "no_files", f"{name} cannot hold the files of messages.",
            f"Leave --media out, or choose one of {having}.",
        )  # fmt: skip
    if options.file == _STDOUT and made.is_folder and options.media:
        raise CommandError(Exit.USAGE, "no_folder", "A folder cannot go to standard output.")
    return made


def _selection(
    center: MessageCenter, options: argparse.Namespace, made: Format, zone: tzinfo
) -> Selection:
    days = during(options, zone)
    ids = center.inbox.conversation_ids(
        dids=frozenset({options.did}) if options.did else None, everything=True, during=days
    )
    if options.contact:
        contacts = {find_contact(center, asked) for asked in options.contact}
        wanted = {row.id for each in contacts for row in center.inbox.conversations_with(each)}
        ids = [key for key in ids if key in wanted]

    def transcripts() -> Iterator[Transcript]:
        for start in range(0, len(ids), _AT_ONCE):
            part = center.inbox.conversations(ids[start : start + _AT_ONCE])
            for key, conversation in part.items():
                if conversation.total:
                    found = center.transcripts.messages(key, days, signs=made.signs)
                    yield Transcript(conversation, found)

    count = center.transcripts.count(ids, days)
    if count and made.sent_only:
        count = sum(each.state in SENT for one in transcripts() for each in one.messages)
    return Selection(
        transcripts(),
        count,
        zone,
        center.now(),
        with_files=options.media or made.has_files,
    )


def _write(options: argparse.Namespace, made: Format, selection: Selection) -> int:
    if options.file == _STDOUT:
        size = 0
        for part in made.parts(selection):
            data = part.encode() if isinstance(part, str) else part
            streams.write_bytes(data)
            size += len(data)
        return size
    target: Path = options.file.absolute()
    try:
        if made.is_folder and options.media:
            return write_folder(target, made.pages(selection))
        return write_file(target, made.parts(selection))
    except FileExistsError:
        raise CommandError(
            Exit.FAILURE, "exists", f"{target} is there already.",
            "Choose another name: an export never replaces a file.",
        ) from None  # fmt: skip
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CommandError(
            Exit.FAILURE, "not_written", f"{target} cannot be written: {reason}.",
            "No file was left. See that the folder exists, has room, and that you may write to it.",
        ) from None  # fmt: skip


def _tell(options: argparse.Namespace, selection: Selection, size: int) -> None:
    if options.file == _STDOUT:
        return
    path = options.file.absolute()
    if options.json:
        facts = {
            "path": str(path), "bytes": size, "messages": selection.written,
            "left_out": selection.left_out, "files": selection.files,
            "files_missing": selection.missing,
        }  # fmt: skip
        write_json({"export": facts})
        return
    streams.write_line(
        f"Exported {count_of(selection.written, 'message')} ({size:,} bytes) to {path}"
    )
    if selection.files:
        streams.write_line(f"with {count_of(selection.files, 'file')}.")
    if selection.left_out:
        complain(
            f"mmstui: {count_of(selection.left_out, 'message')} left out that were not sent: "
            "a phone would send them."
        )
    if selection.missing:
        complain(f"mmstui: {count_of(selection.missing, 'file')} of messages are not here.")
