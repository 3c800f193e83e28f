#!/usr/bin/env bash
# Versions: textual 8.2.8, terminfo of Debian 12's ncurses-base (6.4)
# Seen: of the 26 keys with modifiers that terminfo gives for rxvt-unicode, three are read as the opposite
#   key: ctrl+home is ctrl+end, ctrl+end is ctrl+home, ctrl+down is ctrl+up (so is ctrl+up itself). Ten
#   more are no key at all. rxvt-unicode 9.30 itself sends what terminfo says. All 60 of xterm's are read right.
# One would have guessed: an old terminal's rarer keys may be missing; none jumps the other way.
# Hurts: users of urxvt, where ctrl+end goes to the first line, and the authors who cannot repeat it.
set -u
python="${PYTHON:-python3}"
command -v infocmp >/dev/null || { echo "needs infocmp (Debian: ncurses-bin)" >&2; exit 2; }
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
for terminal in rxvt-unicode-256color xterm-256color; do
    infocmp -x -1 "$terminal" >"$folder/$terminal" || exit 2
done
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/look.py" <<'PY'
import pathlib, re, sys
from textual._xterm_parser import XTermParser
from textual.events import Key

KEYS = {
    "UP": "up", "DN": "down", "LFT": "left", "RIT": "right", "HOM": "home", "END": "end",
    "IC": "insert", "DC": "delete", "NXT": "pagedown", "PRV": "pageup",
}
MODIFIERS = {"": "shift", "3": "alt", "4": "alt+shift", "5": "ctrl", "6": "ctrl+shift", "7": "alt+ctrl"}
for terminal in ("xterm-256color", "rxvt-unicode-256color"):
    listed = pathlib.Path(sys.argv[1], terminal).read_text()
    keys = re.findall(rf"^\tk({'|'.join(KEYS)})([3-7]?)=(.*),$", listed, re.MULTILINE)
    wrong, none = [], []
    for name, modifier, capability in keys:
        sequence = capability.replace(r"\E", "\x1b").replace(r"\^", "^")
        key = f"{MODIFIERS[modifier]}+{KEYS[name]}"
        read = [event.key for event in XTermParser(False).feed(sequence) if isinstance(event, Key)]
        if not read:
            none.append(key)
        elif read != [key]:
            wrong.append(f"{key} is {' '.join(read)}")
    print(f"{terminal}: {len(keys)} keys, {len(none)} not read, {len(wrong)} wrong")
    for line in sorted(wrong):
        print("  " + line)
PY
got="$("$folder/venv/bin/python" "$folder/look.py" "$folder")"
echo "$got"
[ "$got" = "xterm-256color: 60 keys, 0 not read, 0 wrong
rxvt-unicode-256color: 26 keys, 10 not read, 3 wrong
  ctrl+down is ctrl+up
  ctrl+end is ctrl+home
  ctrl+home is ctrl+end" ] && exit 0
exit 1
