#!/usr/bin/env bash
# Versions: Pillow 13.0.0, Python 3.11
# Seen: `getexif()` of a PNG without an eXIf chunk before its pixels decodes the whole picture: the notes may stand
#   behind them. Of a JPEG or a WebP it reads the header only, as `Image.open` does of all three.
# One would have guessed: notes are read from the header, so that a picture can be looked at (its size, its turn)
#   before one decides whether it is small enough to be decoded.
# Hurts: who lists many pictures, and who refuses those that are too large only after reading their notes.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check pillow==13.0.0 || exit 2
cat >"$folder/look.py" <<'PY'
import sys
from PIL import Image, ImageFile

load, loaded = ImageFile.ImageFile.load, []
def counted(image):
    loaded.append(image)
    return load(image)
ImageFile.ImageFile.load = counted

notes = Image.Exif()
notes[0x0112] = 6
for kind, options in (("PNG", {}), ("PNG", {"exif": notes}), ("JPEG", {}), ("WEBP", {})):
    path = f"{sys.argv[1]}/picture"
    Image.new("RGB", (64, 48)).save(path, kind, **options)
    loaded.clear()
    image = Image.open(path)
    size, opened = image.size, len(loaded)
    image.getexif()
    print(f"{kind}{' with notes' if options else ''}: decoded {opened} times by open, {len(loaded)} by getexif")
PY
got="$("$folder/venv/bin/python" "$folder/look.py" "$folder")"
echo "$got"
[ "$got" = "PNG: decoded 0 times by open, 1 by getexif
PNG with notes: decoded 0 times by open, 0 by getexif
JPEG: decoded 0 times by open, 0 by getexif
WEBP: decoded 0 times by open, 0 by getexif" ] && exit 0
exit 1
