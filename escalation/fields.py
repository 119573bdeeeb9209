"""Fields: the inputs of every form, so that an answer or a refusal names one that exists."""

from enum import StrEnum

TEXT_LIMIT = 3000
"""Longest text from people, in characters: as much as a command or a form field can hold."""


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
    LIMIT = "limit"  # after how many direct messages in a day the rest waits
    BUNDLES = "bundles"  # how often a day what waits comes
    FIRST = "first"  # what comes in the first bundle of the day

    LEAD_PEOPLE = "lead_people"  # the people who lead
    LEADERSHIP_PEOPLE = "leadership_people"  # the people above the lead
    RUNG_0 = "rung_0"  # the first rung, in a list of them
    RUNG_1 = "rung_1"
    RUNG_2 = "rung_2"
    RUNG_3 = "rung_3"
    RUNG_4 = "rung_4"
    RUNG_5 = "rung_5"
    RUNG_6 = "rung_6"
    RUNG_7 = "rung_7"
    RUNG_8 = "rung_8"  # the highest that there can be: the fallback above eight others
    AFTER = "after"  # how long after due the rung that a form is about fires
    FALLBACK_AFTER = "fallback_after"  # the same for the fallback
    TELL_PEOPLE = "tell_people"  # the people on that rung
    TELL_GROUPS = "tell_groups"  # the user groups on it
    TELL_CHANNELS = "tell_channels"  # the channels on it
    TELL_ROLES = "tell_roles"  # whom of each item it tells: its reporter, its owner's stand-in
    SHOWN = "shown"  # where it is shown besides the direct messages
    ONLY_IF = "only_if"  # on what condition it fires
    NAME = "name"  # what people call it
    OUTSIDERS = "outsiders"  # what those are sent who cannot see the private channel
    ANYWAY = "anyway"  # save in spite of what is doubtful
    CHANCE = "chance"  # how long a rung has to answer
    HOLD = "hold"  # how long an acknowledgement pauses the ladder
    SLIP_BUDGET = "slip_budget"  # which slip the lead is told of
    REMINDERS = "reminders"  # how long before due the owner is reminded
    CADENCE = "cadence"  # on how many mornings after due the owner is reminded
    CADENCE_EVERY = "cadence_every"  # every so many working days from then on
    CADENCE_THEN = "cadence_then"  # and every so many from the twelfth
    REVIEW_CYCLE = "review_cycle"  # how often leadership is asked about open items
    START = "start"  # when the working day begins
    END = "end"  # when it ends
    WEEKDAYS = "weekdays"  # which days are worked
    HOLIDAYS = "holidays"  # of which country or region
    DAYS_OFF = "days_off"  # other days that are not worked
    ZONE = "zone"  # the time zone of the channel
    WINDOW_DAYS = "window_days"  # the default due date, in working days
    SUMMARY_WEEKDAY = "summary_weekday"  # on which day the summary is posted
    SUMMARY_TIME = "summary_time"  # at what time
    APPLY = "apply"  # which open items switch to the new ladder too
    EDITORS = "editors"  # who may change the ladder
    HAND_OVERS = "hand_overs"  # whether a new owner is asked first

    VERSION = "version"  # of a ladder; no form shows it
    RUNGS = "rungs"  # all rungs of a ladder; a form shows each


def rung_field(number: int) -> Field:
    """Where a ladder's form lists a rung, counted from 0."""
    return Field(f"rung_{number}")


def too_long(words: str) -> str:
    """What to say about a text over TEXT_LIMIT."""
    return (
        f"That is {len(words):,} characters; at most {TEXT_LIMIT:,} fit. "
        "Keep the rest in a document and link it."
    )
