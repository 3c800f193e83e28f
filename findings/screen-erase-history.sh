#!/usr/bin/env bash
# Versions: screen 4.9.0 (Debian 12)
# Seen: what is erased at once (ED 2) goes to screen's history, where it can be scrolled back to; what is
#   erased line by line (EL 2) is gone. screen has no alternate screen by default (altscreen off), so
#   a program that clears the display as it leaves puts all that it showed there.
# One would have guessed: erased is erased, and in both ways alike.
# Hurts: programs that show what is private, and clean up before they end.
set -u
command -v screen >/dev/null || { echo "needs screen (Debian: screen)" >&2; exit 2; }
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/sockets"
export SCREENDIR="$folder/sockets" TERM=xterm
printf '%s\n' 'startup_message off' 'defscrollback 100' >"$folder/screenrc"
for way in at-once by-line; do
    cat >"$folder/inside.sh" <<SH
printf '\033[H\033[2J\033[Hsecret\r\n'
case $way in
at-once) printf '\033[H\033[2J' ;;
by-line) for row in \$(seq 24 -1 1); do printf '\033[%s;1H\033[2K' "\$row"; done ;;
esac
sleep 9
SH
    screen -c "$folder/screenrc" -dmS finding sh "$folder/inside.sh"
    sleep 1
    screen -S finding -X hardcopy -h "$folder/$way"
    sleep 1
    screen -S finding -X quit
    echo "$way: $(grep -c secret "$folder/$way")"
done >"$folder/got"
cat "$folder/got"
[ "$(cat "$folder/got")" = "at-once: 1
by-line: 0" ] && exit 0
exit 1
