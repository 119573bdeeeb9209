"""The end of an e-mail below a text: thanks, a greeting, and whose it is."""

import re

_THANKS = "|".join((
    r"(?:many |best )?thanks(?: a lot| again| in advance)?|thank you(?: in advance| very much)?",
    r"thx|ty|cheers|(?:(?:best|kind|warm) )?regards|best(?: wishes)?|sincerely",
    r"(?:mit )?(?:liebe|viele|beste|schöne|herzliche|freundliche)n? grü(?:ß|ss)en?|lg|vg|mfg",
    r"(?:lieben |schönen )?gru(?:ß|ss)|(?:vielen |herzlichen |besten )?danke?",
    r"cordialement|bien à (?:toi|vous)|merci(?: beaucoup)?|(?:muchas )?gracias",
    r"saludos(?: cordiales)?|obrigad[oa]|abraços|grazie(?: mille)?|(?:cordiali )?saluti",
    r"(?:vriendelijke |hartelijke )?groet(?:en|jes)?|bedankt|mvh|pozdrawiam|dzięki",
))  # fmt: skip
_NAME = r"(?-i:[A-ZÀ-Þ])[\w'’.-]{0,30}"
SIGN_OFF = re.compile(
    rf"\W*(?:{_THANKS})(?:[ ,.!–—-]{{1,3}}{_NAME}){{0,3}}\W*"
    r"|sent from my .{1,30}|sent from outlook.{0,30}|get outlook for .{1,30}"
    r"|von meinem .{1,30} gesendet|envoyé de mon .{1,30}|--+\s*",
    re.IGNORECASE,
)
"""A line that ends an e-mail; those below it are a name."""
_NAMES = re.compile(rf"{_NAME}(?: {_NAME}){{0,3}}")
_MOST_BELOW = 3
_FIELDS = frozenset({
    "assignee", "blocker", "deadline", "decision", "due", "eta", "fallback", "impact", "options",
    "owner", "responsible", "urgent", "workaround",
})  # fmt: skip


def without(text: str) -> str:
    """The text without a line of thanks or a greeting at its end, and the names below it."""
    lines = text.splitlines()
    filled = [at for at, line in enumerate(lines) if line.strip()]
    for at in filled[1:][-_MOST_BELOW - 1 :]:
        below = [lines[later].strip() for later in filled if later > at]
        if SIGN_OFF.fullmatch(lines[at].strip() or "x") and all(map(_is_a_name, below)):
            return "\n".join(lines[:at])
    return text


def _is_a_name(line: str) -> bool:
    if SIGN_OFF.fullmatch(line):
        return True
    return bool(_NAMES.fullmatch(line)) and line.split(maxsplit=1)[0].casefold() not in _FIELDS
