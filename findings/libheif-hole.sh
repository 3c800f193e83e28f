#!/usr/bin/env bash
# Versions: pillow-heif 1.4.0 with libheif 1.23.0, Python 3.11
# Seen: a HEIC decodes without an error or a warning wherever 2 KB of its coded data are replaced by zeros; what
#   follows is smeared or of one colour. Yet such data are not HEVC: a unit never has three zeros in a row, since
#   an encoder puts a 3 between (emulation prevention). So zeros tell the hole, and the decoder does not.
# One would have guessed: decoding fails, or warns, where the data are no valid stream.
# Hurts: who checks uploads or backups by decoding them: a half fetched photo looks whole until it is seen.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check pillow-heif==1.4.0 || exit 2
cat >"$folder/look.py" <<'PY'
import io, random, warnings
import pillow_heif
from PIL import Image

warnings.simplefilter("error")
picture = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(360_000)).resize((1600, 1200))
file = io.BytesIO()
pillow_heif.from_pillow(picture).save(file, quality=70)
whole = file.getvalue()
begin = whole.index(b"mdat") + 100
print("three zeros in its coded data:", b"\0\0\0" in whole[begin:])
decoded = 0
for place in range(begin, len(whole) - 4096, (len(whole) - 4096 - begin) // 9):
    hollow = whole[:place] + bytes(2048) + whole[place + 2048 :]
    try:
        pillow_heif.open_heif(io.BytesIO(hollow))[0].load()
        decoded += 1
    except Exception as error:
        print(type(error).__name__, error)
print("decoded with a hole:", decoded)
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "three zeros in its coded data: False
decoded with a hole: 10" ] && exit 0
exit 1
