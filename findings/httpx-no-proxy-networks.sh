#!/usr/bin/env bash
# Versions: httpx 0.28.1, curl 7.88.1 (Debian 12)
# Seen: a network in NO_PROXY is three things. curl (7.86 and newer) takes 127.0.0.0/8 and fd00::/8 for what
#   they are. httpx takes the first without a word and never matches it: what was to go directly goes by
#   the proxy. The second, anywhere in the list, makes httpx.Client() raise InvalidURL ("Invalid port"), also
#   where no proxy is set at all. The address ::1 by itself is taken; [::1], as it stands in a URL, raises.
# One would have guessed: one variable, read alike; an entry that is not understood is passed over, or is
#   told alike for IPv4 and IPv6; without a proxy its exceptions do not matter.
# Hurts: users behind company proxies and in clusters, whose NO_PROXY lists networks: one program cannot
#   start for an entry about a network it never asks for, or its local calls time out at the proxy.
set -u
python="${PYTHON:-python3}"
command -v curl >/dev/null || { echo "needs curl (Debian: curl)" >&2; exit 2; }
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check httpx==0.28.1 || exit 2
cat >"$folder/look.py" <<'PY'
import http.server, os, subprocess, threading
import httpx


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        # A proxy is asked with the whole URL, a server with the path.
        words = b"by the proxy" if self.path.startswith("http:") else b"directly"
        self.send_response(200)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def by_httpx(url):
    try:
        return httpx.get(url).text
    except httpx.InvalidURL as error:
        return f"InvalidURL, {error}"


def by_curl(url):
    return subprocess.run(["curl", "-q", "-s", url], capture_output=True, text=True).stdout


for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
    os.environ.pop(name, None)
    os.environ.pop(name.upper(), None)
target, proxy = serve(), serve()
for there in (proxy, None):
    print("with a proxy" if there else "without a proxy")
    if there:
        os.environ["http_proxy"] = there
    else:
        del os.environ["http_proxy"]
    for exceptions in ("127.0.0.1", "127.0.0.0/8", "127.0.0.1,fd00::/8", "127.0.0.1,::1", "127.0.0.1,[::1]"):
        os.environ["no_proxy"] = exceptions
        print(f"  {exceptions}: curl {by_curl(target)}; httpx {by_httpx(target)}")
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "with a proxy
  127.0.0.1: curl directly; httpx directly
  127.0.0.0/8: curl directly; httpx by the proxy
  127.0.0.1,fd00::/8: curl directly; httpx InvalidURL, Invalid port: ':'
  127.0.0.1,::1: curl directly; httpx directly
  127.0.0.1,[::1]: curl directly; httpx InvalidURL, Invalid port: ':1]'
without a proxy
  127.0.0.1: curl directly; httpx directly
  127.0.0.0/8: curl directly; httpx directly
  127.0.0.1,fd00::/8: curl directly; httpx InvalidURL, Invalid port: ':'
  127.0.0.1,::1: curl directly; httpx directly
  127.0.0.1,[::1]: curl directly; httpx InvalidURL, Invalid port: ':1]'" ] && exit 0
exit 1
