"""`mmstui import`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mmstui.center import MessageCenter
from mmstui.cli.account import opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import complain, write_json, write_line
from mmstui.cli.progress_bar import progress_bar
from mmstui.domain.archive import Archived, ArchivedMessage, NotSent, Unreadable
from mmstui.domain.phone import numbers
from mmstui.domain.text.plurals import count_of
from mmstui.importing import FileKind, NotAnArchive, ReadTerms, kind_of, read

#: Messages in one transaction, so that the user's own writes need not wait longer,
_MESSAGES_IN_ONE: Final = 500
#: and as many bytes of their files.
_BYTES_IN_ONE: Final = 16_000_000
#: Rows that are named, on standard error and in JSON.
_NAMED: Final = 20
_NAMED_IN_JSON: Final = 1_000


@dataclass(slots=True)
class LeftOut:
    """What is not taken over: messages that were never sent, and rows that cannot be read."""

    not_sent: int = 0
    unreadable: int = 0
    named: list[Unreadable] = field(default_factory=list)

    def messages(self, found: Iterable[Archived]) -> Iterator[ArchivedMessage]:
        """Yield the messages, and note the rest."""
        for each in found:
            match each:
                case ArchivedMessage():
                    yield each
                case NotSent():
                    self.not_sent += 1
                case Unreadable():
                    self.unreadable += 1
                    if len(self.named) < _NAMED_IN_JSON:
                        self.named.append(each)


@contextmanager
def _readable_again(path: Path) -> Iterator[Path]:
    """Yield the file; a copy of what comes from a pipe, which can be read only once. `-`: stdin."""
    is_piped = str(path) == "-" or not (path.is_file() or path.is_dir() or not path.exists())
    if not is_piped:
        yield path
        return
    from shutil import copyfileobj
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile() as copy:
        with open(0, "rb", closefd=False) if str(path) == "-" else path.open("rb") as source:
            copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


def run(options: argparse.Namespace) -> Exit:
    """Take over the messages of a file. Makes no request."""
    with opened() as center:
        try:
            with _readable_again(options.file) as path:
                kind = kind_of(path)
                terms = ReadTerms(center.now(), _did(center, options, kind))
                left_out = LeftOut()
                importing = center.importing(dry=options.dry_run)
                with progress_bar("Reading") as bar:
                    for part in _parts(left_out.messages(read(kind, path, terms))):
                        importing.put(part)
                        if bar is not None:
                            bar.step(len(part))
            importing.finish(center.now())
        except NotAnArchive as problem:
            raise CommandError(
                Exit.FAILURE, "not_an_archive", f"{options.file} cannot be imported.", str(problem)
            ) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CommandError(
                Exit.FAILURE, "not_read", f"{options.file} cannot be read: {reason}."
            ) from None
    result = importing.result
    facts = {
        "kind": kind.value, "dry_run": options.dry_run, "added": result.added,
        "here": result.here, "deleted": result.deleted, "files": result.files,
        "not_sent": left_out.not_sent, "unreadable": left_out.unreadable,
    }  # fmt: skip
    if options.json:
        places = [{"place": each.place, "reason": each.reason} for each in left_out.named]
        write_json({"import": {**facts, "places": places}})
    else:
        _tell(options, facts, left_out)
    return Exit.FAILURE if left_out.unreadable else Exit.DONE


def _did(center: MessageCenter, options: argparse.Namespace, kind: FileKind) -> str | None:
    """Return the user's number that the messages are of, None if the file tells."""
    dids = [did.number for did in center.directory.dids()]
    if kind.has_dids:
        if options.did:
            raise CommandError(
                Exit.USAGE, "did", "This file tells which number of yours each message is of.",
                "Leave --did out.",
            )  # fmt: skip
        return None
    if options.did:
        return str(options.did)
    if len(dids) != 1:
        yours = f" You have {', '.join(map(numbers.formatted, dids))}." if dids else ""
        raise CommandError(
            Exit.USAGE, "did", "This file does not tell which number of yours it is of.",
            f"Give --did NUMBER.{yours}",
        )  # fmt: skip
    return dids[0]


def _parts(messages: Iterable[ArchivedMessage]) -> Iterator[list[ArchivedMessage]]:
    part: list[ArchivedMessage] = []
    size = 0
    for message in messages:
        part.append(message)
        size += sum(len(each.data or b"") for each in message.files)
        if len(part) == _MESSAGES_IN_ONE or size > _BYTES_IN_ONE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _tell(options: argparse.Namespace, facts: dict[str, object], left_out: LeftOut) -> None:
    for each in left_out.named[:_NAMED]:
        complain(f"mmstui: {each.place}: {each.reason}.")
    if left_out.unreadable > _NAMED:
        complain(f"mmstui: and {left_out.unreadable - _NAMED:,} more places.")
    did = "Would take" if options.dry_run else "Took"
    files = f" with {count_of(_int(facts['files']), 'file')}" if facts["files"] else ""
    write_line(f"{did} over {count_of(_int(facts['added']), 'message')}{files}.")
    for key, words in _LINES.items():
        if count := _int(facts[key]):
            write_line(f"{count:>7,} {words}")
    if options.dry_run:
        write_line("Nothing was changed.")


_LINES: Final = {
    "here": "were here already",
    "deleted": "were deleted here, and stay away",
    "not_sent": "were never sent: drafts, queued, refused",
    "unreadable": "could not be read",
}


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
