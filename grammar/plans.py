"""Plans: whether a fallback says anything at all."""

import re

_DONT = r"(?:don'?t|do not|dunno)"
_NOTHING = "|".join(
    (
        "none|no|nope|nothing|not|nil|null|n/?a|n a|x|tb[acd]|t b [acd]|to ?do|idk|dunno|later",
        "unknown|unsure|unclear|undecided|open|pending|we'?ll see",
        "(?:no|not any|without an?) (?:idea|clue|plan|fallback|plan b)",
        "not (?:sure|known|clear|decided|defined|there)",
        "(?:to be|not|still to be) (?:announced|confirmed|decided|defined|determined|discussed)",
        rf"{_DONT} know|no one knows|nobody knows|(?:don'?t|do not) have (?:one|any|a plan)",
    )
)
_BEFORE = (
    r"(?:(?:i|we|i'?m|i am|we are|we'?re|have|has|there is|there'?s|it is|is|still|currently) )*"
)
_AFTER = (
    r"(?: (?:yet|so far|for now|now|right now|at the moment|still|really|later|soon|any more))*"
)
_NO_PLAN = re.compile(rf"{_BEFORE}(?:{_NOTHING}){_AFTER}")
_APART = re.compile(r"[^\w'/]+|_+")


def is_a_plan(fallback: str) -> bool:
    """Whether a fallback says what will happen; `none yet`, `tbd`, `not sure` and `?` do not.

    We refuse it only if it is nothing but such words: "none of the customers go live" is a plan.
    """
    words = _APART.sub(" ", fallback.casefold().replace("’", "'")).strip()
    return any(map(str.isalnum, words)) and not _NO_PLAN.fullmatch(words)
