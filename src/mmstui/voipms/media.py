"""Download received files: public addresses, untrusted content (voipms-api section 8)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from mmstui.domain.files import file_types
from mmstui.voipms import address, errors, parsing
from mmstui.voipms.address import Api
from mmstui.voipms.failed_exchange import Trouble, trouble_of
from mmstui.voipms.transport import ClientPool

#: HTTP statuses of a missing file: not there yet, no longer, or never.
_MISSING = frozenset({400, 401, 403, 404, 410, 451})
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,60}")
_UNTYPED = "application/octet-stream"
#: Types that `file_types.content_type` recognises. A claim of one of them needs that proof.
_PROVABLE = frozenset(
    {"image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif",
     "image/bmp", "image/tiff", "image/jp2", "image/x-icon", "audio/mpeg", "audio/mp3", "audio/wav",
     "audio/x-wav", "audio/midi", "audio/amr", "audio/ogg", "audio/mp4", "audio/3gpp", "audio/aac",
     "audio/flac", "video/mp4", "video/3gpp", "video/quicktime"}
)  # fmt: skip
#: Bytes that show whether an answer is a web page.
_PAGE_HEAD = 1024
_HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A downloaded file. `type` is by its content, else as the server claims."""

    type: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits of a download: bytes, total seconds, and redirects."""

    max_bytes: int
    max_seconds: float
    redirects: int


async def download(pool: ClientPool, api: Api, url: str, target: Path, caps: Caps) -> Downloaded:
    """Download a file into `target`, completely or not at all, by a temporary file and a rename.

    The file has mode 0600. Raises MediaNotThere, MediaRefused, NotConnected, NoAnswer; OSError on a
    disk error.
    """
    outcome = await _guarded(pool, api, url, target, caps)
    if isinstance(outcome, Trouble):
        raise errors.of_trouble(outcome)
    if isinstance(outcome, errors.VoipMsError):
        raise outcome
    return outcome


Outcome = Downloaded | Trouble | errors.VoipMsError


async def _guarded(pool: ClientPool, api: Api, url: str, target: Path, caps: Caps) -> Outcome:
    try:
        async with asyncio.timeout(caps.max_seconds):
            return await _follow(pool, api, url, target, caps)
    except TimeoutError:
        return Trouble("no_answer_in_time")
    except OSError:
        raise
    except Exception as error:  # A network error. No file is left behind.
        return trouble_of(error)


async def _follow(pool: ClientPool, api: Api, url: str, target: Path, caps: Caps) -> Outcome:
    for _ in range(caps.redirects + 1):
        if not address.may_fetch(url, api):
            return errors.media_refused("media_address")
        client = await pool.shared(plain=url.lower().startswith("http:"))
        if isinstance(client, Trouble):
            return client
        # Identity: a small compressed body could expand to a huge file.
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        async with client.stream("GET", url, headers=headers, follow_redirects=False) as response:
            if response.has_redirect_location:
                url = _target_of(response)
                continue
            if refusal := _refusal(response):
                return refusal
            return await _save(response, target, caps.max_bytes)
    return errors.media_refused("media_redirects")


def _target_of(response: httpx.Response) -> str:
    try:
        return str(response.request.url.join(response.headers["location"]))
    except (httpx.InvalidURL, ValueError):
        return ""


def _refusal(response: httpx.Response) -> errors.VoipMsError | None:
    """Return the error of an answer without the file; None for an answer with it."""
    number = response.status_code
    if number == httpx.codes.OK:
        return None
    if number in _MISSING:
        return errors.media_not_there("media_missing", number)
    return errors.ours("http_error", number=number)


async def _save(response: httpx.Response, target: Path, max_bytes: int) -> Outcome:
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and len(declared) < 19 and int(declared) > max_bytes:
        return errors.media_refused("media_too_big")
    part = _Part(target)
    try:
        async for chunk in response.aiter_bytes():
            if part.size + len(chunk) > max_bytes:
                return errors.media_refused("media_too_big")
            part.write(chunk)
        found = _judge(part, response)
        if isinstance(found, str):
            await part.finish()
            return Downloaded(found, part.size)
        return found
    finally:
        part.discard()


def _judge(part: _Part, response: httpx.Response) -> str | errors.VoipMsError:
    """Return the type of a file by its content, or the error that its first bytes show.

    VoIP.ms mislabels files (voipms-api section 8), so content wins. A claimed type that the content
    would prove, but does not, is ignored.
    """
    if not part.size:
        return errors.media_not_there("media_empty")
    if found := file_types.content_type(part.read, part.size):
        return found
    sent_as = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent_as in _HTML or parsing.looks_like_html(part.read(0, _PAGE_HEAD)):
        return errors.media_not_there("media_web_page")
    by_name = file_types.type_by_name(response.request.url.path)
    for claim in (sent_as, by_name):
        if claim != _UNTYPED and claim not in _PROVABLE and _TYPE.fullmatch(claim):
            return claim
    return _UNTYPED


class _Part:
    """A partial download beside its target, with mode 0600. It is deleted unless finished."""

    def __init__(self, target: Path) -> None:
        self.size = 0
        self._target = target
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp sets mode 0600 whatever the umask is.
        number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
        self._path = Path(name)
        self._file: BinaryIO = os.fdopen(number, "w+b")
        self._is_ours = True

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self.size += len(chunk)

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes of what was written."""
        self._file.flush()
        return os.pread(self._file.fileno(), size, offset) if 0 <= offset < self.size else b""

    async def finish(self) -> None:
        """Sync the file to the disk and rename it, in a thread that owns the file from now on."""
        self._is_ours = False
        await asyncio.to_thread(self._settle)

    def _settle(self) -> None:
        try:
            with self._file as file:
                file.flush()
                os.fsync(file.fileno())
            self._path.replace(self._target)
        except OSError:
            self._path.unlink(missing_ok=True)
            raise

    def discard(self) -> None:
        """Delete the file, unless `finish` was called."""
        if not self._is_ours:
            return
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
