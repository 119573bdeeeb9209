"""A new item: what somebody wants to log, before it becomes an item."""

from dataclasses import dataclass

from escalation.about import customers
from escalation.about.links import Link, numbered
from escalation.fields import TEXT_LIMIT, Field, too_long
from escalation.items import Due, Kind
from grammar.links import found_in
from grammar.plans import is_a_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """What a complete line or a submitted form says.

    `owner` is a user id. Without `due` the default due date applies, and without `customers` (None)
    whom the channel's items are about. `links` are those that were listed. `permalink` links to the
    message it was logged from.
    """

    kind: Kind
    channel: str
    title: str
    owner: str
    fallback: str
    due: Due | None = None
    impact: str = ""
    customers: tuple[str, ...] | None = None
    urgent: bool = False
    options: tuple[str, ...] = ()
    default: str = ""
    links: tuple[Link, ...] = ()
    permalink: str = ""

    @property
    def all_links(self) -> tuple[Link, ...]:
        """Those that were listed, and those among its words."""
        words = (self.title, self.impact, *self.options, self.fallback)
        return numbered([*self.links, *found_in(words)])

    def faults(self) -> dict[Field, str]:
        """What is missing or too long: field name to sentence, in the form's order."""
        texts = {Field.TITLE: self.title, Field.FALLBACK: self.fallback, Field.IMPACT: self.impact}
        found = {name: too_long(words) for name, words in texts.items() if len(words) > TEXT_LIMIT}
        missing = {} if self.title.strip() else {Field.TITLE: _NO_TITLE}
        if not is_a_plan(self.fallback):
            missing[Field.FALLBACK] = NO_PLAN
        elif self.default and self.default.casefold() != self.fallback.strip().casefold():
            missing[Field.FALLBACK] = two_plans(self.default)
        return missing | found | self._of_customers()

    def _of_customers(self) -> dict[Field, str]:
        names = self.customers or ()
        wrong = next(filter(None, map(customers.fault, names)), "")
        too_many = customers.TOO_MANY if len(names) > customers.MOST else ""
        sentence = wrong or too_many
        return {Field.CUSTOMER: sentence} if sentence else {}


def two_plans(default: str) -> str:
    """The question which one applies: the default option, or a fallback that says otherwise."""
    return f"The default is “{default}”, and this says something else. Which applies? Empty one."


_NO_TITLE = "What is blocked, or what has to be decided? A few words are enough."
NO_PLAN = "What will you do if nobody acts in time? For example: go live without it."
