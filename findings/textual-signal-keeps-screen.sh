#!/usr/bin/env bash
# Versions: textual 8.2.8, Python 3.11
# Seen: a screen that subscribed to a signal of the app is not freed after it was popped and the garbage
#   collected. Signal keeps its subscribers as keys of a WeakKeyDictionary; the value of each is a function
#   that holds the subscriber (to call it through), so the weak key never dies. The next publish takes them
#   all out: a signal that is seldom published, as theme_changed_signal, keeps every dialog ever shown.
# One would have guessed: where the keys are weak, nobody needs to unsubscribe.
# Hurts: programs that open and close screens for days; a test that publishes the signal sees nothing.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio, gc
from textual.app import App
from textual.screen import ModalScreen


class Plain(ModalScreen):
    pass


class Subscribed(ModalScreen):
    def on_mount(self):
        self.app.theme_changed_signal.subscribe(self, lambda theme: None)


class Unsubscribed(Subscribed):
    def on_unmount(self):
        self.app.theme_changed_signal.unsubscribe(self)


def alive(kind):
    gc.collect()
    return sum(type(each) is kind for each in gc.get_objects())


async def main():
    app = App()
    async with app.run_test() as pilot:
        for kind in (Plain, Subscribed, Unsubscribed):
            for _ in range(20):
                await app.push_screen(kind())
                await pilot.pause()
                await app.pop_screen()
                await pilot.pause()
            print(f"{kind.__name__}: {alive(kind)} of 20 left")
        app.theme = "nord"
        await pilot.pause()
        print("Subscribed, after another theme:", alive(Subscribed))


asyncio.run(main())
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "Plain: 0 of 20 left
Subscribed: 20 of 20 left
Unsubscribed: 0 of 20 left
Subscribed, after another theme: 0" ] && exit 0
exit 1
