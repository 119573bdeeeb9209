"""A Slack that only takes messages, behind TLS, in a process of its own; it counts connections."""

import asyncio
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bench.bots import processes

CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost "
    "-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out certificate.pem"
)
TRUSTED = "SSL_CERT_FILE"


@contextmanager
def tls_slack(folder: Path) -> Iterator[str]:
    """The base of its Web API; inside the block its certificate is the only one believed."""
    words = CERTIFICATE.split()
    subprocess.run(words, cwd=folder, check=True, capture_output=True)  # noqa: S603 - constant args
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_serve, args=(folder, theirs), daemon=True)
    process.start()
    before = os.environ.get(TRUSTED)
    os.environ[TRUSTED] = str(folder / "certificate.pem")
    try:
        yield f"https://127.0.0.1:{ours.recv()}/api/"
    finally:
        process.terminate()
        process.join()
        os.environ.pop(TRUSTED)
        if before is not None:
            os.environ[TRUSTED] = before


def _serve(folder: Path, pipe: Connection) -> None:
    asyncio.run(_until_terminated(folder, pipe))


async def _until_terminated(folder: Path, pipe: Connection) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    seen: set[object] = set()

    async def post(request: web.Request) -> web.Response:
        assert request.transport
        seen.add(request.transport.get_extra_info("peername"))
        given = await request.json()
        return web.json_response({"ok": True, "channel": given["channel"], "ts": "1.000001"})

    async def count(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "connections": len(seen)})

    app = web.Application()
    app.router.add_post("/api/chat.postMessage", post)
    app.router.add_post("/api/api.test", count)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()
