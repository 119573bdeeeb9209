"""B: a bot with the same parts that does nothing: Bolt, a socket, a scheduler, one table.

Run as a program; its settings are in the environment under Slack's own names.
"""

import asyncio
import logging
import os

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import Session, create_engine, select

from bench.references.one_insert import Blocker, OneInsert


async def live() -> None:
    """Answer `/blocker` with nothing, and read the newest row every five seconds."""
    logging.disable(logging.WARNING)
    url = os.environ["DATABASE_URL"]
    OneInsert(url).close()
    engine = create_engine(url)
    client = AsyncWebClient(
        token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]
    )
    app = AsyncApp(client=client, process_before_response=True)

    async def answer(ack: AsyncAck) -> None:
        await ack()

    def tick() -> None:
        with Session(engine) as session:
            session.exec(select(Blocker).limit(1)).first()

    app.command("/blocker")(answer)
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(tick, "interval", seconds=5)
    scheduler.start()
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()


if __name__ == "__main__":
    asyncio.run(live())
