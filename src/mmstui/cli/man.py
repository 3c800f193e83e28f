"""`mmstui man`: the manual pages, made from the parser."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mmstui import __version__
from mmstui.cli.command_table import COMMANDS
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.parser import build_parser
from mmstui.cli.streams import is_terminal, write_line, write_raw
from mmstui.settings.descriptions import DESCRIPTIONS

#: How far the items of a list are indented, in characters.
_INDENT: Final = 4


def run(options: argparse.Namespace) -> Exit:
    """Show a page, write its source to a pipe, or write all pages to a folder."""
    if options.folder is not None:
        _write_all(options.folder)
    elif not is_terminal(1) or not _shown(page(options.command)):
        write_raw(page(options.command))
    return Exit.DONE


def page(command: str | None) -> str:
    """Return the source of a page, in the man(7) language; None: the page of mmstui itself."""
    parser = build_parser(__version__)
    if command is None:
        made, words = parser, "a terminal message center for VoIP.ms"
    else:
        made, words = _made(parser)[command], COMMANDS[command].words
    return "\n".join(_lines(made, words)) + "\n"


def _write_all(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for command in (None, *(name for name, entry in COMMANDS.items() if entry.options)):
            name = f"mmstui-{command}.1" if command else "mmstui.1"
            (folder / name).write_text(page(command), encoding="utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandError(
            Exit.FAILURE, "folder", f"The pages cannot be written to {folder}: {why}."
        ) from None
    write_line(f"Manual pages written to {folder}; man -l shows one of them.")


def _shown(source: str) -> bool:
    """Show a page with `man`; return whether there is one that takes it."""
    import subprocess

    # -l: of a file, here standard input. Not every man can.
    command = ["man", "-l", "-"]
    try:
        return subprocess.run(command, input=source.encode(), env=os.environ).returncode == 0
    except OSError:
        return False


def _made(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of a parser's commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found: dict[str, argparse.ArgumentParser] = action.choices
            return found
    return {}


def _lines(parser: argparse.ArgumentParser, words: str) -> Iterator[str]:
    name = parser.prog.replace(" ", "-")
    yield f'.TH {name.upper()} 1 "" "mmstui {__version__}" "User Commands"'
    # Neither hyphens that nobody typed, nor wide gaps.
    yield from (".nh", ".ad l", ".SH NAME")
    yield f"{_text(name)} \\- {_text(words)}"
    yield ".SH SYNOPSIS"
    usage = parser.format_usage().removeprefix("usage: ")
    yield _text(" ".join(usage.split()))
    if parser.description:
        yield from (".SH DESCRIPTION", _text(parser.description))
    plain = [action for action in parser._actions if not _is_commands(action)]
    positional = [action for action in plain if not action.option_strings]
    for title, actions in (
        ("ARGUMENTS", positional),
        ("OPTIONS", [action for action in plain if action.option_strings]),
    ):
        if actions:
            yield f".SH {title}"
        for action in actions:
            yield from _item(_called(action), action.help or "")
    for nested in parser._actions:
        if isinstance(nested, argparse._SubParsersAction):
            yield ".SH COMMANDS"
            for choice in nested._choices_actions:
                yield from _item(rf"\fB{_text(choice.dest)}\fR", choice.help or "")
    if parser.prog == "mmstui":
        yield from _settings()
    yield from _sections(parser.epilog or "")


def _is_commands(action: argparse.Action) -> bool:
    return isinstance(action, argparse._SubParsersAction)


def _called(action: argparse.Action) -> str:
    """Return how an argument is written, in bold, and its value in italics."""
    value = action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper()
    value = rf"\fI{_text(str(value))}\fR"
    if not action.option_strings:
        return value
    options = ", ".join(rf"\fB{_text(option)}\fR" for option in action.option_strings)
    return options if action.nargs == 0 else f"{options} {value}"


def _item(name: str, words: str) -> Iterator[str]:
    yield f".TP {_INDENT}"
    yield name
    yield _text(" ".join(words.split()))


def _settings() -> Iterator[str]:
    """Yield what config.toml can have."""
    yield from (".SH SETTINGS", _text("Of config.toml; docs/settings.md has the sections."))
    for name, (default, words) in DESCRIPTIONS.items():
        told = f"{words} (by default {default})" if default else words
        yield from _item(rf"\fB{_text(name)}\fR", told.replace("`", ""))


def _sections(epilog: str) -> Iterator[str]:
    """Yield the text below the options as it is; a line that ends with a colon is a heading."""
    literal = False
    for line in epilog.splitlines():
        if re.fullmatch(r"[a-z ]+:", line):
            yield from (".fi", "") if literal else ()
            yield f".SH {line.removesuffix(':').upper()}"
            yield ".nf"
            literal = True
            continue
        if line and not literal:
            yield from (".SH NOTES", ".nf")
            literal = True
        yield _text(line)
    if literal:
        yield ".fi"


def _text(words: str) -> str:
    """Return text as roff: no character of it is a command."""
    escaped = words.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped[:1] in {".", "'"} else escaped
