#!/usr/bin/env bash
# Versions: textual 8.2.8, rich 15.0.0, Python 3.11
# Seen: `Strip.render_ansi` is under functools.lru_cache(16384), with the Rich style as its key. Of a picture
#   drawn in half blocks nearly every cell has a style of its own, which stays with its colours after
#   the picture, its strips and its segments are gone: some 850 bytes a cell, 14 MB after five pictures.
# One would have guessed: painted lines go with what was painted, as a style keeps its codes itself.
# Hurts: programs that show pictures or gradients in cells, and count on bounded memory.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 rich==15.0.0 || exit 2
cat >"$folder/look.py" <<'PY'
import gc
import random

from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

console = Console(color_system="truecolor")
dice = random.Random(1)


def colour():
    return Color.from_rgb(*dice.randbytes(3))


def paint(columns, rows):
    for _ in range(rows):
        cells = [Segment("▀", Style.from_color(colour(), colour())) for _ in range(columns)]
        Strip(cells).render(console)


def styles():
    gc.collect()
    return sum(isinstance(each, Style) for each in gc.get_objects())


before = styles()
for _ in range(6):
    paint(110, 30)
print("styles left of six pictures that are gone:", styles() - before)
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "styles left of six pictures that are gone: 16384" ] && exit 0
exit 1
