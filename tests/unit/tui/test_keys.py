"""The user's keys: the table of all commands, the presets, and what is said of a wrong line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode

from mmstui import settings, tui
from mmstui.settings.keys import PRESETS
from mmstui.tui.compose.input import _inherited
from mmstui.tui.keys.keymap import clashes, in_force, of_preset
from mmstui.tui.keys.panes import EDITING, PANES, by_id
from mmstui.tui.keys.presets import TABLES
from mmstui.tui.keys.spelling import keys_named
from mmstui.tui.ui.commands import Command, display


def modules() -> Iterator[Any]:
    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        yield import_module(module.name)


def test_the_panes_have_every_command_and_every_set_of_bindings() -> None:
    commands = {
        value.id
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, Command)
    }
    assert sorted(commands - by_id().keys()) == []
    own = [
        (value.__name__, {each.id for each in value.BINDINGS if isinstance(each, Binding)})
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, DOMNode) and "BINDINGS" in vars(value)
    ]
    panes = [{command.id for command in pane.commands} for pane in PANES]
    ours = {name: ids & commands for name, ids in own if ids & commands}
    assert len(ours) > 25
    assert [name for name, ids in ours.items() if not any(ids <= pane for pane in panes)] == []
    assert set(BindingsMap(_inherited()).key_to_bindings) <= EDITING


def test_an_id_stands_for_the_same_keys_everywhere() -> None:
    keys = {(command.id, command.keys) for pane in PANES for command in pane.commands}
    assert len(keys) == len(by_id())
    assert [*clashes({})] == []


def test_every_key_can_be_written_as_it_is_shown() -> None:
    keys = {key for command in by_id().values() for key in command.keys.split(",")}
    assert [key for key in keys if key not in keys_named(display(key))] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_holds_as_if_the_user_had_written_it(preset: str, tmp_path: Path) -> None:
    assert TABLES.keys() == set(PRESETS)
    lines = [f"'{name}' = '{keys}'" for name, keys in TABLES[preset].items()]
    written = load(tmp_path, *lines)
    assert in_force(written.keys) == (of_preset(preset), [])
    assert [*clashes(of_preset(preset))] == []


def load(home: Path, *lines: str) -> settings.Settings:
    (home / "config.toml").write_text("\n".join(("theme = 'nord'", "[keys]", *lines)))
    return settings.load({"MMSTUI_HOME": str(home)})


@pytest.mark.parametrize(
    ("written", "key"),
    [
        *[(each, "ctrl+n") for each in ("C-n", "ctrl+n", "Ctrl-N", "^N", "<C-n>", "control+n")],
        *[(each, "space") for each in ("space", "<Space>", "SPC", " ")],
        ("G", "G"), ("shift+g", "G"), ("?", "question_mark"), ("question_mark", "question_mark"),
        (",", "comma"), ("+", "plus"), ("-", "minus"), ("C-+", "ctrl+plus"),
        ("^", "circumflex_accent"),
        ("M-x", "alt+x"), ("A-X", "alt+X"), ("S-Tab", "shift+tab"), ("PgDn", "pagedown"),
        ("Return", "enter"), ("^M", "enter"), ("C-i", "tab"), ("^[", "escape"), ("F5", "f5"),
        ("é", "é"), ("cmd+c", "super+c"), ("C-/", "ctrl+slash"),
    ],
)  # fmt: skip
def test_keys_as_people_write_them(written: str, key: str) -> None:
    assert keys_named(written)[0] == key


def test_own_lines_win_over_the_preset_and_may_exchange_keys(tmp_path: Path) -> None:
    found = load(
        tmp_path, 'preset = "gmail"', 'list.down = "H,C-j"', '"inbox.new" = ["C", ","]',
        "'thread.copy_code' = 'c'", "thread.files = ''",
    )  # fmt: skip
    keys, complaints = in_force(found.keys)
    assert (found.complaints, complaints) == ((), [])
    assert keys["list.down"] == ("H", "ctrl+j")
    assert (keys["inbox.new"], keys["thread.copy_code"]) == (("C", "comma"), ("c",))
    assert (keys["thread.files"], keys["thread.drop"]) == ((), ("number_sign",))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("list.dwn = 'x'", "keys.list.dwn is no command (did you mean list.down?): mmstui keys"),
        ("inbox.reply = 'x'", "keys.inbox.reply is no command (did you mean"),
        ("list.down = 'j,gg'", "keys.list.down has 'gg', which is no key: one key is wanted, as j"),
        ("list.down = '<leader>x'", "has '<leader>x', which is no key"),
        ("list.down = 'hyper+x'", "has 'hyper+x', which is no key"),
        ("inbox.new = 'c'", "has c, which is the key of thread.copy_code in a conversation."),
        ("inbox.new = 'C-o'", ""),  # the box has its own ctrl+o, where new messages have no key
        ("inbox.check = 'C-o'", "has ctrl+o, which is the key of compose.from in the compose box."),
        ("dialog.choose = 'f1'", "has f1, which is the key of app.help in the find bar."),
        ("inbox.check = 'backspace'", "has backspace, which moves or edits in the compose box."),
        ("compose.attach = 'a'", "has a, which is typed in the compose box."),
        ("app.quit = 'q'", "has q, which is typed in the compose box."),
        ("app.quit = ''", "keys.app.quit needs a key that every terminal sends and that is no"),
        ("app.quit = 'ctrl+shift+q'", "needs a key that every terminal sends"),
        ("app.help = '!'", "needs a key that every terminal sends"),
        ("app.suspend = 'C-q'", "has ctrl+q, which is the key of app.quit in the list."),
        ("list.down = 3", 'keys.list.down wants keys, as "j,down".'),
        ("preset = 'emacs'", "keys.preset wants one of mutt, vim, gmail. The keys are mmstui's"),
        ("compose.send = 'C-s'\ncompose.new_line = 'enter,C-j'", ""),
    ],
)
def test_a_wrong_line_is_named_and_the_others_hold(line: str, said: str, tmp_path: Path) -> None:
    found = load(tmp_path, "list.up = 'H'", line)
    keys, complaints = in_force(found.keys)
    assert (found.theme, keys["list.up"]) == ("nord", ("H",))
    if not said:
        assert (*found.complaints, *complaints) == ()
        return
    (complaint,) = (*found.complaints, *complaints)
    assert complaint.startswith(f"{tmp_path / 'config.toml'}, line 4: keys.")
    assert said in complaint
    assert complaint.endswith((" It is left out.", " own."))


def test_of_two_lines_with_one_key_the_first_holds(tmp_path: Path) -> None:
    keys, complaints = in_force(load(tmp_path, "inbox.zone = 'H'", "list.reply = 'H'").keys)
    assert "inbox.zone" in keys
    assert len(complaints) == 1
    assert "line 4: keys.list.reply has H, which is the key of inbox.zone" in complaints[0]


#: A key in a sentence: `ctrl+o`, `press S`, `z undo`; in a hint: `("j k", "move")`.
_KEY = re.compile(
    r"\b(?:ctrl|alt|shift)\+|\besc\b|\bf[0-9]{1,2}\b|[Pp]ress (?:enter|tab|[A-Za-z]\b)"
    r"|(?<![\w'{-])(?:[B-HJ-Z]|[a-z]) (?:adds?|again|another|asks?|leaves|opens?|sends?|shows?|"
    r"stops?|takes?|undo|why)\b"
)
_LETTERS = re.compile(r"[a-zA-Z]( [a-zA-Z])*|↑ ↓|space|tab")


def test_no_text_of_a_screen_names_a_key() -> None:
    """`Command.key` and `hint` name it, so that it is the user's."""
    found: set[tuple[str, str]] = set()
    for path in sorted(Path(tui.__file__).parent.glob("*/*.py")):
        if path.name.endswith("commands.py") or path.parent.name in {"terminal", "setup", "keys"}:
            continue
        if path.name in {"field.py", "input.py", "kitty.py"}:  # keys of all fields; ranges
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(args=args):
                    texts = [each for part in args for each in ast.walk(part)]
                    found |= {(path.name, text) for text in strings(texts) if _KEY.search(text)}
                case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                    texts = [*ast.walk(value)]
                    found |= {(path.name, text) for text in strings(texts) if _KEY.search(text)}
                case ast.Tuple(
                    elts=[ast.Constant(value=str(key)), ast.Constant() | ast.JoinedStr()]
                ):
                    found |= {(path.name, key)} if _LETTERS.fullmatch(key) else set()
    assert found == set()


def strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
