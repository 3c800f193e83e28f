#!/usr/bin/env bash
# Versions: textual 8.2.8, Python 3.11
# Seen: a TextArea watches `App.theme` when it is mounted. The app keeps the pair of field and callback until
#   the theme next changes, so each TextArea of a screen that was popped stays in memory, with whatever
#   its messages and callbacks refer to. A field without that watch (Input) goes.
# One would have guessed: what a removed widget watches is let go of with the widget.
# Hurts: programs that open an editor, a form or a compose dialog many times and run for weeks.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio
import gc

from textual.app import App
from textual.screen import Screen
from textual.widgets import Input, TextArea


class Form(Screen):
    def compose(self):
        yield TextArea()
        yield Input()


def alive(kind):
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


async def look():
    app = App()
    async with app.run_test() as pilot:
        for _ in range(5):
            await app.push_screen(Form())
            await pilot.pause()
            await app.pop_screen()
            await pilot.pause()
        print("after five forms:", alive(TextArea), "text areas,", alive(Input), "inputs")
        app.theme = "textual-light"
        await pilot.pause()
        print("after another theme:", alive(TextArea), "text areas,", alive(Input), "inputs")


asyncio.run(look())
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "after five forms: 5 text areas, 0 inputs
after another theme: 0 text areas, 0 inputs" ] && exit 0
exit 1
