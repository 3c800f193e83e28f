#!/usr/bin/env bash
# Versions: textual 8.2.8, Python 3.11
# Seen: `node.query(...).remove()` lays the node that was asked out again and paints all of it, although only
#   the removed widgets' parents have changed. From a screen, each such removal sends the whole screen to
#   the terminal; `remove()` of each widget found sends the area of the widget.
# One would have guessed: a query's `remove()` is a loop over its widgets.
# Hurts: programs that remove small things by `self.query(...)` or `screen.query(...)`, over SSH most of all.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio

from textual.app import App
from textual.containers import Container
from textual.widgets import Label


class Small(App):
    CSS = "Container { dock: bottom; height: 1; }"

    def compose(self):
        yield Label("above")
        yield Container(Label("one"), Label("two"))


async def look():
    for name in ("by the query", "one by one"):
        app, areas = Small(), []
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            update = app.screen._compositor.render_update

            def seen(*args, **kwargs):
                areas.extend(region.area for region in app.screen._compositor._dirty_regions)
                return update(*args, **kwargs)

            app.screen._compositor.render_update = seen
            found = app.screen.query("Container Label")
            if name == "by the query":
                await found.remove()
            else:
                for each in found:
                    await each.remove()
            await pilot.pause()
        print(f"removed {name}: at most {max(areas)} of {80 * 24} cells painted in an update")


asyncio.run(look())
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "removed by the query: at most 1920 of 1920 cells painted in an update
removed one by one: at most 80 of 1920 cells painted in an update" ] && exit 0
exit 1
