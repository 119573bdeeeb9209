"""The names of the slash commands, so that help never shows a command that is not there."""

import re
from dataclasses import dataclass

from escalation.items import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """What people type first; an operator may have renamed them in the manifest."""

    blocker: str = "/blocker"
    decision: str = "/decision"
    backstop: str = "/backstop"

    @property
    def names(self) -> tuple[str, str, str]:
        """All of them, in the order of BACKSTOP_COMMANDS."""
        return self.blocker, self.decision, self.backstop

    def logs(self, kind: Kind) -> str:
        """The command that logs an item of this kind, and moves it by its label."""
        return self.blocker if kind is Kind.BLOCKER else self.decision

    def spelled_out(self, sentence: str) -> str:
        """A sentence whose code says all that is typed: `/blocker B-12 ack`, not `B-12 ack`."""
        with_blocker = re.sub(r"`(?=B-\d)", f"`{self.blocker} ", sentence)
        return re.sub(r"`(?=D-\d)", f"`{self.decision} ", with_blocker)
