"""Keeps other web sites out of the page: Host, Origin and content security.

The playground listens on loopback only, but any site a browser visits could still aim at it: by a
name that resolves to loopback (refused by Host) or by a form posted from elsewhere (by Origin).
"""

from aiohttp import web
from aiohttp.typedefs import Handler

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 403 to a Host that is not this machine, and to changes asked for by another site."""
    here = own_hosts(request)
    if request.host not in here:
        raise web.HTTPForbidden(text="This page answers only as 127.0.0.1 or localhost.")
    origin = request.headers.get("Origin")
    if request.method != "GET" and origin and origin not in {f"http://{host}" for host in here}:
        raise web.HTTPForbidden(text="This page takes changes only from itself.")
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: let the browser load nothing from anywhere else, nor frame this page."""
    response.headers.update(HEADERS)


def own_hosts(request: web.Request) -> set[str]:
    """The Host headers that mean this server, by the port the request came in on."""
    transport = request.transport
    port = transport.get_extra_info("sockname")[1] if transport else 0
    return {f"127.0.0.1:{port}", f"localhost:{port}"}
