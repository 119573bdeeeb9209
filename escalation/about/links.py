"""Links of an item: which addresses are kept, and how each is called.

Nothing is ever fetched. The host always stands beside the words, so that a link says where it goes.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from escalation.errors import BadInput

MOST = 10
"""How many links an item has at most."""
LONGEST, MOST_WORDS = 2000, 100
"""How many characters an address has at most, and the words beside it."""
_SHOWN = 60
"""How many characters of an address stand where it has no words."""
_UNSAFE = re.compile(r"[\s<>|\"`\\^{}]")
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|\[[0-9a-f:.]+\]")
_PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#:]*|\[[^/?#\]]*\])(?P<port>:\d{0,5})?(?P<rest>(?:[/?#].*)?)",
    re.IGNORECASE | re.DOTALL,
)
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
_ADDRESS = re.compile(r"\w:/|www\.|[\w-]\.(?P<end>[^\W\d_]{2,24})(?![\w.])", re.IGNORECASE)
_FILES = frozenset({
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv", "json", "xml", "html", "png",
    "jpg", "jpeg", "gif", "svg", "mp4", "log", "js", "ts", "py", "yml", "yaml", "sql", "eml",
})  # fmt: skip
"""How names of files end, which look like hosts."""
_HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn"})
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_NAMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(?:[\w-]+\.atlassian\.net|jira\.[\w.-]+)/(?:.*/)?browse/([A-Z][A-Z0-9_]*-\d+)\b", r"\1"),
        (r"[\w-]+\.atlassian\.net/jira/.*[?&]selectedIssue=([A-Z][A-Z0-9_]*-\d+)\b", r"\1"),
        (r"linear\.app/[^/]+/issue/([A-Z][A-Z0-9]*-\d+)\b", r"\1"),
        (r"(?:www\.)?github\.com/[^/]+/([\w.-]+)/(?:issues|pull|discussions)/(\d+)\b", r"\1#\2"),
        (r"app\.asana\.com/\d", "Asana"),
        (r"(?:(?:www\.)?notion\.so|[\w-]+\.notion\.site)/.", "Notion"),
        (r"docs\.google\.com/document/", "Google Docs"),
        (r"docs\.google\.com/spreadsheets/", "Google Sheets"),
        (r"docs\.google\.com/presentation/", "Google Slides"),
        (r"docs\.google\.com/forms/", "Google Forms"),
        (r"drive\.google\.com/.", "Google Drive"),
    )
)
"""What trackers and documents are called: a pattern for host and path, and the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with the words beside it, "" for none; `n` is its number on its item."""

    url: str
    words: str = ""
    n: int = 0

    @property
    def host(self) -> str:
        """Where it leads, as people read it; a host that looks like another one in its code."""
        parts = _PARTS.fullmatch(self.url)
        return f"{_readable(parts['host'])}{parts['port'] or ''}" if parts else ""

    @property
    def name(self) -> str:
        """Its words, or else what its tracker calls it; "" for neither."""
        return self.words or short_name(self.url)

    @property
    def shown(self) -> str:
        """`contract (docs.google.com)`; without a name the start of the address."""
        if self.name:
            return f"{self.name} ({self.host})"
        parts = _PARTS.fullmatch(self.url)
        shown = f"{self.host}{parts['rest'].rstrip('/') if parts else ''}"
        return shown if len(shown) <= max(_SHOWN, len(self.host)) else f"{shown[: _SHOWN - 1]}…"


def link(address: str, words: str = "") -> Link:
    """The link to keep; raises BadInput, whose sentence says what to do instead."""
    url, said = _url(_visible(address)), " ".join(_visible(words).split())
    if len(said) > MOST_WORDS:
        raise BadInput(f"Those words have {len(said):,} characters; at most {MOST_WORDS} fit.")
    found = Link(url=url)
    if _is_own(said, found):
        return found
    if any(map(_is_address, _ADDRESS.finditer(_plain(said)))):
        raise BadInput("Those words look like another address. Use other words, or none.")
    return Link(url=url, words=said)


def numbered(links: Iterable[Link], *, after: tuple[Link, ...] = ()) -> tuple[Link, ...]:
    """These links `after` those that are kept already: each address once, as many as fit.

    The new ones get the next numbers, from 1.
    """
    each = {one.url: one for one in after}
    for one in links:
        each.setdefault(one.url, one)
    new, last = [*each.values()][len(after) : MOST], max((one.n for one in after), default=0)
    return (*after, *(replace(one, n=n) for n, one in enumerate(new, start=last + 1)))


def short_name(url: str) -> str:
    """What a known tracker calls the address, such as `HAR-12` or `repo#12`; "" for others."""
    _, _, place = url.partition("://")
    found = ((pattern.match(place), name) for pattern, name in _NAMES)
    return next((match.expand(name) for match, name in found if match), "")


def searched(links: Iterable[Link]) -> tuple[str, ...]:
    """The words by which an item with these links is found."""
    return tuple(f"{one.words} {short_name(one.url)} {one.host}" for one in links)


def _url(address: str) -> str:
    """The address as it is kept: scheme and host in plain small letters, nothing unsafe in it."""
    scheme, found, rest = address.partition("://")
    if not found or scheme.lower() not in {"http", "https"}:
        raise BadInput("A link begins with https:// or http://. Copy the whole address.")
    if "@" in re.split(r"[/?#]", rest, maxsplit=1)[0]:
        raise BadInput("That address contains a name or a password. Leave out all up to the `@`.")
    parts = _PARTS.fullmatch(address)
    host = _coded(parts["host"]) if parts else ""
    if not parts or not _HOST.fullmatch(host):
        raise _unread()
    safe = _UNSAFE.sub(_quoted, parts["rest"])
    url = f"{scheme.lower()}://{host}{(parts['port'] or '').rstrip(':')}{safe}"
    if len(url) > LONGEST:
        raise BadInput(f"That address has {len(url):,} characters; at most {LONGEST:,} fit.")
    return url


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _unread() -> BadInput:
    return BadInput("I cannot read that address. Copy it once more from your browser.")


def _visible(text: str) -> str:
    """The text without what hides characters or turns them around; a control is a space."""
    kinds = ((char, unicodedata.category(char)) for char in text)
    return "".join(
        " " if kind == "Cc" else char for char, kind in kinds if kind not in _HIDDEN
    ).strip()


def _coded(host: str) -> str:
    """A host in the letters that every resolver takes: `münchen.de` as `xn--mnchen-3ya.de`."""
    return ".".join(
        part if part.isascii() else f"xn--{part.encode('punycode').decode()}"
        for part in _plain(host).lower().split(".")
    )


def _plain(text: str) -> str:
    """The text with dots and letters of other widths as browsers read them."""
    return unicodedata.normalize("NFKC", text.translate(_DOTS))


def _readable(host: str) -> str:
    """A host in its own letters, unless these may be taken for others."""
    try:
        shown = ".".join(
            part[4:].encode().decode("punycode") if part.startswith("xn--") else part
            for part in host.split(".")
        )
    except UnicodeError:
        return host
    return shown if _coded(shown) == host and _is_unmistakable(shown) else host


def _is_unmistakable(host: str) -> bool:
    """Whether its letters are of one script, or East Asian ones in parts of their own."""
    if host.isascii():
        return True
    parts = [frozenset(map(_script, filter(str.isalpha, part))) for part in host.split(".")]
    scripts = frozenset[str]().union(*parts)
    apart = all(part <= _EAST_ASIAN or part == {"LATIN"} or not part for part in parts)
    plain = all(one.isalnum() or one in ".-" for one in host)
    return plain and (len(scripts) == 1 or apart) and "ODD" not in scripts


def _script(letter: str) -> str:
    """The script of a letter; ODD for a Latin one that is not a plain letter with an accent."""
    name = unicodedata.name(letter, "ODD").partition(" ")[0].partition("-")[0]
    if name != "LATIN" or letter in "ßæøœ":
        return name
    return name if unicodedata.normalize("NFD", letter)[0].isascii() else "ODD"


def _is_own(words: str, found: Link) -> bool:
    """Whether the words are only the address itself, as Slack writes it beside its own links."""
    bare = words.casefold().partition("://")[2] or words.casefold()
    place = found.url.partition("://")[2].casefold()
    return bool(words) and " " not in words and place.startswith(bare.rstrip("/…"))


def _is_address(found: re.Match[str]) -> bool:
    return (found["end"] or "").casefold() not in _FILES
