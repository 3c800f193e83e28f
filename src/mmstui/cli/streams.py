"""Write to standard output and error, and handle write errors.

Either may be closed, full, or a pipe whose reader is gone. Errors of standard output are reported
on standard error; errors of standard error are ignored. None of them causes a traceback, or another
exit code than the command's own (Python's would be 120).
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from mmstui.domain.text.charsets import fitted, of_terminal


class OutputLost(Exception):
    """Standard output cannot be written. `words` say why; "" when its reader is gone."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def occupy_closed() -> None:
    """Open harmless files in place of closed standard streams.

    Otherwise the next opened file, such as the store or a lock, would get the number of standard
    error. Writing to these files fails.
    """
    for number, flags in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, flags)


def is_terminal(number: int) -> bool:
    """Return whether a standard stream, by its number, is a terminal."""
    try:
        return os.isatty(number)
    except OSError:
        return False


def charset(stream: TextIO) -> str:
    """Return the encoding that the reader of a stream expects.

    Python treats the C locale as UTF-8. So does mmstui for pipes and files, where bytes pass
    unchanged; a terminal that is declared as ASCII gets ASCII.
    """
    told = stream.encoding or "utf-8"
    try:
        is_terminal = stream.isatty()
    except ValueError:  # closed
        return told
    return of_terminal(told) if is_terminal else told


def write_line(text: str) -> None:
    """Write a sanitised line to standard output."""
    stream = _output()
    _send(stream, fitted(_safe(text), charset(stream)) + "\n")


def write_lines(lines: Iterable[str]) -> None:
    """Write sanitised lines to standard output, all at once."""
    stream = _output()
    text = "".join(f"{_safe(line)}\n" for line in lines)
    _send(stream, fitted(text, charset(stream)))


def write_fields(text: str) -> None:
    """Write a line whose fields are sanitised already; tabs between them stay."""
    stream = _output()
    _send(stream, fitted(text, charset(stream)) + "\n")


def write_raw(text: str) -> None:
    """Write ASCII text to standard output, unchanged."""
    _send(_output(), text)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, unchanged."""
    stream = _output()
    _send(stream, "", flush=True)
    try:
        stream.buffer.write(data)
    except OSError as error:
        raise lost(error) from None
    except ValueError:
        raise OutputLost("Standard output is closed.") from None


def reader_has_left() -> bool:
    """Return whether stdout is a pipe without a reader: the next write may be hours away."""
    import select

    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return False
    poll = select.poll()
    poll.register(number, 0)
    return any(event & (select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))


def flush() -> None:
    """Flush standard output. Only then is it known whether everything was written."""
    if sys.stdout is not None:
        _send(sys.stdout, "", flush=True)


def complain(text: str) -> None:
    """Write a sanitised line to standard error, if possible."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(fitted(_safe(text), charset(stream)) + "\n")
        stream.flush()
    except (OSError, ValueError):
        _let_go(stream)


def overwrite(text: str) -> None:
    """Write a line over the last one on a terminal that is standard error, if possible."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(f"\r{fitted(_safe_line(text), charset(stream))}\x1b[K")
        stream.flush()
    except (OSError, ValueError):
        _let_go(stream)


def flush_errors() -> None:
    """Flush standard error, on which other code may have written; ignore errors."""
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except (OSError, ValueError):
            _let_go(sys.stderr)


def lost(error: OSError) -> OutputLost:
    """Return the OutputLost for an error that other code met when writing to standard output."""
    if sys.stdout is not None:
        _let_go(sys.stdout)
    return OutputLost(_why(error))


def _safe(text: str) -> str:
    """Return text that is safe on several lines. `--help` needs no more than this look at it."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    from mmstui.domain.text import sanitise

    return sanitise.display(text)


def _safe_line(text: str) -> str:
    from mmstui.domain.text import sanitise

    return sanitise.line(text)


def _output() -> TextIO:
    if sys.stdout is None:
        raise OutputLost("Standard output is closed.")
    return sys.stdout


def _send(stream: TextIO, text: str, *, flush: bool = False) -> None:
    try:
        if text:
            stream.write(text)
        if flush:
            stream.flush()
    except OSError as error:
        _let_go(stream)
        raise OutputLost(_why(error)) from None
    except ValueError:
        raise OutputLost("Standard output is closed.") from None


def _why(error: OSError) -> str:
    if error.errno in {errno.EPIPE, errno.ESHUTDOWN}:
        return ""
    if error.errno == errno.EBADF:
        return "Standard output is closed."
    return f"Standard output cannot be written: {error.strerror or type(error).__name__}."


def _let_go(stream: TextIO) -> None:
    """Redirect a stream's buffered data to /dev/null: Python writes it again at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
    with suppress(OSError, ValueError):
        stream.flush()
