"""Customers in forms: the names as typed, and the question which one an unknown name stands for."""

from collections.abc import Mapping
from dataclasses import dataclass

from escalation.about.customers import Customer
from escalation.fields import Field
from messages.slack import ids, text
from messages.slack.blocks import Json
from messages.slack.fields import radio_field, text_field

NEW = "new"
"""The choice of a customer that nobody has made yet."""
_USUAL = "Items logged here are about this customer unless they name another."
_HINT = "One or several, with commas between them. Empty means none."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A name that its writer does not know, and the customers with names most like it."""

    name: str
    nearest: tuple[Customer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """Whom a channel's items are about unless they say otherwise, and what its form asks."""

    name: str = ""
    unknown: Unknown | None = None
    new: tuple[str, ...] = ()


NO_CUSTOMER = Usual()


def usual_fields(usual: Usual) -> list[Json]:
    """The field for the channel's customer, and below it the question about a name."""
    field = text_field(
        Field.CUSTOMER, "Customer of this channel", value=usual.name, hint=_USUAL, optional=True
    )
    return [field, _which(usual.unknown)] if usual.unknown else [field]


def asked(unknown: Unknown) -> str:
    """What to say under the field with a name that is not known."""
    like = "Choose one below, or add it as new." if unknown.nearest else "Is it a new one?"
    return f"I know no customer called “{unknown.name}”. {like}"


def fields(names: str, unknown: Unknown | None) -> list[Json]:
    """The field for the customers' names, and below it the question about one of them."""
    field = text_field(Field.CUSTOMER, "Customer", value=names, hint=_HINT, optional=True)
    return [field, _which(unknown)] if unknown else [field]


def asking(view: Json, unknown: Unknown, new: tuple[str, ...]) -> Json:
    """A form with the question about a name below its field for customers."""
    blocks: list[Json] = []
    for block in view["blocks"]:
        blocks += [block, _which(unknown)] if block.get("block_id") == Field.CUSTOMER else [block]
    return ids.keeping(view | {"blocks": blocks}, **facts(unknown, new))


def facts(unknown: Unknown | None, new: tuple[str, ...] = ()) -> Mapping[str, str]:
    """What the form keeps: which name it asks about, and which it need not ask about again."""
    asked_about = {"asked": text.cut(unknown.name, 100)} if unknown else {}
    return asked_about | ({"new": ids.packed(**dict.fromkeys(new, "1"))} if new else {})


def new_ones(kept: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the names that somebody said are new."""
    return tuple(ids.unpacked(kept.get("new")))


def chosen(unknown: Unknown | None) -> str:
    """What is chosen in the question before anybody answers it."""
    return "" if unknown is None or unknown.nearest else NEW


def _which(unknown: Unknown) -> Json:
    options = {str(one.id): text.plain(one.name, {}, limit=75) for one in unknown.nearest}
    options[NEW] = text.plain(f"New customer: {unknown.name}", {}, limit=75)
    about = text.plain(unknown.name, {}, limit=80)
    question = f"Who is “{about}”?"
    value = chosen(unknown)
    return radio_field(Field.WHICH_CUSTOMER, question, options, value=value, optional=True)
