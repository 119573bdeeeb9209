"""One attempt at a call: send it, or look for an earlier attempt."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import message_search, responses
from bot.slack.message_search import Histories, NotYet
from messages.slack import api_calls
from workflows.outbox.dispatch import POST, OutgoingCall
from workflows.outbox.result import DeliveryResult, Later, Refused, Sent, Unknown

GIVE_UP_LOOKING = timedelta(minutes=30)
"""How long after a try we look for its message while the history leaves it open; then we send it
again as a possible repeat: not lost comes before not twice."""
WAIT_FOR = responses.SHUT_OUT | {responses.UNREACHED}
"""Why neither history can be read nor anything be sent: there is no hurry to give up then."""

RETRY_EDIT = timedelta(seconds=5)

log = logging.getLogger("backstop.delivery")


@dataclass(frozen=True, slots=True)
class Unseen:
    """The earlier attempt is not in Slack; `certain` unless the history was unreadable for long."""

    certain: bool = True


async def look(
    histories: Histories, call: OutgoingCall, *, now: datetime
) -> DeliveryResult | Unseen:
    """Look for an earlier attempt at this call; raises nothing.

    Every fault, even an unforeseen one, leaves the question open. A message that went out without
    its token cannot be found.
    """
    if "metadata" not in call.args:
        return Unseen(certain=False)
    try:
        found = await histories.find(call, now=now)
    except NotYet as yet:
        return _unknown("too fast", call, now) if yet.hopeless else Later(yet.wait)
    except Exception as fault:
        error = responses.error_code(fault)
        if error in WAIT_FOR:
            return Later(error=error)
        if not isinstance(fault, responses.FAULTS):
            log.exception("action=unreadable token=%s", call.token)
        return _unknown(error, call, now)
    if isinstance(found, Sent):
        return found
    return Unseen() if found else _unknown("no metadata", call, now)


def _unknown(why: str, call: OutgoingCall, now: datetime) -> DeliveryResult | Unseen:
    """Look again in a while, up to half an hour after the last try."""
    if now - call.last_try_at < GIVE_UP_LOOKING:
        return Unknown(f"unreadable:{why}")
    return Unseen(certain=False)


async def send(
    client: AsyncWebClient, call: OutgoingCall, *, in_time: Callable[[], bool], bot_id: str
) -> DeliveryResult:
    """Make the call and return the outcome; raises no Slack error.

    `in_time` is asked right before the call: an old claim is returned untried, since somebody else
    may hold it by now. A possible duplicate says that it is one. `bot_id` is ours; searches go by
    it, so the answer has to name it.
    """
    args = api_calls.repeated(call.args) if call.message.maybe_again else call.args
    if not in_time():
        return Later()
    try:
        answer = await client.api_call(call.method, json=args)
    except responses.FAULTS as fault:
        outcome = responses.failed(fault)
    else:
        outcome = responses.accepted(answer.data, thread=args.get("thread_ts", ""))
        outcome = _echoed(outcome, answer.data, call, bot_id=bot_id)
    if isinstance(outcome, Unknown) and call.method != POST:
        return Later(RETRY_EDIT, outcome.error)  # an edit made twice is the same edit
    if isinstance(outcome, Refused) and outcome.error in responses.CUT_OFF:
        return Later(error=outcome.error)
    return outcome


def _echoed(
    outcome: DeliveryResult, answer: Any, call: OutgoingCall, *, bot_id: str
) -> DeliveryResult:
    """The outcome, with a note of whether the message's metadata came back."""
    if not isinstance(outcome, Sent) or "metadata" not in call.args:
        return outcome
    echoed = message_search.is_echo(answer, sent=call.args["metadata"], bot_id=bot_id)
    if call.message.echoed and not echoed:
        warnings = (answer.get("response_metadata") or {}).get("warnings")
        log.warning("action=unechoed token=%s warnings=%s", call.token, warnings)
    return replace(outcome, echoed=echoed)
