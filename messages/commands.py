"""The names of the slash commands, so that help never shows a command that is not there."""

from dataclasses import dataclass

from escalation.items import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """What people type first; an operator may have renamed them in the manifest."""

    blocker: str = "/blocker"
    decision: str = "/decision"
    backstop: str = "/backstop"

    def logs(self, kind: Kind) -> str:
        """The command that logs an item of this kind, and moves it by its label."""
        return self.blocker if kind is Kind.BLOCKER else self.decision
