#!/usr/bin/env bash
# Versions: phonenumbers 9.0.43
# Seen: "418-555-0123 poste 5", as an extension is written in French Canada, parses without an error to the
#   17 digits +1 418 555 0123 767835: a word after the number that is not on the library's list of words for
#   extensions is dialled on the letters of a telephone's keys, as in 1-800-FLOWERS, and goes on the end.
#   So does "cell", "maison" or "home". Words of other languages are known (anexo, int., доб.); the same word
#   before the number is left out; PhoneNumberMatcher finds the number and leaves the word.
# One would have guessed: a word that is not understood is left out or raises NumberParseException, and the
#   region CA knows the words of Canada's second language.
# Hurts: imports of address books: no error, and a number that only is_possible_number or
#   is_valid_number tells from a good one.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check phonenumbers==9.0.43 || exit 2
cat >"$folder/look.py" <<'PY'
import phonenumbers

for text in (
    "418-555-0123 ext. 5", "418-555-0123 anexo 5", "418-555-0123 int. 5", "418-555-0123 доб. 5",
    "418-555-0123 poste 5", "418-555-0123 maison", "418-555-0123 (cell)", "cell 418-555-0123",
):
    number = phonenumbers.parse(text, "CA")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    print(f"{text}: {written}, extension {number.extension}, {phonenumbers.is_possible_number(number)}")
    if "poste" in text:
        for match in phonenumbers.PhoneNumberMatcher(text, "CA"):
            print(f"  found in it: {match.raw_string}, extension {match.number.extension}")
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "418-555-0123 ext. 5: +14185550123, extension 5, True
418-555-0123 anexo 5: +14185550123, extension 5, True
418-555-0123 int. 5: +14185550123, extension 5, True
418-555-0123 доб. 5: +14185550123, extension 5, True
418-555-0123 poste 5: +14185550123767835, extension None, False
  found in it: 418-555-0123, extension None
418-555-0123 maison: +14185550123624766, extension None, False
418-555-0123 (cell): +141855501232355, extension None, False
cell 418-555-0123: +14185550123, extension None, True" ] && exit 0
exit 1
