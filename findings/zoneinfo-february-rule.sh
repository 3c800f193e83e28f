#!/usr/bin/env bash
# Versions: Python 3.11, zic and zdump of Debian 12's libc-bin (glibc 2.36)
# Seen: zic writes a yearly rule on a fixed day of January or February as a day counted from 0 (`45` is
#   February 15) and every other one as `J288`, counted from 1. zoneinfo reads the first as if it counted
#   from 1 too: summer time begins a day early there, for 24 hours of each year, while its end, in October,
#   is right. The C library reads both as POSIX says. A file of `zic -b fat` hides it until 2037, the last
#   year that it spells out; one of `-b slim`, upstream's default, has it from its first year.
# One would have guessed: a zone file means the same to Python and to the C library, and a rule of
#   February is no other thing than a rule of March.
# Hurts: whoever compiles zones of his own (plants, ships, tests, what a parliament has just decided) and
#   compares clocks of a Python program with those of anything else.
set -u
python="${PYTHON:-python3}"
PATH="$PATH:/usr/sbin:/sbin"
for tool in zic zdump; do
    command -v "$tool" >/dev/null || { echo "needs $tool (Debian: libc-bin)" >&2; exit 2; }
done
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cat >"$folder/rules" <<'ZIC'
Rule  Lake  2020  max  -  Feb  15  2:00  1:00  D
Rule  Lake  2020  max  -  Oct  15  2:00  0     S
Zone  Lake  -5:00  Lake  L%sT
ZIC
for form in slim fat; do
    zic -b "$form" -d "$folder/$form" "$folder/rules" || exit 2
done
cat >"$folder/look.py" <<'PY'
import datetime, os, sys, time, zoneinfo

HOUR = datetime.timedelta(hours=1)


def changes(year, offset):
    now, found = datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc), []
    while now.year == year:
        if offset(now) != offset(now - HOUR):
            found.append(f"{now:%b %d %Hh}")
        now += HOUR
    return ", ".join(found)


for form in ("slim", "fat"):
    path = os.path.join(sys.argv[1], form, "Lake")
    with open(path, "rb") as file:
        zone = zoneinfo.ZoneInfo.from_file(file)
    for year in (2026, 2040):
        print(form, year, "zoneinfo:", changes(year, lambda now: now.astimezone(zone).utcoffset()))
    os.environ["TZ"] = ":" + path
    time.tzset()
    for year in (2026, 2040):
        print(form, year, "C:", changes(year, lambda now: time.localtime(now.timestamp()).tm_gmtoff))
PY
got="rule: $(tail -n 1 "$folder/slim/Lake")
$("$python" "$folder/look.py" "$folder")
zdump: $(zdump -v -c 2040,2041 "$folder/slim/Lake" | sed -n 's/.* \(Feb 15 07:00:00 2040 UT\) .*isdst=1.*/\1/p')"
echo "$got"
[ "$got" = "rule: LST5LDT,45,J288
slim 2026 zoneinfo: Feb 14 07h, Oct 15 06h
slim 2040 zoneinfo: Feb 14 07h, Oct 15 06h
slim 2026 C: Feb 15 07h, Oct 15 06h
slim 2040 C: Feb 15 07h, Oct 15 06h
fat 2026 zoneinfo: Feb 15 07h, Oct 15 06h
fat 2040 zoneinfo: Feb 14 07h, Oct 15 06h
fat 2026 C: Feb 15 07h, Oct 15 06h
fat 2040 C: Feb 15 07h, Oct 15 06h
zdump: Feb 15 07:00:00 2040 UT" ] && exit 0
exit 1
