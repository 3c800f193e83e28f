"""HTML: one file, or a folder with a page for each conversation and the files of messages.

A page has no script and may load none: its policy allows its own style, and files beside it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape

from mmstui.domain.files.attachments import SENDABLE
from mmstui.domain.files.file_types import HEAD_BYTES, sniff
from mmstui.domain.messages import Conversation, Direction, Media, MediaKind, Message
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import meant
from mmstui.domain.times.zones import key_of
from mmstui.export.formats import Pages, Part
from mmstui.export.selection import (
    Selection,
    Transcript,
    content_of,
    file_note,
    heading,
    writer_of,
)

_STYLE = """
:root { color-scheme: light dark; --in: #eceff3; --out: #d6e8ff; --dim: #5d6570; }
@media (prefers-color-scheme: dark) { :root { --in: #2a2f36; --out: #1d3f63; --dim: #a3acb8; } }
body { font: 16px/1.45 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; }
h2 { margin-top: 3rem; break-after: avoid; }
article { max-width: 80%; width: fit-content; margin: .5rem 0; padding: .5rem .8rem;
  border-radius: .8rem; background: var(--in); break-inside: avoid; }
article.out { margin-left: auto; background: var(--out); }
article header { color: var(--dim); font-size: .8rem; }
article p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
article img, article video { max-width: 100%; max-height: 30rem; }
@media print {
  body { max-width: none; margin: 0; font-size: 10pt; }
  article { border: 1px solid #999; background: none; }
}
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
#: A browser takes a page opened from a disk for no origin, so `'self'` alone would allow nothing.
_FILES = "img-src 'self' file:; media-src 'self' file:; "


def parts(selection: Selection) -> Iterator[str]:
    """Yield the parts of the one file."""
    yield _head("Messages", with_files=False)
    yield f"<h1>Messages</h1>\n<p>Times: {_text(key_of(selection.zone))}</p>\n"
    for transcript in selection.transcripts:
        conversation = transcript.conversation
        yield f"<h2>{_title(conversation)}</h2>\n"
        for message in selection.messages(transcript):
            yield _article(selection, message, conversation, _notes(message.media))
    yield _END


def pages(selection: Selection) -> Pages:
    """Yield the files of the folder."""
    contents: list[str] = []
    for number, transcript in enumerate(selection.transcripts, 1):
        conversation = transcript.conversation
        there: list[tuple[str, Media]] = []
        name = f"{number}.html"
        contents.append(f'<li><a href="{name}">{_title(conversation)}</a></li>\n')
        yield name, _page(selection, transcript, there)
        for path, media in there:
            yield path, [content_of(media) or b""]
    yield "index.html", _index(selection, contents)


def _index(selection: Selection, contents: Iterable[str]) -> Iterator[Part]:
    yield _head("Messages", with_files=False)
    yield f"<h1>Messages</h1>\n<p>Times: {_text(key_of(selection.zone))}</p>\n<ul>\n"
    yield from contents
    yield f"</ul>\n{_END}"


def _page(
    selection: Selection, transcript: Transcript, there: list[tuple[str, Media]]
) -> Iterator[Part]:
    conversation = transcript.conversation
    yield _head(heading(conversation), with_files=True)
    yield f'<p><a href="index.html">All</a></p>\n<h1>{_title(conversation)}</h1>\n'
    for message in selection.messages(transcript):
        shown = []
        for media in message.media:
            data = selection.content(media)
            if data is None:
                shown.append(_note(media))
                continue
            path = f"media/{message.id}-{media.position}{_suffix(data)}"
            there.append((path, media))
            shown.append(_shown(path, media))
        yield _article(selection, message, conversation, shown)
    yield _END


def _suffix(data: bytes) -> str:
    """Return a suffix by content: a browser would run a page that is named as one."""
    return SENDABLE.get(sniff(data[:HEAD_BYTES]), ".bin")


def _shown(path: str, media: Media) -> str:
    note = _text(file_note(media))
    if path.endswith(".bin"):
        return f'<p><a href="{path}" download>{note}</a></p>\n'
    match media.kind:
        case MediaKind.PHOTO:
            return f'<a href="{path}"><img src="{path}" alt="{note}" loading="lazy"></a>\n'
        case MediaKind.VIDEO:
            return f'<video src="{path}" controls preload="none" title="{note}"></video>\n'
        case MediaKind.SOUND:
            return f'<audio src="{path}" controls preload="none" title="{note}"></audio>\n'
        case _:
            return f'<p><a href="{path}" download>{note}</a></p>\n'


def _notes(files: Iterable[Media]) -> list[str]:
    return [_note(media) for media in files]


def _note(media: Media) -> str:
    return f"<p>[{_text(file_note(media))}]</p>\n"


def _article(
    selection: Selection, message: Message, conversation: Conversation, shown: Iterable[str]
) -> str:
    local = selection.local(message)
    side = "out" if message.direction is Direction.OUT else "in"
    text = f'<p dir="auto">{_text(message.text)}</p>\n' if message.text else ""
    signs = "".join(f"<footer>{_text(sign)}</footer>\n" for sign in message.signs)
    return (
        f'<article class="{side}"><header><time datetime="{local.isoformat(timespec="seconds")}">'
        f"{local:%Y-%m-%d %H:%M}</time> {_text(writer_of(message, conversation))}</header>\n"
        f"{text}{''.join(shown)}{signs}</article>\n"
    )


def _head(title: str, *, with_files: bool) -> str:
    allowed = f"{_FILES if with_files else ''}base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{_HASH}'; {allowed}\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )


_END = "</body>\n</html>\n"


def _title(conversation: Conversation) -> str:
    return f"{_text(heading(conversation))}, at {_text(formatted(conversation.did))}"


def _text(text: str) -> str:
    return escape(meant(text), quote=True)
