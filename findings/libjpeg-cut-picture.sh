#!/usr/bin/env bash
# Versions: Pillow 13.0.0 with libjpeg-turbo 3.2.0, Python 3.11
# Seen: half of a JPEG that ends with the mark of the end decodes without an error or a warning; the rest is
#   grey. Pillow finds a cut only where the mark is missing. Without the mark, and with some zeros in its
#   place, a whole picture still decodes and half of one fails, so that is how one can tell. A progressive
#   picture cannot be told so: without its mark even a whole one fails.
# One would have guessed: `load()` fails where coded data are missing, as it does for a PNG; and a picture
#   without its mark of the end fails, or does not, whatever its coding.
# Hurts: who checks uploads by decoding them, and wonders about grey pictures.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check pillow==13.0.0 || exit 2
cat >"$folder/look.py" <<'PY'
import io, random, warnings
from PIL import Image

warnings.simplefilter("error")
noise = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(360_000)).resize((1600, 1200))


def outcome(data):
    try:
        Image.open(io.BytesIO(data)).load()
    except OSError:
        return "fails"
    return "decodes"


for kind in (False, True):
    data = io.BytesIO()
    noise.save(data, "JPEG", quality=88, progressive=kind)
    whole = data.getvalue()[:-2]
    half = whole[: len(whole) // 2]
    print("progressive:" if kind else "baseline:")
    print("  half and the mark", outcome(half + b"\xff\xd9"))
    print("  whole and 16 zeros", outcome(whole + bytes(16)))
    print("  half and 16 zeros", outcome(half + bytes(16)))
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "baseline:
  half and the mark decodes
  whole and 16 zeros decodes
  half and 16 zeros fails
progressive:
  half and the mark decodes
  whole and 16 zeros fails
  half and 16 zeros fails" ] && exit 0
exit 1
