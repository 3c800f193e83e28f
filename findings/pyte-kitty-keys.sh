#!/usr/bin/env bash
# Versions: textual 8.2.8, pyte 0.8.2, Python 3.11
# Seen: what pyte shows after a Textual program has ended begins with a "u": `udone` for `done`.
#   Textual ends with `CSI < u`, which takes kitty's keyboard protocol off. pyte's parser passes over the
#   `>` of `CSI > 25 u`, by which it was put on, and takes `<` for the end of the sequence, so the letter
#   is text. `CSI = 1 u` leaves `1u`; a reset by `CSI ! p` leaves `p`.
# One would have guessed: what pyte does not know is left out whole, and what turned a thing on without a
#   trace turns it off without one.
# Hurts: tests that read a shell's prompt or a last line after a full-screen program, and only with the
#   versions that speak the protocol.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 pyte==0.8.2 || exit 2
cat >"$folder/program.py" <<'PY'
from textual.app import App


class Short(App):
    def on_mount(self):
        self.set_timer(0.2, self.exit)


Short().run()
print("done")
PY
cat >"$folder/look.py" <<'PY'
import fcntl, os, pty, struct, sys, termios
import pyte


def shown(written):
    screen = pyte.Screen(20, 4)
    pyte.ByteStream(screen).feed(written)
    return screen.display[0].rstrip()


child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="xterm-256color", LINES="4", COLUMNS="20")
    os.environ.pop("TEXTUAL_DISABLE_KITTY_KEY", None)
    os.execv(sys.executable, [sys.executable, sys.argv[1]])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 4, 20, 0, 0))
written = b""
try:
    while part := os.read(terminal, 65536):
        written += part
except OSError:  # Linux says so that the other end is closed
    pass
os.waitpid(child, 0)
print("after the program:", shown(written))
print("without CSI < u:", shown(written.replace(b"\x1b[<u", b"")))
for sequence in ("CSI > 1 u", "CSI < u", "CSI = 1 u", "CSI ! p", "CSI ? u"):
    print(f"{sequence}:", shown(sequence.replace(" ", "").replace("CSI", "\x1b[").encode() + b"."))
PY
got="$("$folder/venv/bin/python" "$folder/look.py" "$folder/program.py")"
echo "$got"
[ "$got" = "after the program: udone
without CSI < u: done
CSI > 1 u: .
CSI < u: u.
CSI = 1 u: 1u.
CSI ! p: p.
CSI ? u: ." ] && exit 0
exit 1
