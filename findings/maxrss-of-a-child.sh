#!/usr/bin/env bash
# Versions: Linux 6, Python 3.11 (getrusage and wait4 are the kernel's)
# Seen: `true`, started by a process that holds 300 MB, has a peak memory (`ru_maxrss` of RUSAGE_CHILDREN, or of
#   wait4) of 300 MB; started through a small process, of some megabytes. The peak of what was forked stays
#   with the process when it becomes another program.
# One would have guessed: the peak of a program that was executed is the program's own.
# Hurts: tests and benches of memory that start what they measure from a test runner: they measure the runner,
#   and a program that got worse by less than that looks the same.
set -u
python="${PYTHON:-python3}"
[ "$(uname)" = Linux ] || exit 2
got="$("$python" - <<'PY'
import subprocess, sys

PEAK = "import resource as r; print(r.getrusage(r.RUSAGE_CHILDREN).ru_maxrss // 1024)"
held = bytearray(b"x") * 300_000_000
small = [sys.executable, "-c", f"import subprocess; subprocess.run(['true']); {PEAK}"]
through = int(subprocess.run(small, capture_output=True, text=True).stdout)
import resource

subprocess.run(["true"])
direct = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print("direct:", "over 280 MB" if direct > 280 else "small")
print("through a small process:", "over 280 MB" if through > 280 else "small")
PY
)"
uname -r
echo "$got"
[ "$got" = "direct: over 280 MB
through a small process: small" ] && exit 0
exit 1
