"""Files by real encoders: each a shell command that makes it, and what is right to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Seconds of the sounds and films.
LASTS: Final = 7


@dataclass(frozen=True, slots=True)
class Made:
    """A file, by the command that makes it beside the sources of `SOURCES`.

    `type` is what it is; `goes` what is sent of it: its own type, another, "" if nothing may go.
    `says` is a part of what is said when it is sent. `located`: it was given a place.
    """

    name: str
    command: str
    type: str
    goes: str
    says: str = ""
    located: bool = False


_TURN: Final = "exiv2 -M'set Exif.Image.Orientation 6'"
_PLACE: Final = (
    "exiv2 -M'set Exif.GPSInfo.GPSLatitudeRef N' -M'set Exif.GPSInfo.GPSLatitude 45/1 30/1 17/1'"
    " -M'set Exif.GPSInfo.GPSLongitudeRef W' -M'set Exif.GPSInfo.GPSLongitude 73/1 34/1 1/1'"
)
_ZEROS: Final = "dd if=/dev/zero bs=1 seek=90000 count=3000 conv=notrunc status=none"
_FFMPEG: Final = "ffmpeg -v error -y"
_TONE: Final = f"{_FFMPEG} -i tone.wav"
_FILM: Final = f"{_FFMPEG} -i film.mkv -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"

#: A photograph, a large one, a drawing, a transparent one, a sound that changes, and a film.
SOURCES: Final = (
    f"{_FFMPEG} -f lavfi -i 'mandelbrot=size=1600x1200:start_scale=0.02' -frames:v 1 photo.png",
    "python-canvas",
    f"{_FFMPEG} -f lavfi -i 'testsrc=size=1200x900' -frames:v 1 drawing.png",
    f"{_FFMPEG} -i drawing.png -vf 'scale=480:360,format=rgba,colorkey=black:0.3' sticker.png",
    f"{_FFMPEG} -f lavfi -i 'aevalsrc=sin(2*PI*t*(300+90*t))*lt(t\\,3)+0.3*random(0)*gt(t\\,3):"
    f"d={LASTS}:s=44100' -ac 1 tone.wav",
    f"{_FFMPEG} -f lavfi -i 'testsrc2=size=320x240:rate=15' -i tone.wav -t {LASTS} -c:v ffv1 "
    "-c:a pcm_s16le film.mkv",
)

JPEG, PNG, GIF = "image/jpeg", "image/png", "image/gif"
MP3, WAV, MIDI = "audio/mpeg", "audio/wav", "audio/midi"
MP4, GP3, M4A, GP3_SOUND = "video/mp4", "video/3gpp", "audio/mp4", "audio/3gpp"

FILES: Final = (
    # JPEG
    Made("plain.jpg", "convert photo.png -quality 85 plain.jpg", JPEG, JPEG),
    Made("progressive.jpg", "convert photo.png -interlace JPEG -quality 85 progressive.jpg", JPEG, JPEG),
    Made("grey.jpg", "convert photo.png -colorspace Gray -quality 90 grey.jpg", JPEG, JPEG),
    Made("cmyk.jpg", "convert photo.png -colorspace CMYK -quality 80 cmyk.jpg", JPEG, JPEG),
    Made("turned.jpg", f"convert photo.png -quality 85 turned.jpg && {_TURN} turned.jpg && {_PLACE} turned.jpg", JPEG, JPEG, "location removed", True),
    Made("restart.jpg", "convert photo.png ppm:- | cjpeg -restart 1 -quality 80 > restart.jpg", JPEG, JPEG),
    Made("scans.jpg", "printf '0;\\n1;\\n2;\\n' > s && convert photo.png ppm:- | cjpeg -scans s -quality 80 > scans.jpg", JPEG, JPEG),
    Made("arithmetic.jpg", "convert photo.png ppm:- | cjpeg -arithmetic -quality 80 > arithmetic.jpg", JPEG, JPEG, "made anew"),
    Made("large.jpg", f"convert large.png -quality 95 large.jpg && {_TURN} large.jpg && {_PLACE} large.jpg", JPEG, JPEG, "location removed", True),
    Made("motion.jpg", f"convert photo.png -quality 85 motion.jpg && {_PLACE} motion.jpg && {_FILM} motion.mp4 && cat large.png motion.mp4 >> motion.jpg", JPEG, JPEG, "location removed", True),
    Made("noted.jpg", "convert photo.png -quality 90 noted.jpg && exiv2 -c \"$(head -c 60000 /dev/zero | tr '\\0' x)\" noted.jpg", JPEG, JPEG),
    Made("endless.jpg", f"convert photo.png -quality 85 e.jpg && {_PLACE} e.jpg && head -c -2 e.jpg > endless.jpg", JPEG, JPEG, "location removed", True),
    Made("cut.jpg", "convert photo.png -quality 85 c.jpg && head -c 90000 c.jpg > cut.jpg", JPEG, "", "is damaged"),
    Made("large-cut.jpg", "convert large.png -quality 95 c.jpg && head -c 1500000 c.jpg > large-cut.jpg", JPEG, "", "is damaged"),
    Made("cut-progressive.jpg", "convert photo.png -interlace JPEG -quality 85 c.jpg && (head -c 70000 c.jpg; printf '\\377\\331') > cut-progressive.jpg", JPEG, "", "is damaged"),
    Made("cut-and-ended.jpg", "convert photo.png -quality 85 c.jpg && (head -c 90000 c.jpg; printf '\\377\\331') > cut-and-ended.jpg", JPEG, "", "is damaged"),
    Made("hole.jpg", f"convert photo.png -quality 85 hole.jpg && {_ZEROS} of=hole.jpg", JPEG, "", "is damaged"),
    # PNG and GIF
    Made("drawing.png", "true", PNG, PNG),
    Made("palette.png", "convert drawing.png -colors 64 PNG8:palette.png", PNG, PNG),
    Made("grey16.png", "convert photo.png -colorspace Gray -resize 700x -depth 16 -define png:color-type=0 -define png:bit-depth=16 grey16.png", PNG, PNG),
    Made("interlaced.png", "convert drawing.png -interlace PNG interlaced.png", PNG, PNG),
    Made("located.png", f"cp drawing.png located.png && {_PLACE} located.png", PNG, PNG, "location removed", True),
    Made("large.png", "true", PNG, JPEG, "converted"),
    Made("cut.png", "head -c 20000 photo.png > cut.png", PNG, "", "is damaged"),
    Made("moves.gif", f"{_FFMPEG} -i film.mkv -t 2 -vf scale=200:-1 moves.gif", GIF, GIF),
    Made("noted.gif", "convert drawing.png -set comment 'at home' noted.gif", GIF, GIF),
    Made("cut.gif", "convert photo.png c.gif && head -c 100000 c.gif > cut.gif", GIF, "", "is damaged"),
    # Converted
    Made("photo.webp", "cwebp -quiet -q 80 photo.png -o photo.webp", "image/webp", JPEG, "converted from WEBP"),
    Made("sticker.webp", "cwebp -quiet -lossless sticker.png -o sticker.webp", "image/webp", PNG, "converted from WEBP"),
    Made("moves.webp", f"{_FFMPEG} -i film.mkv -t 2 -loop 0 moves.webp", "image/webp", JPEG, "without its motion"),
    Made("cut.webp", "cwebp -quiet -q 80 photo.png -o c.webp && head -c 20000 c.webp > cut.webp", "image/webp", "", "is damaged"),
    Made("photo.avif", "avifenc -s 8 photo.png photo.avif", "image/avif", JPEG, "converted from AVIF"),
    Made("cut.avif", "avifenc -s 8 photo.png c.avif && head -c 20000 c.avif > cut.avif", "image/avif", "", "is damaged"),
    Made("photo.heic", "heif-enc -q 60 photo.png -o photo.heic", "image/heic", JPEG, "converted from HEIC"),
    Made("located.heic", "heif-enc -q 60 turned.jpg -o located.heic", "image/heic", JPEG, "location removed", True),
    Made("two.heic", "heif-enc -q 60 photo.png drawing.png -o two.heic", "image/heic", JPEG, "without its other 1 picture"),
    Made("cut.heic", "heif-enc -q 90 photo.png -o c.heic && head -c 60000 c.heic > cut.heic", "image/heic", "", "is damaged"),
    Made("hole.heic", f"heif-enc -q 90 photo.png -o hole.heic && {_ZEROS} of=hole.heic", "image/heic", "", "is damaged"),
    Made("drawing.bmp", "convert drawing.png BMP3:drawing.bmp", "image/bmp", PNG, "converted from BMP"),
    Made("photo.tif", "convert photo.png -compress LZW photo.tif", "image/tiff", JPEG, "converted from TIFF"),
    Made("drawing.ico", "convert drawing.png -resize 128x128 drawing.ico", "image/x-icon", PNG, "converted from ICO"),
    Made("photo.jp2", f"{_FFMPEG} -i photo.png -pix_fmt rgb24 photo.jp2", "image/jp2", JPEG, "converted from JPEG 2000"),
    # Sounds
    Made("steady.mp3", "lame --quiet -b 96 tone.wav steady.mp3", MP3, MP3),
    Made("varies.mp3", "lame --quiet -V 4 tone.wav varies.mp3", MP3, MP3),
    Made("no-header.mp3", "lame --quiet -V 4 -t tone.wav no-header.mp3", MP3, MP3),
    Made("middle.mp3", "lame --quiet -b 128 -t tone.wav m.mp3 && tail -c +101 m.mp3 > middle.mp3", MP3, MP3),
    Made("zeros.mp3", "lame --quiet -b 96 -t tone.wav z.mp3 && (head -c 3000 /dev/zero; cat z.mp3) > zeros.mp3", MP3, MP3),
    Made("free.mp3", "lame --quiet --freeformat -b 200 tone.wav free.mp3", "audio/x-mp3-free", "", "is MP3 of free format"),
    Made("layer2.mp3", "twolame --quiet tone.wav layer2.mp3", "audio/x-mp2", "", "is MP2"),
    Made("tone.wav", "true", WAV, WAV),
    Made("piped.wav", f"{_TONE} -ar 22050 -f wav - | cat > piped.wav", WAV, WAV),
    Made("cut.wav", "head -c 300000 tone.wav > cut.wav", WAV, "", "is damaged"),
    Made("large.rf64.wav", f"{_TONE} -ar 22050 -rf64 always -f wav large.rf64.wav", "audio/x-rf64", "", "is RF64"),
    Made("rec.m4a", f"{_TONE} -c:a aac rec.m4a", M4A, M4A),
    Made("android.m4a", f"{_TONE} -c:a aac -f mp4 -brand mp42 android.m4a", M4A, M4A),
    Made("sound.3gp", f"{_TONE} -c:a aac sound.3gp", GP3_SOUND, GP3_SOUND),
    Made("fragments.m4a", f"{_TONE} -c:a aac -movflags frag_keyframe+empty_moov -frag_duration 1000000 -f mp4 fragments.m4a", M4A, M4A),
    Made("tone.ogg", "oggenc -Q tone.wav -o tone.ogg", "audio/ogg", "", "cannot go by MMS"),
    Made("tone.opus", f"{_TONE} -c:a libopus tone.opus", "audio/ogg", "", "cannot go by MMS"),
    Made("chain.ogg", f"{_TONE} -t 3 a.wav && {_TONE} -ss 3 b.wav && oggenc -Q a.wav -o a.ogg && oggenc -Q b.wav -o b.ogg && cat a.ogg b.ogg > chain.ogg", "audio/ogg", "", "cannot go by MMS"),
    Made("tone.flac", "flac --silent -f tone.wav -o tone.flac", "audio/flac", "", "cannot go by MMS"),
    Made("piped.flac", "flac --silent -c - < tone.wav | cat > piped.flac", "audio/flac", "", "cannot go by MMS"),
    Made("tone.aac", f"{_TONE} -c:a aac -f adts tone.aac", "audio/aac", "", "cannot go by MMS"),
    # Films
    Made("film.mp4", f"{_FILM} film.mp4", MP4, MP4),
    Made("located.mp4", f"{_FILM} -metadata location=+45.5047-073.5670/ located.mp4", MP4, MP4, "location removed", True),
    Made("fragments.mp4", f"{_FILM} -movflags frag_keyframe+empty_moov -g 15 fragments.mp4", MP4, MP4),
    Made("free-behind.mp4", f"{_FILM} f.mp4 && (cat f.mp4; printf '\\x00\\x2d\\xc6\\xc8free'; head -c 3000000 /dev/zero) > free-behind.mp4", MP4, MP4),
    Made("trailing.gif", f"convert drawing.png -resize 500x t.gif && {_FILM} t.mp4 && cat t.gif t.mp4 large.png > trailing.gif", GIF, GIF),
    Made("trailing.heic", "heif-enc -q 60 photo.png -o t.heic && (cat t.heic; printf '\\x00\\x2d\\xc6\\xc8mpvd'; head -c 3000000 /dev/zero) > trailing.heic", "image/heic", JPEG, "converted from HEIC"),
    Made("cut.mp4", f"{_FILM} -movflags +faststart c.mp4 && head -c 200000 c.mp4 > cut.mp4", MP4, "", "is damaged"),
    Made("film.3gp", f"{_FFMPEG} -i film.mkv -c:v mpeg4 -s 176x144 -an film.3gp", GP3, GP3),
    Made("film.mov", f"{_FILM} film.mov", "video/quicktime", "", "cannot go by MMS"),
)  # fmt: skip
