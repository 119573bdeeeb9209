"""What takes a move back, puts it off or doubts it: `resolve noch nicht`, `resolve is hard`, `❓`.

Negations are read in the languages in which the beginnings of dates are.
"""

import re

_WRONG = (
    r"(?:hard|harder|difficult|tricky|complicated|impossible|stuck|broken|failing|slow|wrong"
    r"|unclear|ongoing|delayed|worse|painful|down(?= again|$)|schwer|schwierig|difficile|difícil"
    r"|dificil|moeilijk|trudne|svårt)"
)
"""What complains wherever it stands."""
_TROUBLE = (
    rf"(?:{_WRONG}|blocked|failed(?! over)|down|open|unknown|missing|late|bad|far|a pain|offen)"
)
"""What complains at the beginning: `the port is open` may be what was done."""
_IS = r"(?:is|are|['’]s|['’]re|looks?|seems?|remains?|stays?|ist|est|es|è|é|jest|är|er)"
_VERY = r"(?:(?:still|too|so|very|really|quite|pretty|super|currently|now|zu|sehr|trop|très|muy) )*"
_UNSURE = r"hmm?|huh|idk|dunno|unsure|wip|tbd|tbc"
_WAIT = (
    r"wait|hold (?:on|off)|stop|nvm|nevermind|oops|scratch that|forget it|just kidding|"
    r"wrong (?:one|item|blocker|decision|ticket|thread)"
)
_NOT_YET = (
    r"noch nicht|pas encore|(?:aún|aun|todav[ií]a) no|no (?:aún|aun|todav[ií]a)|non ancora|"
    r"ancora no[n]?|ainda n[aã]o|n[aã]o ainda|nog niet|jeszcze nie|nie jeszcze|inte (?:än|ännu)|"
    r"(?:än|ännu) inte|ikke (?:ennå|endnu)|(?:ещё|еще|пока) не[т]?"
)
_NO = (
    r"nope|nah|naw|nein|nicht|kein(?:e[rmns]?)?|niemals|pas|jamais|nunca|jamás|n[aã]o|niet|geen|"
    r"nie|inte|ikke|нет|не"
)
_NO_AT_FIRST = r"non(?!-)|nee|nej|nö|mai|nem|noch|nog|encore|aún|todav[ií]a|ancora|ainda|jeszcze"
_GLUED = r"まだ|还没|還沒|尚未|아직"
NO_EMOJI = re.compile(
    r"[❓❔⁉👎❌🚫⛔🙅🛑]|:(?:(?:grey_|white_)?question|interrobang|-1|thumbsdown|x|"
    r"negative_squared_cross_mark|no_(?:good|entry|entry_sign)|octagonal_sign)(?=:)"
)
DOUBT_EMOJI = re.compile(
    r"[🤔🤨😕😟🙁😬🤷🤞⏳⌛🚧🔜]|:(?:thinking(?:_face)?|face_with_raised_eyebrow|confused|worried|"
    r"grimacing|shrug|crossed_fingers|hourglass(?:_flowing_sand)?|construction|soon)(?=:)"
)
AT_FIRST = re.compile(rf"(?:{_UNSURE}|{_NOT_YET}|{_NO}|{_NO_AT_FIRST})\b|{_GLUED}", re.IGNORECASE)
"""What refuses if the words begin with it, whatever the move."""
PUT_OFF = re.compile(rf"(?:{_NOT_YET}|nope|nah|{_UNSURE})\b|{_GLUED}", re.IGNORECASE)
"""What refuses even where `no` is an answer: `decide nein`."""
IS_HARD = re.compile(rf"{_IS} {_VERY}{_TROUBLE}\b", re.IGNORECASE)
"""A complaint about the very thing that the word names: `decide is hard`."""
UNDONE = re.compile(
    rf"\b(?:{_NO}|{_NOT_YET}|fails|impossible|awaiting|depends|"
    r"(?:is|was|does|did|has|have|are|could|should|would|ca|wo)nt)\b"
    rf"|\b{_IS} {_VERY}{_WRONG}\b",
    re.IGNORECASE,
)
"""What says anywhere that something is not done."""
STATE = re.compile(
    rf"{_VERY}{_TROUBLE}(?=[,.;!…]|$| (?:again|now|to|as|than|by|on|with|for|because)\b)"
    r"|(?:eventually|someday|sometime|one day)(?=[,.;!…]|$)"
    rf"|(?:{_WAIT}|who|what|why|how|where|which|whose|do|does|can|must|shall|takes|requires|be)\b",
    re.IGNORECASE,
)
"""What is wrong with the item or asked about it, instead of what was done."""
SUBJECT = re.compile(r"(?:is|are|has|have|ist|est|es|è|é|jest|är|er)\b", re.IGNORECASE)
"""What rather makes the word the subject of a sentence: `resolve is with legal`."""
WHOLE = re.compile(
    rf"(?:no|not|yes and no|not yet|not now|not really|{_UNSURE}|{_NOT_YET}|{_NO}|{_NO_AT_FIRST}|"
    rf"{_GLUED})[\s.,!…]*",
    re.IGNORECASE,
)
"""A reason that is none: `withdraw because not yet`."""
