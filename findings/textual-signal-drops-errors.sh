#!/usr/bin/env bash
# Versions: textual 8.2.8, Python 3.11
# Seen: an exception in a subscriber of a signal ends the app, as any exception in a handler does, unless the
#   subscriber asked to be called at once (`immediate=True`): then publish catches it and tells Textual's own
#   developer console only. The app goes on, without a traceback, nothing is passed to
#   `logging`, and App._handle_exception is not called. The other subscribers are called in both cases.
# One would have guessed: `immediate` decides when a callback runs, not what becomes of its exception.
# Hurts: a widget that stops following what it subscribed to, in production and in tests, where run_test
#   raises what handlers raise.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio
import logging

from textual.app import App
from textual.signal import Signal
from textual.widgets import Static

records = []
handler = logging.Handler()
handler.emit = records.append
logging.getLogger().addHandler(handler)
logging.getLogger().setLevel(logging.DEBUG)


class Listening(App):
    def __init__(self, immediate):
        super().__init__()
        self.happened = Signal(self, "happened")
        self.immediate, self.heard = immediate, 0

    def compose(self):
        yield Static(id="one")
        yield Static(id="two")

    def on_mount(self):
        for name, callback in (("#one", self.fail), ("#two", self.hear)):
            self.happened.subscribe(self.query_one(name), callback, immediate=self.immediate)

    def fail(self, data):
        raise RuntimeError("it failed")

    def hear(self, data):
        self.heard += 1


async def main(immediate):
    app = Listening(immediate)
    result = "goes on"
    try:
        async with app.run_test() as pilot:
            await pilot.pause()
            app.happened.publish(1)
            await pilot.pause()
    except RuntimeError as error:
        result = f"ends: {error}"
    told = sum("it failed" in record.getMessage() for record in records)
    print(f"immediate={immediate}: {result}, exit code {app.return_code}, logged {told}, heard {app.heard}")


for immediate in (False, True):
    asyncio.run(main(immediate))
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "immediate=False: ends: it failed, exit code 1, logged 0, heard 1
immediate=True: goes on, exit code None, logged 0, heard 1" ] && exit 0
exit 1
