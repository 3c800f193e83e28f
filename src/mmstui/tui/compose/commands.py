"""Commands of the compose box."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command

SEND: Final = Command("compose.send", "enter", "submit", "send", "send the message")
NEW_LINE: Final = Command(
    "compose.new_line", "ctrl+j,alt+enter,shift+enter", "new_line", "new line", "break the line"
)
ATTACH: Final = Command(
    "compose.attach",
    "ctrl+t",
    "want('files')",
    "attach",
    "attach a file; pasting its path does it too",
)
CLIPBOARD: Final = Command(
    "compose.clipboard", "f5", "want('picture')", "picture", "attach the picture in the clipboard"
)
FROM: Final = Command(
    "compose.from", "ctrl+o", "want('did')", "from", "choose the number to send from"
)
LATER: Final = Command(
    "compose.later", "f9", "want('later')", "later", "send it at a time that you choose"
)
REMIND: Final = Command(
    "compose.remind", "f8", "want('reminder')", "remind", "remind me if nobody answers; forget it"
)
EDITOR: Final = Command(
    "compose.editor", "f4", "want('editor')", "editor", "write in $VISUAL or $EDITOR"
)
DISCARD: Final = Command(
    "compose.discard", "f3", "want('discard')", "discard", "discard the draft; undo brings it back"
)
LEAVE: Final = Command(
    "compose.leave", "escape", "want('thread')", "thread", "to the thread; the draft stays"
)
UNDO: Final = Command(
    "compose.undo",
    "ctrl+underscore,ctrl+slash,ctrl+shift+minus",
    "undo",
    "undo",
    "undo typing",
)
REDO: Final = Command(
    "compose.redo", "alt+underscore,alt+shift+minus", "redo", "redo", "type it again"
)
WORD_LEFT: Final = Command(
    "compose.word_left", "alt+b,alt+left", "word('word_start')", "word", "back by a word"
)
WORD_RIGHT: Final = Command(
    "compose.word_right", "alt+f,alt+right", "word('word_end')", "word", "on by a word"
)
KILL_WORD: Final = Command(
    "compose.kill_word", "alt+d,alt+delete", "kill('word_end')", "cut word", "cut the word ahead"
)
KILL_WORD_LEFT: Final = Command(
    "compose.kill_word_left",
    "alt+backspace,ctrl+backspace",
    "kill('word_start')",
    "cut word",
    "cut the word before",
)
RUB_OUT: Final = Command(
    "compose.rub_out", "ctrl+w", "kill('blank')", "cut back", "cut back to a blank"
)
KILL_LINE: Final = Command(
    "compose.kill_line", "ctrl+k", "kill('line_end')", "cut line", "cut the rest of the line"
)
KILL_LINE_LEFT: Final = Command(
    "compose.kill_line_left",
    "ctrl+u,super+backspace",
    "kill('line_start')",
    "cut line",
    "cut the line up to here",
)
YANK: Final = Command("compose.yank", "ctrl+y", "yank", "put in", "put in what was cut")
YANK_POP: Final = Command(
    "compose.yank_pop", "alt+y", "yank_pop", "put in", "right after it: what was cut before that"
)
UPPER: Final = Command(
    "compose.upper", "alt+u", "recase('upper')", "capitals", "the word in capitals"
)
LOWER: Final = Command(
    "compose.lower", "alt+l", "recase('lower')", "small", "the word in small letters"
)
CAPITAL: Final = Command(
    "compose.capital", "alt+c", "recase('capital')", "capital", "the word with a capital first"
)
DETACH: Final = Command(
    "compose.detach",
    "backspace",
    "delete_left",
    "rub out",
    "rub out; in an empty box take off the last file",
)

FOOTER: Final = (SEND, NEW_LINE, ATTACH, FROM, LATER, EDITOR, LEAVE)
#: Readline's keys.
EDITING: Final = (
    WORD_LEFT, WORD_RIGHT, KILL_WORD, KILL_WORD_LEFT, RUB_OUT, KILL_LINE, KILL_LINE_LEFT, YANK,
    YANK_POP, UPPER, LOWER, CAPITAL,
)  # fmt: skip
ALL: Final = (*FOOTER, REMIND, CLIPBOARD, DISCARD, UNDO, REDO, DETACH, *EDITING)
