"""A playground with its page, a small Bolt app behind it, and a clock the page can move."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

from playground.page.routes import mount
from playground.page.tour import Tour
from playground.slack import Playground
from tests.support.bots.playground_bot import (
    a_bot,
    a_button,
    a_manifest,
    a_modal,
    actions,
    an_input,
    section,
    text,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday; 1 PM in Berlin, 7 AM in New York


@dataclass
class PlannedClock:
    """Stands still until it is advanced; planned events then happen in order."""

    at: datetime = NOON
    planned: dict[datetime, Callable[[], Awaitable[object]]] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.at

    async def next_event(self) -> datetime | None:
        return min(self.planned, default=None)

    async def advance_to(self, instant: datetime) -> None:
        while self.planned and min(self.planned) <= instant:
            self.at = min(self.planned)
            await self.planned.pop(self.at)()
        self.at = max(self.at, instant)


@asynccontextmanager
async def a_page(
    clock: PlannedClock | None = None, tour: Tour | None = None
) -> AsyncIterator[Playground]:
    """Maria (Berlin) and Tom (New York) in #launch, Ines in the private #legal, the bot behind."""
    clock = clock or PlannedClock()
    slack = Playground(a_manifest(), clock=clock.now, ack_seconds=30.0)
    mount(slack, clock, tour)
    slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin")
    slack.add_person("tom", real_name="Tom Berg", tz="America/New_York")
    slack.add_person("ines", real_name="Ines Roth")
    slack.add_channel("#launch", ["maria", "tom"])
    slack.add_channel("#legal", ["ines"], private=True)
    async with slack, a_bot(slack, listen):
        yield slack
        await slack.settled()


def listen(app: AsyncApp, got: list[dict[str, Any]]) -> None:
    """The bot: `/echo` whispers or opens a form, the form posts a card, the card has a button."""
    listen_to_forms(app, got)
    listen_to_clicks(app)

    @app.command("/echo")
    async def echo(ack: Any, command: dict[str, Any], client: Any) -> None:
        got.append(command)
        if command["text"]:
            await ack(f"You said {command['text']}")
            return
        form = a_modal(
            an_input("What", "what", multiline=True),
            an_input("Owner", "owner", type="users_select"),
            an_input("Due", "due", type="datetimepicker"),
            private_metadata=command["channel_id"],
            notify_on_close=True,
        )
        await client.views_open(trigger_id=command["trigger_id"], view=form)
        await ack()

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: Any) -> None:
        long = {"type": "section", "text": text("Rechtsschutzversicherung" * 9)}
        blocks = [{"type": "header", "text": text("Your things")}, long]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event(re.compile("message|member_joined_channel|user_change"))
    async def other(event: dict[str, Any]) -> None:
        got.append(event)


def listen_to_forms(app: AsyncApp, got: list[dict[str, Any]]) -> None:
    """A submitted form becomes a card in the chosen channel; a past date is refused."""

    @app.view("form")
    async def form(ack: Any, view: dict[str, Any], client: Any) -> None:
        got.append(view)
        values = view["state"]["values"]
        due = values["due"]["value"]["selected_date_time"]
        if due < NOON.timestamp():
            await ack(response_action="errors", errors={"due": "That has passed."})
            return
        await ack()
        due_words = f"due <!date^{due}^{{date_short_pretty}} at {{time}}|later>"
        words = f"{values['what']['value']['value']} {due_words}"
        blocks = [section(words), actions(a_button("Take it", "take"))]
        await client.chat_postMessage(
            channel=view["private_metadata"], text="a card", blocks=blocks
        )

    @app.view_closed("form")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()


def listen_to_clicks(app: AsyncApp) -> None:
    """The card's button rewrites the card; the shortcut opens a form with the message's text."""

    @app.action("take")
    async def take(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        done = [section(f"Taken by <@{body['user']['id']}>")]
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**place, text="taken", blocks=done)

    @app.shortcut("keep")
    async def keep(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        form = a_modal(an_input("What", "what", initial_value=shortcut["message"]["text"]))
        await client.views_open(trigger_id=shortcut["trigger_id"], view=form)
        await ack()
