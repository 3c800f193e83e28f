#!/usr/bin/env bash
# A day's work by commands alone, against a simulated VoIP.ms: what a script of a user may do.
#
#     tests/contract/a_day.sh FOLDER       FOLDER is empty; PYTHON is the one that has mmstui
set -euo pipefail
PYTHON=${PYTHON:-python3}
folder=$1
cd "$folder"
export HOME=$folder MMSTUI_HOME=$folder/first LC_ALL=C.UTF-8 TZ=America/Toronto
unset MMSTUI_API_URL MMSTUI_API_USERNAME MMSTUI_API_PASSWORD MMSTUI_ACCOUNT

mmstui() { "$PYTHON" -m mmstui "$@"; }
ends_with() {
    local wanted=$1 code=0
    shift
    "$@" >out 2>err </dev/null || code=$?
    [ "$code" = "$wanted" ] || { echo "$* ended with $code, not with $wanted"; cat out err; exit 1; }
}
is() { [ "$1" = "$2" ] || { printf 'not as wanted:\n%s\nbut:\n%s\n' "$2" "$1"; exit 1; }; }
has() { grep -qF -- "$2" "$1" || { echo "$1 has no $2:"; cat "$1"; exit 1; }; }
# What happens at VoIP.ms.
at_voipms() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'POST /_simulator/%s HTTP/1.0\r\nContent-Length: %s\r\n\r\n%s' "$1" "${#2}" "$2" >&3
    grep -q '200 OK' <&3 || { echo "not done: $1 $2"; exit 1; }
    exec 3>&-
}

# Not by the function: it would be the shell around it that is ended.
"$PYTHON" -m mmstui simulator --empty --port 0 --switch requests_per_minute=0 >simulator 2>simulator.err &
simulator=$!
trap 'kill $simulator' EXIT
until [ "$(wc -l <simulator)" -ge 3 ]; do read -rt 0.05 <> <(:) || :; done
url=$(head -n 1 simulator)
port=${url#http://127.0.0.1:}
port=${port%%/*}
zoe=4385550123
shop=5145550100

# The account, without a question. The password is in a file of the user's.
echo demo >password
export MMSTUI_API_URL=$url
mmstui setup --username demo@example.com --password-command "cat $folder/password" \
    --since all --no-sync --no-input
unset MMSTUI_API_URL
printf 'api_url = "%s"\n' "$url" >>first/config.toml
ends_with 0 mmstui doctor
has out "VoIP.ms"

# What came.
at_voipms inject "{\"contact\": \"$zoe\", \"did\": \"$shop\", \"text\": \"Are you open?\"}"
mmstui sync >out
has out "1 new"
mmstui list --json >list.json
has list.json '"preview": "Are you open?"'
is "$(mmstui list --unread --format '{contact} {unread}')" ""

# An answer with a file, its text from a pipe; the command waits until it is sent.
printf 'GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377!\371\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;' >map.gif
echo "Until five. The way:" | mmstui send --to $zoe --attach map.gif - >out
has out "sent"
is "$(mmstui read $zoe --json | grep -o '"state": "[a-z]*"' | tail -n 2 | head -n 1)" '"state": "sent"'
mmstui done $zoe
is "$(mmstui list --format '{contact}')" ""

# Kept elsewhere, and taken over at another machine, where nothing is doubled.
mmstui export all.mbox >/dev/null
"$PYTHON" - <<'EOF'
import mailbox
found = [each.get_payload(0) if each.is_multipart() else each for each in mailbox.mbox("all.mbox")]
texts = [each.get_payload(decode=True).decode() for each in found]
assert ["Are you open?" in texts[0], "Until five" in texts[1]] == [True, True], texts
EOF
mmstui export all.jsonl >/dev/null
mkdir second
cp first/config.toml second/
export MMSTUI_HOME=$folder/second
mmstui import all.jsonl >out
mmstui import all.jsonl >out
mmstui sync >out
is "$(mmstui list --all --format '{contact} {total}')" "+1$zoe 2"
is "$(mmstui list --all --format '{preview}')" "Until five. The way:"
export MMSTUI_HOME=$folder/first

# Every exit code.
ends_with 1 mmstui read 6475550199
ends_with 2 mmstui send --to $zoe --from 6475550199 hello
echo wrong >password
ends_with 3 mmstui sync
echo demo >password
ends_with 4 env MMSTUI_API_URL=http://127.0.0.1:9/ MMSTUI_API_USERNAME=demo@example.com \
    "$PYTHON" -m mmstui sync
ends_with 8 mmstui send --to $zoe --wait 0 "later"
first=$(mmstui read $zoe --json | grep -o '"id": [0-9]*' | head -n 1 | grep -o '[0-9]*')
ends_with 9 mmstui send --to $zoe --if-unchanged "$first" "as I said"
mmstui sync >out
has out "1 sent"
at_voipms switches '{"statuses": {"sendSMS": "sms_failed"}}'
ends_with 5 mmstui send --to $zoe hello
at_voipms switches '{"statuses": {}, "pages": {"sendSMS": "empty"}, "pages_act": true, "late_rows": 9}'
ends_with 7 mmstui send --to $zoe --wait 8 "once"
at_voipms switches '{"pages": {}, "late_rows": 0, "sends_per_day": 1}'
ends_with 6 mmstui send --to $zoe "too many"
echo "The day is done."
