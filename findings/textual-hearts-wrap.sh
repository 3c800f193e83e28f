#!/usr/bin/env bash
# Versions: textual 8.2.8, rich 15.0.0, Python 3.11
# Seen: a TextArea of 50 columns breaks a row of 60 hearts (U+2764 U+FE0F, two cells each) into lines of
#   100 cells: breaking a word that is too long, it adds up the cells of single characters, and the
#   selector that makes a heart two cells wide has none. Half of each line is out of sight. A family
#   joined by U+200D is counted the other way, six cells for two, and broken in the middle.
# One would have guessed: the wrapping and the painting of one widget use one measure.
# Hurts: chat boxes: people send such rows.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check textual==8.2.8 rich==15.0.0 || exit 2
cat >"$folder/look.py" <<'PY'
from rich.cells import cell_len
from textual._wrap import compute_wrap_offsets

for name, text in {
    "hearts": "\u2764\ufe0f" * 60,
    "families": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 30,
    "letters": "a" * 120,
}.items():
    ends = [*compute_wrap_offsets(text, 50, 4), len(text)]
    lines = [text[start:end] for start, end in zip([0, *ends], ends)]
    split = any(line.startswith("\u200d") or line.endswith("\u200d") for line in lines)
    print(f"{name}:", *map(cell_len, lines), "broken inside" if split else "whole")
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "hearts: 100 20 whole
families: 18 18 18 10 broken inside
letters: 50 50 20 whole" ] && exit 0
exit 1
