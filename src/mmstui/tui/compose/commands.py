"""Commands of the compose box."""

from __future__ import annotations

from dataclasses import replace
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
    "compose.clipboard", "f5", "want('picture')", "picture", "attach the clipboard's picture"
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
TEMPLATE: Final = Command(
    "compose.template", "ctrl+f", "want('template')", "template", "put in a template"
)
SIGNATURE: Final = Command(
    "compose.signature", "f2", "want('signature')", "signature", "leave the signature off, or on"
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
    "compose.yank_pop", "alt+y", "yank_pop", "put in", "what was cut before that, right after it"
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
#: In the dialog of templates, and in the form for one.
ADD_TEMPLATE: Final = Command("template.add", "ctrl+n", "screen.add", "new", "write a new template")
CHANGE_TEMPLATE: Final = Command(
    "template.change", "f4", "screen.change", "change", "change the template"
)
DELETE_TEMPLATE: Final = Command(
    "template.delete", "f8", "screen.delete", "delete", "delete the template"
)
IN_TEMPLATES: Final = (ADD_TEMPLATE, CHANGE_TEMPLATE, DELETE_TEMPLATE)
#: Where enter breaks lines in the box, it does in the text of a template.
SAVE_TEMPLATE: Final = replace(SEND, name="save", description="save the template")
TO_NAME: Final = Command(
    "template.field", "tab,shift+tab", "screen.move(1)", "field", "to the other field"
)
RUB_OUT_LEFT: Final = Command(
    "template.rub_out", "backspace", "delete_left", "rub out", "rub out the character before"
)
IN_TEMPLATE: Final = (SAVE_TEMPLATE, NEW_LINE, TO_NAME, RUB_OUT_LEFT, UNDO, REDO, *EDITING)
ALL: Final = (
    *FOOTER,
    TEMPLATE,
    SIGNATURE,
    REMIND,
    CLIPBOARD,
    DISCARD,
    UNDO,
    REDO,
    DETACH,
    *EDITING,
)
