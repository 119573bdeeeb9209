"""Everything that can be refused, as one small tree of errors.

    Refusal                 asked for something that cannot be done; nothing was changed
    ├── BadInput            what was typed is missing, unclear or out of bounds
    ├── UnknownItem         no such item, or none that this person may see
    ├── NotAllowed          somebody else may do this
    ├── ItemClosed          the item is closed and does not allow this move
    ├── UnreadableItem      what is stored of the item is damaged; an operator has to look
    └── Stale               the item changed since the button was drawn

A refusal's text is shown to people word for word: what happened, then what to do instead.
"""


class Refusal(Exception):
    """Asked for something that cannot be done; the text says what to do instead."""

    def __init__(
        self,
        text: str,
        *,
        field: str = "",
        in_form: str = "",
        offers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Keep the text for the person, and the form field it belongs to, if any.

        `in_form` is what a form says instead, where nobody types a command. `offers` are buttons:
        the words of each and the line that it runs.
        """
        super().__init__(text)
        self.text = text
        self.field = field
        self.in_form = in_form or text
        self.offers = offers


class BadInput(Refusal):
    """What was typed is missing, unclear or out of bounds."""


class UnknownItem(Refusal):
    """No such item, or none that this person may see (the two read alike on purpose)."""


class NotAllowed(Refusal):
    """Somebody else may do this; the text names who."""


class ItemClosed(Refusal):
    """The item is closed and does not allow this move."""


class UnreadableItem(Refusal):
    """What is stored of the item is damaged; an operator has to look."""

    def __init__(self, label: str) -> None:
        """Name the item by its label alone: nothing else of it may be readable."""
        super().__init__(
            f"What is stored of {label} is damaged, so nothing was done. Ask whoever runs Backstop "
            "to look: `backstop verify` says what is wrong. It continues once that is fixed."
        )


class Stale(Refusal):
    """The item changed since the button was drawn."""
