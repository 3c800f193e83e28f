#!/usr/bin/env bash
# Versions: phonenumbers 9.0.43
# Seen: three area codes of the United States in which numbers are given out are unknown: +1 861 (western
#   Illinois, over 309, since 24 February 2023, by the Illinois Commerce Commission), +1 436 (northeastern
#   Ohio, over 440, since 1 March 2024, by the Public Utilities Commission of Ohio) and +1 457 (northern
#   Louisiana, over 318, since 25 September 2025, by the Louisiana Public Service Commission). Their numbers
#   have no region, are not valid, and are not found in a text, while the same number in the area code they
#   share the ground with is. Only is_possible_number takes both.
# One would have guessed: a library that is released every few weeks knows an area code after
#   more than three years.
# Hurts: forms that ask is_valid_number and refuse real customers; programs that take "no region" for
#   "not North America"; an up-to-date pin is no help.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check phonenumbers==9.0.43 || exit 2
cat >"$folder/look.py" <<'PY'
import phonenumbers

for area in ("309", "861", "440", "436", "318", "457"):
    number = phonenumbers.parse(f"+1{area}5550123")
    in_text = list(phonenumbers.PhoneNumberMatcher(f"Call {area}-555-0123 tonight", "US"))
    print(
        f"{area}: region {phonenumbers.region_code_for_number(number)},",
        f"valid {phonenumbers.is_valid_number(number)},",
        f"possible {phonenumbers.is_possible_number(number)},",
        f"found in a text {bool(in_text)}",
    )
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "309: region US, valid True, possible True, found in a text True
861: region None, valid False, possible True, found in a text False
440: region US, valid True, possible True, found in a text True
436: region None, valid False, possible True, found in a text False
318: region US, valid True, possible True, found in a text True
457: region None, valid False, possible True, found in a text False" ] && exit 0
exit 1
