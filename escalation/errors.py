"""All refusals, as one small tree of errors.

    Refusal                 somebody asked for something impossible; nothing was changed
    ├── BadInput            what was typed is missing, unclear or out of bounds
    ├── UnknownItem         no such item, or none that this person may see
    ├── NotAllowed          only somebody else may do this
    ├── ItemClosed          the item is closed and does not allow this move
    ├── UnreadableItem      the item's stored data is damaged; an operator has to look
    └── Stale               the item changed since the button was drawn

People see a refusal's text word for word: what happened, then what to do instead.
"""

from escalation.fields import Field


class Refusal(Exception):
    """Somebody asked for something impossible; the text says what to do instead."""

    def __init__(
        self,
        text: str,
        *,
        field: Field = Field.NONE,
        in_form: str = "",
        offers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Keep the text for the person, and the form field it belongs to, if any.

        `in_form` is the text for a form, where nobody types a command. `offers` are buttons: the
        label of each and the line that it runs.
        """
        super().__init__(text)
        self.text = text
        self.field = field
        self.in_form = in_form or text
        self.offers = offers


class BadInput(Refusal):
    """What was typed is missing, unclear or out of bounds."""


class UnknownItem(Refusal):
    """No such item, or none that this person may see; we deliberately do not say which."""


class NotAllowed(Refusal):
    """Only somebody else may do this; the text says who."""


class ItemClosed(Refusal):
    """The item is closed and does not allow this move."""


class UnreadableItem(Refusal):
    """The item's stored data is damaged; an operator has to look."""

    def __init__(self, label: str) -> None:
        """Name the item only by its label: the rest may be unreadable."""
        super().__init__(
            f"The saved data of {label} is damaged, so nothing was done. Ask the person who runs "
            "Backstop to look: `backstop verify` says what is wrong. It continues once fixed."
        )


class Stale(Refusal):
    """The item changed since the button was drawn."""
