"""A sandbox with two bots on one PostgreSQL that take Slack's requests in turn."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.app import Backstop
from bot.settings import Settings
from tests.support.greeted import StorySandbox


@dataclass
class ReplicatedSandbox(StorySandbox):
    """`bot` is one of the two; `database_url` names an empty or migrated database of their own.

    Each bot keeps its own pace, so the two together may be faster than Slack likes. Other tests are
    about that; here Slack is patient.
    """

    by_http: bool = True
    database_url: str = ""
    other: Backstop = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.slack.engine.throttle.post_gap = 0.0

    async def start_bot(self, *, recovered_at: datetime | None = None) -> None:
        self.other = self.a_bot(recovered_at=recovered_at)
        await self.other.start()
        await super().start_bot()

    async def stop_bot(self) -> None:
        await self.other.stop()
        await super().stop_bot()

    async def settle(self) -> None:
        await super().settle()
        await self.other.workspace.settle()

    def servers(self) -> list[str]:
        return [*super().servers(), f"http://127.0.0.1:{self.other.port}"]

    def settings(self) -> Settings:
        return super().settings().model_copy(update={"database_url": self.database_url})
