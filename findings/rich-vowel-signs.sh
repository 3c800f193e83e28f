#!/usr/bin/env bash
# Versions: rich 15.0.0, Python 3.11, tmux 3.3a (Debian 12)
# Seen: rich counts no cell for a spacing vowel sign (Unicode's category Mc: Hindi's ि and ी, Tamil's
#   ா), which wcwidth and so most terminals count as one. `cell_len` of दिल्ली is 3; tmux moves its
#   cursor by 5, and so do xterm, foot, VTE, Konsole and Alacritty.
# One would have guessed: like accents these signs join the letter before them; or that a measure which
#   is a cell off somewhere is off for rare emoji, and not for most words of a script.
# Hurts: every line of Hindi, Bengali or Tamil that a program lays out with rich: its end is cut, or
#   written over by what stands beside it.
set -u
python="${PYTHON:-python3}"
command -v tmux >/dev/null || { echo "needs tmux (Debian: tmux)" >&2; exit 2; }
folder="$(mktemp -d)"
trap 'tmux -S "$folder/socket" kill-server 2>/dev/null; rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check rich==15.0.0 || exit 2
for word in दिल्ली தமிழ் é 漢字; do
    counted="$("$folder/venv/bin/python" -c \
        'import sys; from rich.cells import cell_len; print(cell_len(sys.argv[1]))' "$word")"
    LC_ALL=C.UTF-8 tmux -u -S "$folder/socket" -f /dev/null new -d -x 80 -y 24 \
        "printf %s $word; sleep 9"
    sleep 0.5
    moved="$(tmux -S "$folder/socket" display-message -p '#{cursor_x}')"
    tmux -S "$folder/socket" kill-server
    echo "$word rich $counted tmux $moved"
done >"$folder/got"
cat "$folder/got"
[ "$(cat "$folder/got")" = "दिल्ली rich 3 tmux 5
தமிழ் rich 3 tmux 4
é rich 1 tmux 1
漢字 rich 4 tmux 4" ] && exit 0
exit 1
