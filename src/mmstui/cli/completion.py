"""`mmstui completion SHELL`: the script that completes arguments in a shell.

shtab makes the script from the parser. Names and numbers come from `mmstui complete` at each tab.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from mmstui import __version__
from mmstui.cli.common_options import ACCOUNT, CONTACT, DID, FILES, RECIPIENT, VIEW
from mmstui.cli.exit_codes import Exit
from mmstui.cli.parser import build_parser
from mmstui.cli.streams import write_raw

_STORED: Final = (ACCOUNT, CONTACT, RECIPIENT, DID, VIEW)
#: A function of each shell for each kind. After a list of values shtab offers no options in bash
#: (findings/shtab-option-after-list.sh): they can stand before it. bash quotes blanks only where
#: the user has not begun to.
_BASH: Final = """
_mmstui_{kind}() {{
  local word=$1 begun value
  case $word in [\\"\\']*) begun=1 word=${{word:1}} ;; esac
  mmstui complete {kind} "${{word//\\\\/}}" 2>/dev/null | cut -f 1 | while IFS= read -r value; do
    if [ -n "$begun" ]; then printf '%s\\n' "$value"; else printf '%q\\n' "$value"; fi
  done
}}
"""
_ZSH: Final = """
_mmstui_{kind}() {{
  local -a values shown
  local value what
  while IFS=$'\\t' read -r value what; do
    values+=("$value") shown+=("$value${{what:+  -- $what}}")
  done < <(mmstui complete {kind} "${{(Q)PREFIX}}" 2>/dev/null)
  compadd -l -d shown -a values
}}
"""
_FISH: Final = "(mmstui complete {kind} (commandline -ct | string unescape) 2>/dev/null)"


def run(options: argparse.Namespace) -> Exit:
    """Print the script."""
    import shtab

    parser = build_parser(__version__)
    for action in _actions(parser):
        kind = getattr(action, "completed_by", None)
        if kind == FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif kind is not None:
            action.complete = {  # type: ignore[attr-defined]
                "bash": f"_mmstui_{kind}", "zsh": f"_mmstui_{kind}",
                "fish": _FISH.format(kind=kind),
            }  # fmt: skip
    functions = {"bash": _BASH, "zsh": _ZSH}.get(options.shell, "")
    preamble = "".join(functions.format(kind=kind) for kind in _STORED)
    script = shtab.complete(parser, options.shell, preamble=preamble)
    write_raw(f"{script.rstrip()}\n")
    return Exit.DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the actions of a parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            choices: dict[str, Any] = action.choices
            for made in choices.values():
                yield from _actions(made)
