"""One attempt at an errand: send it in one call, or look for an earlier try of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import answers, lookup
from messages.limits import fitted
from workflows.deliver import POST, Errand
from workflows.outcomes import Later, Outcome, Refused, Unknown

GIVE_UP_LOOKING = timedelta(minutes=30)
"""How long an unreadable history is asked before the message is sent as a possible repeat
(reliability §4.8): not lost comes before not twice."""
WAIT_FOR = answers.SHUT_OUT | {answers.UNREACHED}
"""Why neither history can be read nor anything be sent: there is no hurry to give up then."""

RETRY_EDIT = timedelta(seconds=5)

MAYBE_AGAIN = "This may be a repeat: Slack did not say whether the first one arrived."


@dataclass(frozen=True, slots=True)
class Unseen:
    """The earlier try is not in Slack; not `certain` if no history could be read for too long."""

    certain: bool = True


async def look(client: AsyncWebClient, errand: Errand, *, now: datetime) -> Outcome | Unseen:
    """Where an earlier try of this errand is; raises nothing of Slack's.

    What went out without its token is not looked for: nobody could know it again.
    """
    if "metadata" not in errand.args:
        return Unseen(certain=False)
    try:
        found = await lookup.find(client, errand)
    except answers.FAULTS as fault:
        error = answers.error_code(fault)
        if error in WAIT_FOR:
            return Later(error=error)
        if now - errand.parcel.first_try_at < GIVE_UP_LOOKING:
            return Unknown(f"unreadable:{error}")
        return Unseen(certain=False)
    return found or Unseen()


async def send(client: AsyncWebClient, errand: Errand, *, in_time: Callable[[], bool]) -> Outcome:
    """Make the errand's one call and say what became of it; raises nothing of Slack's.

    `in_time` is asked right before the call: a claim that has grown old is given back untried,
    since somebody else may hold it by now (reliability §4.3). What may be a repeat says so.
    """
    args = _marked(errand.args) if errand.parcel.maybe_again else errand.args
    if not in_time():
        return Later()
    try:
        answer = await client.api_call(errand.method, json=args)
    except answers.FAULTS as fault:
        outcome = answers.failed(fault)
    else:
        outcome = answers.accepted(answer.data, thread=args.get("thread_ts", ""))
    if isinstance(outcome, Unknown) and errand.method != POST:
        return Later(RETRY_EDIT, outcome.error)  # an edit made twice is the same edit
    if isinstance(outcome, Refused) and outcome.error in answers.CUT_OFF:
        return Later(error=outcome.error)
    return outcome


def _marked(args: dict[str, Any]) -> dict[str, Any]:
    """The message with a line that says it may be a repeat."""
    text = f"{args['text'][:3900]} {MAYBE_AGAIN}"
    if not args.get("blocks"):
        return {**args, "text": text}
    note = {"type": "context", "elements": [{"type": "mrkdwn", "text": MAYBE_AGAIN}]}
    return fitted({**args, "text": text, "blocks": [*args["blocks"][:49], note]})
