"""The words people type after a reference, and what each one means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from escalation.dependencies import Relation
from escalation.fields import Field
from escalation.following import Following
from escalation.items import Trajectory
from escalation.moves.move import Move
from grammar.masking import EMOJI


class View(StrEnum):
    """What people can ask to see of an item without changing anything."""

    SHOW = "show"  # the item itself
    PLAN = "plan"  # what will happen when
    HELP = "help"  # what can be typed for it


class Hint(StrEnum):
    """What people say instead of a move; we ask before we make one."""

    CLOSES = "closes"  # it sounds as if the item can be closed
    YES = "yes"  # acknowledges a blocker, may decide a decision
    CHOOSES = "chooses"  # names what was decided
    HANDS_OVER = "hands over"  # somebody else should own it
    TAKES_OVER = "takes over"  # the writer wants to own it


class Likeness(StrEnum):
    """What somebody says of what they just logged and another item."""

    SAME = "same as"  # it is that item, so it is withdrawn


Word = Move | View | Trajectory | Relation | Likeness | Hint | Field | Following

_WORDS: dict[Word, str] = {
    View.SHOW: "show|view|status",
    View.PLAN: "plan",
    View.HELP: "help",
    Move.ACKNOWLEDGE: "ack|acked|acknowledge|acknowledged|on it|i'm on it|working on it|"
    "looking into it|got it|ok|okay|seen",
    Move.AGREE: "agree|i agree|i'll keep it|i will keep it|i'll keep the date|keep the date|"
    "i can keep it|i can keep the date",
    Move.NOTE: "note|comment|add note|update|waiting on|waiting for",
    Move.SNOOZE: "snooze|mute",
    Move.REMIND: "remind|ping|nudge",
    Move.REASSIGN: "give|reassign|assign|hand over|handover|owner",
    Move.TAKE: "take|take it|take this|take over|i take it|i'll take it|i'll take this",
    Move.DECLINE: "not mine|decline",
    Move.RESCHEDULE: "move|reschedule|postpone|delay|extend|push|push back|bump|due|another date",
    Move.PUT_BACK: "put it back|put back|put the date back|put back the date",
    Move.ESCALATE: "escalate|need help|needs help|help needed|help me",
    Move.KEEP: "keep|keep open",
    Move.GAP_FINE: "gap fine|gap is fine|the gap is fine|gap ok|gap is ok|accept gap",
    Move.LINK: "link|links|add link|attach",
    Move.UNLINK: "unlink|remove link",
    Move.RESOLVE: "resolve|resolved|close|closed|done|fixed",
    Move.DECIDE: "decide|decided",
    Move.FALL_BACK: "fallback|fall back|fall_back|take the fallback|use the fallback|use fallback",
    Move.WITHDRAW: "withdraw|withdrawn|cancel|cancelled|drop",
    Move.REOPEN: "reopen|re-open|reopened",
    Move.EDIT: "edit|correct|change",
    Field.TITLE: "title|rename|retitle",
    Field.IMPACT: "impact",
    Field.FALLBACK: "fallback now|new fallback",
    Field.OPTIONS: "options",
    Field.CUSTOMER: "customer|customers|new customer|new customers|add customer|remove customer",
    Field.URGENT: "urgent|mark as urgent|is urgent|not urgent|no longer urgent|isn't urgent",
    Following.FOLLOW: "follow|watch",
    Following.UNFOLLOW: "unfollow|stop following|unwatch",
    Trajectory.IMPROVING: "improving|better|getting better",
    Trajectory.STEADY: "steady|unchanged|no change",
    Trajectory.WORSENING: "worsening|worse|getting worse",
    Relation.BLOCKS: "blocks|block|is blocking|blocking|is needed by|needed by|is needed for|"
    "needed for|is holding up|holds up",
    Relation.NEEDS: "needs|need|requires|depends on|is blocked by|blocked by|is blocked on|"
    "blocked on|waits for|waits on|is waiting for|is waiting on|is dependent on|"
    "dependent on",
    Relation.NO_LONGER_BLOCKS: "no longer blocks|no longer block|is no longer blocking|"
    "no longer blocking|unblocks|unblock|doesn't block|does not block|isn't blocking|"
    "is not blocking|not blocking|stopped blocking|stops blocking|is no longer needed by|"
    "no longer needed by",
    Relation.NO_LONGER_NEEDS: "no longer needs|no longer need|doesn't need|does not need|"
    "no longer requires|no longer depends on|doesn't depend on|does not depend on|"
    "is no longer blocked by|no longer blocked by|isn't blocked by|is not blocked by|"
    "not blocked by|no longer waits for|is no longer waiting for|is not waiting for",
    Likeness.SAME: "same as|same|is the same as|the same as|same thing as|is the same thing as|"
    "duplicate|duplicate of|a duplicate of|is a duplicate of|duplicates|dup of|dupe of|"
    "is a dupe of",
    Hint.CLOSES: "is fixed|it's fixed|is done|it's done|is resolved|it's resolved|fix deployed|"
    "fix is deployed|fix shipped|fix is live|fix is out|works again|works now|working again|"
    "is working again|solved|is solved|completed|complete|finished|all good|unblocked",
    Hint.YES: "yes|yep|yeah|approved|agreed",
    Hint.CHOOSES: "go with|going with|let's go with|we go with|we'll go with",
    Hint.TAKES_OVER: "it's mine",
    Hint.HANDS_OVER: "isn't mine|not my job|not me|can't|cannot|i can't|no time",
}
BY_WORD = {word: meaning for meaning, words in _WORDS.items() for word in words.split("|")}
LATER = frozenset({"postpone", "delay", "extend", "push", "push back", "bump"})
"""Words of a new date that promise a later one; a span after them counts from the old date."""
YES = frozenset({"yes", "yep", "yeah"})
"""Words that only agree: they acknowledge a blocker."""
KEPT = frozenset({"waiting on", "waiting for"})
"""Words of a note that are part of what it says."""
CLOSING = frozenset({Move.RESOLVE, Move.DECIDE, Move.FALL_BACK, Move.WITHDRAW})

_SAYS_IT = frozenset({Move.NOTE, Move.FALL_BACK, Move.EDIT, *View, *Hint, *Field})
"""Words after which `it` is part of what is said."""
_STRICT = frozenset({Move.SNOOZE, Move.REMIND, Move.REASSIGN, Move.KEEP})
"""Moves that take nothing but their argument, so `it` can only be the item."""

_MEANS = {word.replace("'", ""): meaning for word, meaning in BY_WORD.items()}


def _any(words: Iterable[str]) -> str:
    return "|".join(
        re.escape(word).replace("'", "['’]?") for word in sorted(words, key=len, reverse=True)
    )


EITHER = _any(BY_WORD)
"""A pattern for any of the words, the longest first."""
BEFORE_A_LABEL = _any(
    word for word, means in BY_WORD.items() if not isinstance(means, Relation | Likeness)
)
"""The words that may also stand before the label: after the others, a label is another item's."""
_MARK = rf"(?!(?<=\s){EMOJI})[\s:,.!?…]"
_WORD = re.compile(rf"(?<!\S)(?P<word>{EITHER})(?P<mark>(?:{_MARK})+|$)", re.IGNORECASE)
_OBJECT = re.compile(r"(?P<it>it|(?:this|that) one|this)(?P<mark>[\s:,.!?…]+|$)", re.IGNORECASE)
"""What a verb is about when it stands for the item: `close it`."""
_BECAUSE = re.compile(r"(?:because|bc|b/c)\b", re.IGNORECASE)
_ASKING = re.compile(r"(?:who|when|why|what|whose|how|where)(?:['’]s|\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The word that a text begins with, in lower case, the marks after it, and the rest."""

    word: str
    meaning: Word
    mark: str
    rest: str

    @property
    def is_asked(self) -> bool:
        """Whether a question mark follows the word."""
        return "?" in self.mark

    @property
    def is_main(self) -> bool:
        """Whether it is the word that help shows for the move, after which words may follow."""
        return self.word in {name(self.meaning), "decided"}


def begun(text: str) -> Begun | None:
    """The word we know that the text begins with, if there is one."""
    found = _WORD.match(text)
    if not found:
        return None
    word = found["word"].lower().replace("’", "'")
    meaning = _MEANS[word.replace("'", "")]
    first = Begun(word=word, meaning=meaning, mark=found["mark"], rest=text[found.end() :])
    return _without_object(first)


def _without_object(first: Begun) -> Begun:
    """`close it` as `close`, and `give it to …` as `give to …`; `resolve it was a typo` stays."""
    found = _OBJECT.match(first.rest)
    if not found or first.meaning in _SAYS_IT or first.mark.strip():
        return first
    rest = first.rest[found.end() :]
    is_whole = not rest or found["mark"].strip() or _BECAUSE.match(rest)
    is_it = found["it"].lower() == "it" and first.meaning in _STRICT  # not `this afternoon`
    if is_whole or is_it:
        return replace(first, mark=found["mark"] or first.mark, rest=rest)
    return first


def split(text: str) -> tuple[Word | None, str]:
    """What the first word means, and the rest; else None and the whole text."""
    first = begun(text)
    return (first.meaning, first.rest) if first else (None, text)


def asks(text: str) -> bool:
    """Whether the text begins like a question: `who owns it`, `why`."""
    return _ASKING.match(text) is not None


def named(text: str) -> list[Word]:
    """What the first word of a move anywhere in the text means, if there is one.

    `follow` is none: `will follow up` asks for nothing. Nor do `it looks the same as ours` and
    `ok, i agree`.
    """
    found = (one["word"].lower().replace("’", "").replace("'", "") for one in _WORD.finditer(text))
    meant = (_MEANS[word] for word in found)
    moves = (one for one in meant if not isinstance(one, Following | Likeness))
    return [*islice((one for one in moves if one is not Move.AGREE), 1)]


def name(word: Word) -> str:
    """The word that help shows for it."""
    return _WORDS[word].partition("|")[0]
