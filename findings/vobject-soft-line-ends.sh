#!/usr/bin/env bash
# Versions: vobject 0.9.9, on Python 3.11
# Seen: a vCard 2.1 whose quoted-printable name is longer than a line, divided by "=" at the line's end as
#   version 2.1 says (RFC 2045) and as Android phones write names that are not ASCII, cannot be read: a
#   ParseError for the whole file, so its number is lost with its name. `allowQP=True`, which is off, reads
#   it; short names are decoded without it. The types of a number that version 2.1 writes without a key (TEL;CELL;PREF) are dropped: a file that is read and
#   written again has lost which number is the mobile one.
# One would have guessed: the best known Python library for vCards reads the version that phones send, by
#   default, and keeps what it read.
# Hurts: who takes contacts from MMS or from old phones: short and ASCII names work, so tests pass, and
#   long names with accents end the import.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check vobject==0.9.9 || exit 2
cat >"$folder/look.py" <<'PY'
import vobject

QP = ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"


def card(*lines):
    return "\r\n".join(["BEGIN:VCARD", "VERSION:2.1", *lines, "TEL;CELL;PREF:4385550123", "END:VCARD", ""])


SHORT = card(f"N{QP};Zo=C3=A9;;;", f"FN{QP}Zo=C3=A9")
LONG = card(f"N{QP};Zo=C3=A9=20=\r\n=54=72=65=6D;;;", f"FN{QP}Zo=C3=A9=20=\r\n=54=72=65=6D")
for name, text in (("short", SHORT), ("long", LONG)):
    for allowed in (False, True):
        try:
            found = next(vobject.readComponents(text, allowQP=allowed))
            print(f"{name}, allowQP={allowed}: {found.fn.value}, {found.tel.value}, {found.tel.params}")
        except vobject.base.ParseError as error:
            print(f"{name}, allowQP={allowed}: {type(error).__name__}")
print([line for line in vobject.readOne(SHORT).serialize().splitlines() if "TEL" in line])
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "short, allowQP=False: Zoé, 4385550123, {}
short, allowQP=True: Zoé, 4385550123, {}
long, allowQP=False: ParseError
long, allowQP=True: Zoé Trem, 4385550123, {}
['TEL:4385550123']" ] && exit 0
exit 1
