#!/usr/bin/env bash
# Versions: httpcore 1.0.9, httpx 0.28.1, anyio 4.16.0, CPython 3.11
# Seen: httpcore's asynchronous side asks sniffio which event loop runs, by an import inside the function
#   that makes each lock and event. anyio no longer brings sniffio, and httpcore does not require it; a
#   failed import is not remembered by Python: every request searches all folders of sys.path again, several
#   times. 0.15 ms each, and more with each entry of the path.
# One would have guessed: what is not installed is looked for once; a library installed by itself takes no
#   slow path that its tests, which have sniffio, never take.
# Hurts: programs with many small requests, and test suites with a long sys.path or import hooks (pytest's
#   rewriting of assertions is one): a twentieth of the time of some. `sys.modules["sniffio"] = None` ends it.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check httpx==0.28.1 httpcore==1.0.9 anyio==4.16.0 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio, http.server, sys, threading
import httpx


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Counts:
    """The first of those who are asked for a module; it never has it."""

    asked = 0

    def find_spec(self, name, path=None, target=None):
        self.asked += name == "sniffio"


async def main():
    async with httpx.AsyncClient(trust_env=False) as client:
        for number in range(3):
            before = counts.asked
            await client.get(url)
            looked.append(counts.asked - before)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
url, counts = f"http://127.0.0.1:{server.server_port}/", Counts()
sys.meta_path.insert(0, counts)
for known in (False, True):
    looked = []
    if known:
        sys.modules["sniffio"] = None
    asyncio.run(main())
    print("sys.modules has sniffio as None:" if known else "sniffio is not installed:", *looked[1:])
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "sniffio is not installed: 4 4
sys.modules has sniffio as None: 0 0" ] && exit 0
exit 1
