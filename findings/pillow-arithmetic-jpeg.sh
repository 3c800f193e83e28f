#!/usr/bin/env bash
# Versions: Pillow 13.0.0 with libjpeg-turbo 3.2.0, Python 3.11; Debian's libjpeg-turbo-progs (jpegtran)
# Seen: an arithmetic-coded JPEG of 10 KB decodes, one of 300 KB is a "broken data stream", and with
#   `image.decodermaxblock` at its size it decodes. Pillow feeds 64 KB at a time, and libjpeg's arithmetic
#   decoder cannot wait for the next block.
# One would have guessed: a coding is supported, or not, whatever the size of the file. Small samples pass all
#   tests.
# Hurts: who tries a decoder with a thumbnail, and readers of archives that were packed by arithmetic coding.
set -u
command -v jpegtran >/dev/null || { echo "needs libjpeg-turbo-progs"; exit 2; }
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check pillow==13.0.0 || exit 2
cat >"$folder/look.py" <<'PY'
import os, random, subprocess, sys
from PIL import Image

folder = sys.argv[1]
for name, side in (("small", 80), ("large", 600)):
    noise = Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))
    noise.save(f"{folder}/plain.jpg", quality=90)
    coded = f"{folder}/{name}.jpg"
    subprocess.run(["jpegtran", "-arithmetic", "-outfile", coded, f"{folder}/plain.jpg"], check=True)
    for block in (None, os.path.getsize(coded)):
        image = Image.open(coded)
        if block:
            image.decodermaxblock = block
        try:
            image.load()
            found = "decodes"
        except OSError as error:
            found = str(error)
        print(f"{name}, {'one block' if block else 'blocks as usual'}: {found}")
PY
got="$("$folder/venv/bin/python" "$folder/look.py" "$folder")"
echo "$got"
[ "$got" = "small, blocks as usual: decodes
small, one block: decodes
large, blocks as usual: broken data stream when reading image file
large, one block: decodes" ] && exit 0
exit 1
