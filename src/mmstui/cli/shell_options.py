"""The options of `completion` and `man`."""

from __future__ import annotations

import argparse
from typing import Final

from mmstui.cli.command_table import COMMANDS
from mmstui.cli.option_types import path

SHELLS: Final = ("bash", "zsh", "fish")
_COMPLETION: Final = """\
  bash: mmstui completion bash > ~/.local/share/bash-completion/completions/mmstui
  zsh:  mmstui completion zsh > ~/.zfunc/_mmstui        (with fpath+=~/.zfunc before compinit)
  fish: mmstui completion fish > ~/.config/fish/completions/mmstui.fish
"""


def add_completion(completion: argparse.ArgumentParser) -> None:
    """Add the options of `completion`."""
    completion.epilog = _COMPLETION
    completion.add_argument("shell", choices=SHELLS, help="the shell")


def add_man(man: argparse.ArgumentParser) -> None:
    """Add the options of `man`."""
    man.add_argument(
        "command", nargs="?", choices=[*COMMANDS], metavar="COMMAND", help="of this command"
    )
    man.add_argument(
        "--folder", type=path, metavar="FOLDER", help="write all pages to this folder instead"
    )
