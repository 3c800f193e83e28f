#!/usr/bin/env bash
# Versions: textual 8.2.8 (its web driver, which textual-serve and textual-web talk to), Python 3.11
# Seen: while a file is delivered and the screen changes, the packets of both mix. Each is one write to the
#   pipe, of a thread of its own: the screen by the event loop's, the file's parts of 64 KB by the one that
#   reads keys. The kernel keeps only writes of up to 4 KB whole. What follows is read as the head of a packet:
#   the page shows rubbish, or nothing more, and the download stops.
# One would have guessed: a driver writes whole packets, as the file is delivered by the library itself.
# Hurts: programs in a browser that deliver files of more than 4 KB while anything moves on the screen.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/app.py" <<'PY'
import io
import random

from textual.app import App
from textual.widgets import Static


class Moving(App):
    def compose(self):
        yield Static()

    def on_mount(self):
        self.set_interval(1 / 60, self.change)
        self.deliver_binary(io.BytesIO(b"F" * 30_000_000), save_filename="a.bin")

    def change(self):
        letters = random.choices("abcdefgh", k=12_000)
        self.query_one(Static).update("".join(letters))


Moving().run()
PY
cat >"$folder/page.py" <<'PY'
import json
import os
import subprocess
import sys

environ = dict(os.environ, TEXTUAL_DRIVER="textual.drivers.web_driver:WebDriver", COLUMNS="200", ROWS="60")
app = subprocess.Popen(
    [sys.executable, sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
)


def ask(key):
    asked = json.dumps({"type": "deliver_chunk_request", "key": key, "size": 65536, "name": None})
    app.stdin.write(b"M" + len(asked).to_bytes(4, "big") + asked.encode())
    app.stdin.flush()


def whole(packets):
    """Return whether all packets are whole until the file has come."""
    key = None
    for _ in range(packets):
        kind, size = app.stdout.read(1), int.from_bytes(app.stdout.read(4), "big")
        if kind not in {b"D", b"M", b"P"} or size > 1_000_000:
            return False
        payload = app.stdout.read(size)
        if kind == b"D" and b"FFFFFFFF" in payload:
            return False
        if kind == b"P" and not payload[:40].count(b"deliver_chunk"):
            return False
        if kind == b"M" and json.loads(payload)["type"] == "deliver_file_start":
            key = json.loads(payload)["key"]
            ask(key)
        if kind == b"P":
            if len(payload) < 1_000:
                return True
            ask(key)
    return True


assert app.stdout.readline() == b"__GANGLION__\n"
print("packets are whole:", whole(20_000))
app.kill()
PY
got="$("$folder/venv/bin/python" "$folder/page.py" "$folder/app.py")"
echo "$got"
[ "$got" = "packets are whole: False" ] && exit 0
exit 1
