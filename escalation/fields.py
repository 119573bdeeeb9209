"""Fields: the inputs of every form, so that an answer or a refusal names one that exists."""

from enum import StrEnum
from typing import NamedTuple


class Field(StrEnum):
    """One input of a form; the value is the id that Slack returns its answer under."""

    NONE = ""  # no field: the refusal is about the whole

    TITLE = "title"  # what is blocked, or has to be decided
    OWNER = "owner"  # who owns it, from now on or after a handover
    DUE = "due"  # by when, as typed
    DUE_AT = "due_at"  # the same, picked beside it
    FALLBACK = "fallback"  # what happens if nobody acts in time
    IMPACT = "impact"  # which customers are affected, and how
    CUSTOMER = "customer"  # whom it is about
    WHICH_CUSTOMER = "which_customer"  # which one a name that is not known stands for
    URGENT = "urgent"  # do not wait for working hours
    OPTIONS = "options"  # what a decision chooses from, one on each line
    DEFAULT = "default"  # the option if nobody decides
    LINKS = "links"  # addresses, one on each line with its words
    NEEDS = "needs"  # the items that it waits for, by their labels
    BLOCKS = "blocks"  # the items that wait for it
    CHANNEL = "channel"  # where the item belongs

    TEXT = "text"  # a note, an answer or a decision in words
    CHOICE = "choice"  # which option is decided, or how long reminders wait
    REASON = "reason"  # why a move is made
    TRAJECTORY = "trajectory"  # which way the customer impact goes
    UNTIL = "until"  # how long reminders wait, an item is kept, or somebody is away

    FROM = "from"  # when an absence begins
    STAND_IN = "stand_in"  # who covers for somebody

    LEAD_PEOPLE = "lead_people"  # the people who lead
    LEAD_GROUP = "lead_group"  # a user group that leads
    LEAD_CHANNEL = "lead_channel"  # a channel of those who lead
    LEADERSHIP_PEOPLE = "leadership_people"  # the people above the lead
    LEADERSHIP_GROUP = "leadership_group"  # a user group above the lead
    LEADERSHIP_CHANNEL = "leadership_channel"  # a channel of those above the lead
    ONE_PERSON = "one_person"  # lead and leadership are meant to be one person
    RUNG_0 = "rung_0"  # how long after due the first rung fires
    RUNG_1 = "rung_1"  # the same for the second
    RUNG_2 = "rung_2"  # the same for the third
    CHANCE = "chance"  # how long a rung has to answer
    HOLD = "hold"  # how long an acknowledgement pauses the ladder
    SLIP_BUDGET = "slip_budget"  # which slip the lead is told of
    CADENCE = "cadence"  # how often the owner is reminded after due
    REVIEW_CYCLE = "review_cycle"  # how often leadership is asked about open items
    START = "start"  # when the working day begins
    END = "end"  # when it ends
    WEEKDAYS = "weekdays"  # which days are worked
    HOLIDAYS = "holidays"  # of which country or region
    ZONE = "zone"  # the time zone of the channel
    WINDOW_DAYS = "window_days"  # the default due date, in working days
    SUMMARY_WEEKDAY = "summary_weekday"  # on which day the summary is posted
    SUMMARY_TIME = "summary_time"  # at what time
    APPLY = "apply"  # open items switch to the new ladder too

    VERSION = "version"  # of a ladder; no form shows it
    RUNGS = "rungs"  # all rungs of a ladder; a form shows each
    REMINDERS = "reminders"  # of a ladder; no form shows them yet


class AudienceFields(NamedTuple):
    """Where a ladder's form names an audience."""

    people: Field
    group: Field
    channel: Field


LEAD = AudienceFields(Field.LEAD_PEOPLE, Field.LEAD_GROUP, Field.LEAD_CHANNEL)
LEADERSHIP = AudienceFields(
    Field.LEADERSHIP_PEOPLE, Field.LEADERSHIP_GROUP, Field.LEADERSHIP_CHANNEL
)


def rung_field(number: int) -> Field:
    """Where a ladder's form asks for a rung, counted from 0."""
    return Field(f"rung_{number}")
