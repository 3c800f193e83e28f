#!/usr/bin/env bash
# Needs: the Debian packages neomutt and bsdutils (script).
# Versions: mailbox of Python 3.11.7; NeoMutt 20220429
# Seen: Python's mailbox begins a mail at every line with `From ` at its begin, in the middle of a paragraph
#   too, without an address or a date; NeoMutt only at one with a date. So one file has three mails here and two
#   there. Neither takes a `>` away that quotes such a line: a text quoted as mbox's variants ask for shows it.
#   What Python's own `mailbox.add` puts in comes out of it changed, and two different texts come out the same.
# One would have guessed: the reader that wrote the quoting takes it away, and two readers of the oldest mail
#   format agree how many mails a file has.
# Hurts: whoever writes mailboxes of texts that are not under his control: unquoted, a text that begins with
#   `From ` becomes a mail of its own, with headers as its writer likes; quoted, it is changed for good. Only an
#   encoding survives both: quoted-printable with the first letter as `=46`.
set -u
python="${PYTHON:-python3}"
command -v neomutt >/dev/null && command -v script >/dev/null || exit 2
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cat >"$folder/box" <<'EOF2'
From a@example.org Mon Mar  2 17:00:00 2026
From: a@example.org
Subject: one

Greetings
From here to there
>From quoted

From a@example.org Mon Mar  2 17:01:00 2026
From: a@example.org
Subject: two
Content-Type: text/plain
Content-Transfer-Encoding: quoted-printable

=46rom encoded

EOF2
cat >"$folder/look.py" <<'PY'
import mailbox
import sys
from email.message import EmailMessage
from pathlib import Path

folder = Path(sys.argv[1])
mails = [mail.get_payload(decode=True).decode().strip() for mail in mailbox.mbox(folder / "box")]
print(f"mailbox: {len(mails)} mails: {mails}")
box = mailbox.mbox(folder / "own")
for text in ("From me", ">From me"):
    mail = EmailMessage()
    mail.set_content(text)
    box.add(mail)
box.flush()
print("put in and read:", [mail.get_payload().strip() for mail in mailbox.mbox(folder / "own")])
PY
cat >"$folder/sink" <<EOF2
#!/bin/sh
sed '1,/^\$/d' | sed '/^\$/d' >>"$folder/got"
echo -- >>"$folder/got"
EOF2
chmod +x "$folder/sink"
cat >"$folder/rc" <<EOF2
set folder=$folder sleep_time=0 pipe_split=yes pipe_decode=yes wait_key=no quit=yes charset=utf-8
ignore *
EOF2
got="$("$python" "$folder/look.py" "$folder")"
keys="<tag-pattern>~A<enter><tag-prefix><pipe-message>$folder/sink<enter><exit>"
TERM=xterm timeout 30 script -qec "neomutt -n -F '$folder/rc' -R -f '$folder/box' -e 'push \"$keys\"'" \
    /dev/null >/dev/null 2>&1 </dev/null
got="$got
neomutt:
$(cat "$folder/got")"
echo "$got"
[ "$got" = "mailbox: 3 mails: ['Greetings', '>From quoted', 'From encoded']
put in and read: ['>From me', '>From me']
neomutt:
Greetings
From here to there
>From quoted
--
From encoded
--" ] && exit 0
exit 1
