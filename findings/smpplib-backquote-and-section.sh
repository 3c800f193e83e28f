#!/usr/bin/env bash
# Versions: smpplib 2.2.4, beside gsm0338 1.1.0
# Seen: smpplib's GSM 03.38 table has ` (U+0060) at 0x5F, the place of § (U+00A7). So a text with a back
#   quote is sent as GSM, and every phone shows § for it; a text with § counts as outside the alphabet and
#   goes as UCS-2, in parts of 67 characters instead of 153. `make_parts` also divides within the two
#   septets of €, [ or {: a part ends in the escape, and the next begins with the letter behind it.
# One would have guessed: a library for SMS has the alphabet's 128 characters as ETSI prints them, refuses
#   what is not in it, and never divides a character.
# Hurts: gateways that send code, prices or paragraphs of law by SMPP: other signs arrive than were sent,
#   and texts cost more parts than they need.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check smpplib==2.2.4 gsm0338==1.1.0 || exit 2
cat >"$folder/look.py" <<'PY'
import gsm0338
from smpplib import gsm

codec = gsm0338.Codec()
for character in "`§":
    parts, encoding, _ = gsm.make_parts(character)
    print(f"{character}: encoding {encoding}, sent as {parts[0].hex()}", end="")
    print(f", which is {codec.decode(parts[0])[0]}" if encoding == 0 else "")
first, second = gsm.make_parts("x" * 152 + "€" + "y" * 10)[0]
print(f"€ across two parts: ...{first[-2:].hex()} and {second[6:8].hex()}...")
print("parts of 160 §:", len(gsm.make_parts("§" * 160)[0]))
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = '`: encoding 0, sent as 5f, which is §
§: encoding 8, sent as 00a7
€ across two parts: ...781b and 6579...
parts of 160 §: 3' ] && exit 0
exit 1
