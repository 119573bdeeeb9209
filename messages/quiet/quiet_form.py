"""The form of how much somebody is told at once."""

from escalation.fields import Field
from escalation.quiet.preferences import BUNDLES, LEAST, MOST, News, Preferences
from messages.quiet.replies import NEVER_MUTED
from messages.slack import ids
from messages.slack.blocks import Json, context
from messages.slack.fields import checks_field, modal, radio_field, text_field

QUIET = ids.FORM + "quiet"
_BUNDLES = {1: "Once: when your day begins", 2: "Twice: then and at noon", 4: "Four times"}
_NEWS = {
    News.MOVED: "An item has a new date",
    News.CLOSED: "An item is closed",
    News.REOPENED: "An item is open again",
    News.CHANGED: "An item has another fallback",
}


def quiet_form(preferences: Preferences) -> Json:
    """After how many messages the rest waits, how often it comes, what comes first each day."""
    blocks = [
        text_field(
            Field.LIMIT,
            "Messages a day before the rest waits",
            value=str(preferences.limit),
            hint=f"{LEAST} to {MOST}. Counted: reminders before the due date, and news of items.",
        ),
        radio_field(
            Field.BUNDLES,
            "How often what waits comes on a working day",
            {str(count): _BUNDLES[count] for count in BUNDLES},
            value=str(preferences.bundles),
        ),
        checks_field(
            Field.FIRST,
            "Only once a day, when it begins",
            {str(news): words for news, words in _NEWS.items()},
            values=[*preferences.news_first],
        ),
        context(NEVER_MUTED),
    ]
    return modal(QUIET, "Quiet", blocks, submit="Save")
