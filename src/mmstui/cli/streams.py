"""Standard output and error: how they are written to, and what happens when they cannot be.

Either may be closed, full, or a pipe whose reader has left. What cannot be written to standard
output is told on standard error; what cannot be written there, nowhere. Nothing here is a reason
for a traceback, nor for another exit code than the command's own (Python's own would be 120).
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

from mmstui.domain import sanitise
from mmstui.domain.charsets import fitted, of_terminal


class OutputLost(Exception):
    """Standard output takes no more. `words` say why, "" when its reader has seen enough."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def occupy_closed() -> None:
    """Put something harmless in the place of closed standard streams.

    Else the next file that is opened, a store or a lock, would be what some library takes for
    standard error. Writing to it fails all the same.
    """
    for number, flags in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, flags)


def is_terminal(number: int) -> bool:
    """Whether a standard stream, by its number, is a terminal."""
    try:
        return os.isatty(number)
    except OSError:
        return False


def charset(stream: TextIO) -> str:
    """The encoding that whoever reads a stream expects.

    Python takes a C locale for UTF-8. So do pipes and files here, where bytes pass as they are; a
    terminal that was said to know ASCII only gets no more.
    """
    told = stream.encoding or "utf-8"
    try:
        is_terminal = stream.isatty()
    except ValueError:  # closed
        return told
    return of_terminal(told) if is_terminal else told


def write_line(text: str) -> None:
    """Write a line to standard output, harmless to a terminal whatever it was made of."""
    stream = _output()
    _send(stream, fitted(sanitise.display(text), charset(stream)) + "\n")


def write_raw(text: str) -> None:
    """Write ASCII to standard output as it is."""
    _send(_output(), text)


def flush() -> None:
    """Have standard output written whole: only now is it known whether it could be."""
    if sys.stdout is not None:
        _send(sys.stdout, "", flush=True)


def complain(text: str) -> None:
    """Write a line to standard error, if it takes any."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(fitted(sanitise.display(text), charset(stream)) + "\n")
        stream.flush()
    except (OSError, ValueError):
        _let_go(stream)


def flush_errors() -> None:
    """As `flush`, for what others have written to standard error; nobody is told if it is lost."""
    if sys.stderr is not None:
        try:
            sys.stderr.flush()
        except (OSError, ValueError):
            _let_go(sys.stderr)


def lost(error: OSError) -> OutputLost:
    """Somebody else has met this error in writing to standard output."""
    if sys.stdout is not None:
        _let_go(sys.stdout)
    return OutputLost(_why(error))


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
    """Let what a stream still holds go nowhere: Python tries again to write it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
    with suppress(OSError, ValueError):
        stream.flush()
