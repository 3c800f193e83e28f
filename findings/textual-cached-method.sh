#!/usr/bin/env bash
# Versions: textual 8.2.8, Python 3.11
# Seen: a widget that was painted, removed and collected leaves its StylesCache, and in it every line it
#   painted, behind: `StylesCache.get_inner_outer` is under functools.lru_cache(1024) without being a class
#   method, so the object itself is part of the cache's key. The last 1,024 stay.
# One would have guessed: what belongs to a removed widget goes with it, once nothing refers to it.
# Hurts: programs that open and close screens for days; some 50 MB, found by no look at widgets alive,
#   for the widgets themselves do go.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio, gc
from textual._styles_cache import StylesCache
from textual.app import App
from textual.screen import ModalScreen
from textual.widgets import Static


class Dialog(ModalScreen):
    def compose(self):
        yield Static("words\n" * 10)


def alive(kind):
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


async def main():
    app = App()
    async with app.run_test() as pilot:
        dialogs, caches = alive(Dialog), alive(StylesCache)
        for _ in range(20):
            await app.push_screen(Dialog())
            await pilot.pause()
            await app.pop_screen()
            await pilot.pause()
        print("dialogs left:", alive(Dialog) - dialogs)
        print("painted lines left of 10 and more:", alive(StylesCache) - caches >= 10)


asyncio.run(main())
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "dialogs left: 0
painted lines left of 10 and more: True" ] && exit 0
exit 1
