#!/usr/bin/env bash
# Versions: screen 4.9.0 (Debian 12), in a UTF-8 locale
# Seen: ESC P ... ESC \ passes a string on to the terminal, but of each character only the low byte of its
#   code point: `œ` (U+0153) arrives as `S`, `日本` (U+65E5 U+672C) as `å,`, while `é` stays. 767 characters
#   pass; of a longer string nothing does, in silence.
# One would have guessed: the bytes go through as they are, for they are for another terminal; in UTF-8
#   each of these letters is several bytes, and none of them is `S`.
# Hurts: programs that pass titles, notifications or clipboards through screen: letters that are not in
#   Latin-1 turn into others, some of them into signs that mean something to a terminal. Base64 is safe.
set -u
python="${PYTHON:-python3}"
command -v screen >/dev/null || { echo "needs screen (Debian: screen)" >&2; exit 2; }
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/sockets"
printf '%s\n' 'deflogin off' 'startup_message off' 'vbell off' >"$folder/screenrc"
cat >"$folder/inside.sh" <<'SH'
sleep 0.5
printf '\033P\033]9;é œ 日本\007\033\\'
for count in 762 763; do
    printf '\033P\033]9;'
    head -c "$count" /dev/zero | tr '\0' x
    printf '\007\033\\'
done
sleep 1
SH
cat >"$folder/look.py" <<'PY'
import os, pty, re, sys

folder = sys.argv[1]
child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", SCREENDIR=f"{folder}/sockets")
    os.environ.pop("STY", None)
    os.execvp("screen", ["screen", "-c", f"{folder}/screenrc", "sh", f"{folder}/inside.sh"])
written = b""
try:
    while part := os.read(terminal, 65536):
        written += part
except OSError:  # Linux says so that the other end is closed
    pass
os.waitpid(child, 0)
for text in re.findall("\x1b]9;([^\x07]*)\x07", written.decode("utf-8", "replace")):
    print(f"{len(text) + 5} characters" if text.startswith("x") else text)
PY
got="$(PYTHONIOENCODING=utf-8 "$python" "$folder/look.py" "$folder")"
echo "$got"
[ "$got" = "é S å,
767 characters" ] && exit 0
exit 1
