"""Actions: the word that each event of the history has for what was done."""

from enum import StrEnum


class Action(StrEnum):
    """What was done: a move word, or what the clock or an upgrade did."""

    LOGGED = "logged"  # somebody logged the item
    CONFIGURED = "configured"  # somebody set a channel's ladder
    ADOPTED = "adopted"  # somebody put the item on another version of its channel's ladder
    AWAY = "away"  # somebody is away, or will be
    BACK = "back"  # somebody ended their absence
    CUSTOMER = "customer"  # somebody changed what is kept of a customer
    INDICATOR = "indicator"  # somebody made, gave, retired or recorded an indicator

    ACKNOWLEDGE = "acknowledge"  # a person made this move; `Move` says what each of them means
    NOTE = "note"
    SNOOZE = "snooze"
    REMIND = "remind"
    REASSIGN = "reassign"
    TAKE = "take"  # the owner was asked to hand it over; what is handed over is a REASSIGN
    DECLINE = "decline"
    RESCHEDULE = "reschedule"
    ESCALATE = "escalate"
    KEEP = "keep"
    GAP_FINE = "gap_fine"
    EDIT = "edit"
    TRAJECTORY = "trajectory"
    DEPEND = "depend"
    LINK = "link"
    UNLINK = "unlink"
    RESOLVE = "resolve"
    DECIDE = "decide"
    FALL_BACK = "fall_back"
    WITHDRAW = "withdraw"  # or Backstop, for an item of which a restore left only the card
    REOPEN = "reopen"
    UNDO = "undo"  # somebody took back what they had just done: a logging, a closing, a hand-over

    AGREE = "agree"  # the owner keeps the date
    NOT_MINE = "not_mine"  # the owner says that it is not theirs; a `decline` by the owner
    NOBODY_NAMED = "nobody_named"  # nobody named another owner in time
    OFFER = "offer"  # somebody offered it to another person, who may take it
    LAPSED = "lapsed"  # nobody answered an offer or a request in time
    REMINDED = "reminded"  # the owner was reminded
    ESCALATED = "escalated"  # a rung fired
    LEFT_OUT = "left_out"  # a rung did not fire because its condition did not hold
    CHANCE_MOVED = "chance_moved"  # a rung's people will be told at another time than it promised
    GAP = "gap"  # nobody could answer, so somebody else was told
    REVIEWED = "reviewed"  # leadership was told that the item is still open
    ASKED = "asked"  # the last question was put
    PARKED = "parked"  # Slack refused a message for good
    POSTED_AGAIN = "posted_again"  # a new card was posted for one that was deleted
    REPAIRED = "repaired"  # a duplicate message was deleted
    SUMMED_UP = "summed_up"  # a channel's weekly summary was made
    CHANNEL_ID_CHANGED = "channel_id_changed"  # Slack gave a channel another id
    CORRECTED = "corrected"  # an upgrade changed a ladder that no form could have made
    CONVERTED = "converted"  # from this upgrade on, a ladder counts in working time

    OTHER = "other"  # something that only a newer version knows; never written
