"""The page on the playground's own server: one drawing, one stream of changes, a few forms."""

import asyncio
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from aiohttp import web
from aiohttp.typedefs import Handler
from multidict import MultiDict

from playground.page import clock, drawing, rows, security
from playground.page.address import DM, HOME, Address
from playground.page.clock import ClockControl
from playground.page.posts import Form, Post, posts
from playground.page.reader import humans, open_channels, reader, zone
from playground.page.screen import Screen
from playground.page.tour import Tour
from playground.person import acts
from playground.person.person import Person
from playground.rules.seen import Seen
from playground.slack import Playground
from playground.state.errors import NotPossible

STATIC = Path(__file__).parent / "static"


def mount(playground: Playground, control: ClockControl, tour: Tour | None = None) -> None:
    """Serve the page at `/` of the playground's address; call it before the playground starts."""
    page = Page(playground, control, tour or Tour())
    app = playground.server.app
    app.middlewares.append(security.loopback_only)
    app.on_response_prepare.append(security.add_headers)
    app.router.add_get("/", page.show)
    app.router.add_get("/events", page.events)
    app.router.add_static("/static", STATIC)
    own = {"/clock": page.jump, "/start-over": page.start_over}
    for path, post in {**posts(), **own}.items():
        app.router.add_post(path, page.taking(post))


class Page:
    """What the page itself remembers: what each person had on screen and was last told."""

    def __init__(self, playground: Playground, control: ClockControl, tour: Tour) -> None:
        self._playground, self._control, self._tour = playground, control, tour
        self._run = token_hex(4)  # tells the pages of two playgrounds on one port apart
        self._workspace = playground.workspace
        self._templates = drawing.environment()
        self._seen: dict[tuple[str, str], str] = {}
        self._notices: dict[str, str] = {}
        self._jumping = asyncio.Lock()

    async def show(self, request: web.Request) -> web.Response:
        """Draw the page; an address with parts missing or unknown leads to a whole one nearby."""
        if words := self._tour.closed:
            return self._closed(request, words)
        asked = Address.read(request.query)
        whole = self._whole(asked)
        if whole != asked:
            raise web.HTTPFound(whole.url(thread=whole.thread))
        if "X-Redraw" not in request.headers:
            self._arrive(whole)
        return web.Response(text=await self._draw(whole), content_type="text/html")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell the browser of every change since the one it has drawn, while it listens."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        response.headers["Cache-Control"] = "no-store"
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        signal = self._workspace.signal
        given = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        drawn = int(given) if given.isdecimal() else 0
        if drawn > signal.version:  # a page of an earlier playground on this port
            drawn = 0
        with suppress(ConnectionError):  # the browser went away
            while True:
                while self._tour.closed:
                    await signal.after(signal.version)
                drawn = await signal.after(drawn)
                await response.write(f"id: {drawn}\ndata: changed\n\n".encode())
        return response

    async def jump(self, person: Person, form: Form) -> Seen:
        """Move virtual time; a second press waits until the first has landed."""
        async with self._jumping:
            if not self._tour.closed:
                await clock.jump(self._control, form.get("to", ""), zone(person.user))
        self._workspace.changed()
        return Seen()

    async def start_over(self, _: Person, __: Form) -> Seen:
        """Leave all this behind, once a jump under way has landed."""
        async with self._jumping:
            self._tour.start_over()
        return Seen()

    def taking(self, post: Post) -> Handler:
        """A handler that lets a form act, notes what went wrong, and leads back to its page."""

        async def handler(request: web.Request) -> web.StreamResponse:
            if words := self._tour.closed:
                return self._closed(request, words)
            sent = await request.post()
            form = MultiDict(
                (name, value) for name, value in sent.items() if isinstance(value, str)
            )
            here = self._whole(Address.read(form))
            person = self._playground.person(here.person)
            try:
                self._notices[person.id] = (await post(person, form)).error or ""
            except NotPossible as refusal:
                self._notices[person.id] = str(refusal)
            raise web.HTTPSeeOther(here.url(thread=here.thread))

        return handler

    def _closed(self, request: web.Request, words: str) -> web.Response:
        if "X-Redraw" in request.headers:
            return web.Response(text=words, status=503)
        page = drawing.closed(self._templates, words)
        return web.Response(text=page, status=503, content_type="text/html")

    def _whole(self, asked: Address) -> Address:
        people = {user.id: user for user in humans(self._workspace)}
        if not people:
            raise web.HTTPNotFound(text="Nobody is in this workspace yet.")
        person = asked.person if asked.person in people else next(iter(people))
        channels = [channel.id for channel in open_channels(self._workspace, person)]
        own = self._workspace.open_im(person).id
        places = [*channels, HOME, own]
        place = own if asked.place == DM else asked.place if asked.place in places else places[0]
        thread = asked.thread if place == asked.place and place != HOME else ""
        return Address(person=person, place=place, thread=thread)

    def _arrive(self, here: Address) -> None:
        person = self._playground.person(here.person)
        self._notices.pop(person.id, None)
        if here.place == HOME:
            acts.open_tab(person.stage, person.user, "home")
        elif self._workspace.channels[here.place].is_im:
            acts.open_tab(person.stage, person.user, "messages")

    async def _draw(self, here: Address) -> str:
        self._mark_seen(here)
        screen = Screen(
            workspace=self._workspace,
            manifest=self._playground.engine.manifest,
            address=here,
            reader=reader(self._workspace, self._workspace.users[here.person], self._control.now()),
            seen=self._seen,
            notice=self._notices.get(here.person, ""),
            next_event_at=await self._control.next_event(),
            tour=self._tour,
            run=self._run,
        )
        return drawing.page(self._templates, screen)

    def _mark_seen(self, here: Address) -> None:
        for message in rows.visible(self._workspace, here.place, here.person):
            self._seen[here.person, here.place] = message.ts
