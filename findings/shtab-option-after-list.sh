#!/usr/bin/env bash
# Versions: shtab 1.13.0; bash 5.2
# Seen: after an option with `nargs="+"` and its own completion, `prog --to 1 --at<TAB>` in bash offers further
#   values of `--to` and no option. Without a completion of its own, `--to` lets `--attach` be offered.
# One would have guessed: a word that begins with `-` is completed as an option, as argparse reads it, and as it is
#   with an option that has no completion of its own.
# Hurts: who gives such an option (recipients, files) a completion: nothing after it can be completed in bash but
#   by writing the positional argument first.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check shtab==1.13.0 || exit 2
cat >"$folder/make.py" <<'PY'
import argparse, sys
import shtab

parser = argparse.ArgumentParser(prog="prog")
to = parser.add_argument("--to", nargs="+")
parser.add_argument("--attach")
if sys.argv[1] == "own":
    to.complete = {"bash": "_values"}
print(shtab.complete(parser, "bash", preamble="_values() { printf 'one\\ntwo\\n'; }"))
PY
cat >"$folder/look.sh" <<'SH'
source "$1"
COMP_WORDS=(prog --to 1 --at); COMP_CWORD=3; COMPREPLY=()
_shtab_prog 2>/dev/null
echo "${COMPREPLY[*]}"
SH
found=""
for kind in own none; do
    "$folder/venv/bin/python" "$folder/make.py" $kind >"$folder/$kind.bash"
    offered="$(bash "$folder/look.sh" "$folder/$kind.bash")"
    echo "$kind completion of --to: $offered"
    found="$found$offered;"
done
test "$found" = "one two;--attach;"
