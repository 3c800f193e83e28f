#!/usr/bin/env bash
# Versions: screen 4.9.0 (Debian 12)
# Seen: screen 4.9 has no 24-bit colours, and does not leave them out either: it reads the three numbers
#   as attributes by themselves. The dark ground #2e3440 (46, 52, 64) is cyan, #1e1e2e (30, 30, 46) is
#   black letters on cyan, and the letters #010507 are bold, blinking and reversed; every one is dim, from
#   the `2` before the colour. Colours of 256 pass. COLORTERM=truecolor, by which a program
#   knows that it may send 24 bits, is handed on from outside.
# One would have guessed: an unknown colour is left out, or rounded to the nearest of 256; a harmless
#   change of tone has harmless results.
# Hurts: full-screen programs started in screen within a modern terminal: a theme that is fine has
#   glaring grounds and blinking words there; with another shade of grey nothing shows.
set -u
python="${PYTHON:-python3}"
command -v screen >/dev/null || { echo "needs screen (Debian: screen)" >&2; exit 2; }
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/sockets"
printf '%s\n' 'deflogin off' 'startup_message off' 'vbell off' >"$folder/screenrc"
cat >"$folder/inside.sh" <<'SH'
printf 'COLORTERM=%s.\r\n' "$COLORTERM"
printf '<\033[48;2;46;52;64m#2e3440 ground\033[0m>\r\n'
printf '<\033[48;2;30;30;46m#1e1e2e ground\033[0m>\r\n'
printf '<\033[38;2;1;5;7m#010507 letters\033[0m>\r\n'
printf '<\033[48;5;236mgrey of 256\033[0m>\r\n'
sleep 1
SH
cat >"$folder/look.py" <<'PY'
import os, pty, re, sys

folder = sys.argv[1]
child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", SCREENDIR=f"{folder}/sockets")
    os.environ.pop("STY", None)
    os.execvp("screen", ["screen", "-c", f"{folder}/screenrc", "sh", f"{folder}/inside.sh"])
written = b""
try:
    while part := os.read(terminal, 65536):
        written += part
except OSError:  # Linux says so that the other end is closed
    pass
os.waitpid(child, 0)
text = written.decode("ascii", "replace")
print(re.search(r"COLORTERM=\w*", text)[0])
for sent, name in re.findall(r"<((?:\x1b\[[\d;]*m)*)([^\x1b]+)", text):
    print(f"{name}:", " ".join(re.findall(r"\[([\d;]*)m", sent)))
PY
got="$("$python" "$folder/look.py" "$folder")"
echo "$got"
[ "$got" = "COLORTERM=truecolor
#2e3440 ground: 2 46
#1e1e2e ground: 2 30 46
#010507 letters: 2 1 7 5
grey of 256: 48;5;236" ] && exit 0
exit 1
