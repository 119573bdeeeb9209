"""The sentences that several refusals share; any other stands where it is raised."""

ADD_REASON = "Add a reason, in a few words."
TIME_OF_DAY = "Type a time such as 09:00."
UNKNOWN = "I do not know you yet. Try again in a moment."
UNREAD = "I do not know that person yet. Send it again in a moment, or name somebody else."
"""For somebody whom we have not read from Slack yet."""
STRANGER = "Only people in this workspace can use Backstop. Ask one of the team."
NOT_IN_CHANNEL = "Only people who are in that channel can log there. Join it first."
WHICH_CHANNEL = (
    "Which channel is this for? Every item belongs to one, and no app can join a group message."
)
OLDER = (
    "This is from an older version, so nothing was changed. Close it and use the buttons on the "
    "item's card, or type the command again."
)
"""For a button, a form or a request that today's version would not have written."""


def unfit(name: str, why: str) -> str:
    """The refusal for somebody who cannot own an item or be told of one."""
    return f"{name} {why}. Name one person who can act."
