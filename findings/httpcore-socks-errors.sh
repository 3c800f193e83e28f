#!/usr/bin/env bash
# Versions: httpx 0.28.1, httpcore 1.0.9, socksio 1.0.0
# Seen: where a SOCKS5 proxy hangs up in its greeting, or what listens there is no SOCKS5 proxy, httpx raises
#   socksio's ProtocolError, which is no httpx.HTTPError. Where it says nothing, httpx waits for ever: none of
#   its timeouts is of the greeting.
# One would have guessed: httpx.ProxyError for the first two, as for "Connection refused" in the proxy's
#   answer, and httpx.ReadTimeout for the third.
# Hurts: programs that catch httpx.HTTPError end in a traceback behind a broken proxy, or hang behind
#   `ssh -D` whose other end has gone.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check httpx==0.28.1 httpcore==1.0.9 socksio==1.0.0 || exit 2
cat >"$folder/look.py" <<'PY'
import asyncio
import httpx

ANSWERS = {"hangs up": b"", "no SOCKS": b"HTTP/1.1 400 Bad Request\r\n\r\n", "silent": None,
           "refuses": b"\x05\x00\x05\x05\x00\x01" + bytes(6)}


async def ask(answer):
    async def call(reader, writer):
        await reader.read(100)
        if answer is None:
            await asyncio.sleep(4)
        for part in (answer[:2], answer[2:]) if answer and answer[0] == 5 else (answer or b"",):
            writer.write(part)
            await asyncio.sleep(0.2)
        writer.close()

    server = await asyncio.start_server(call, "127.0.0.1", 0)
    proxy = f"socks5://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        async with httpx.AsyncClient(proxy=proxy, timeout=0.5, trust_env=False) as client:
            await asyncio.wait_for(client.get("https://192.0.2.1/"), 2)
    except Exception as error:
        return f"{type(error).__module__}.{type(error).__name__}"


async def main():
    for name, answer in ANSWERS.items():
        print(f"{name}: {await ask(answer)}")


asyncio.run(main())
PY
got="$("$folder/venv/bin/python" "$folder/look.py" 2>/dev/null)"
echo "$got"
[ "$got" = "hangs up: socksio.exceptions.ProtocolError
no SOCKS: socksio.exceptions.ProtocolError
silent: builtins.TimeoutError
refuses: httpx.ProxyError" ] && exit 0
exit 1
