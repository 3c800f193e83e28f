#!/usr/bin/env bash
# Versions: asyncio of Python 3.11.7 and 3.12.1; not of 3.10.13, 3.11.2 and 3.13.0
# Seen: when the task that `asyncio.start_server` made for a connection is cancelled, as at the end of a
#   program, the loop's exception handler gets "Exception in callback StreamReaderProtocol...", with the
#   CancelledError. A task that the callback makes for itself is cancelled without a word.
# One would have guessed: a cancelled connection is no error, as in every other version, and as with any
#   other task that nobody awaits.
# Hurts: servers that drop slow or open connections when they stop: their log has a traceback for each, and
#   a test that wants a quiet log fails with two versions of Python only.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cat >"$folder/look.py" <<'PY'
import asyncio


async def handled(own_task):
    seen, tasks = [], set()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: seen.append(told["exception"]))

    async def serve(reader, writer):
        if not own_task:
            tasks.add(asyncio.current_task())
        try:
            await reader.read()
        finally:
            writer.close()

    def begin(reader, writer):
        tasks.add(asyncio.ensure_future(serve(reader, writer)))

    server = await asyncio.start_server(begin if own_task else serve, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    while not tasks:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
    server.close()
    writer.close()
    return [type(error).__name__ for error in seen]


print("asyncio's task:", asyncio.run(handled(own_task=False)))
print("a task of one's own:", asyncio.run(handled(own_task=True)))
PY
"$python" --version
got="$("$python" "$folder/look.py")"
echo "$got"
[ "$got" = "asyncio's task: ['CancelledError']
a task of one's own: []" ] && exit 0
exit 1
