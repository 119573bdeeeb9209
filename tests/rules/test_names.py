"""Modules are named by their path: a repeated last name means the same thing everywhere."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST = 15
"""Python files in one folder: more, and nobody guesses which to open."""
ROOMS = (
    *("bot", "handlers", "workflows", "storage", "messages", "grammar", "escalation"),
    "playground",
)
SHARED = {
    "moved_dates": "dates that moved, counted and told",
    "shown": "showing what somebody asked for",
    "in_full": "all of a channel's week, read and drawn",
    "absence": "somebody's absence",
    "absences": "absences that are kept",
    "accounts": "what is kept of a customer, and who changes it",
    "alarms": "telling the admins what is wrong with Backstop",
    "answers": "who of those that an item has told has answered",
    "audit": "looking for what must never be the case",
    "batches": "hand-overs of everything, as they are kept",
    "cover": "what somebody covers who stands in: their steps, and the words",
    "blocks": "Block Kit's blocks",
    "alike": "what looks like an older item",
    "buttons": "the buttons of items",
    "calls": "calling for help",
    "cards": "the cards of items",
    "channel": "the form of a channel's ladder",
    "channels": "channels and what is kept of them",
    "clock": "instants: reading the clock, moving it, showing it, times of day as typed",
    "database": "the database as a whole",
    "customers": "customers and what is kept of them",
    "dates": "dates and times as people write and read them",
    "depend": "saying which items need which",
    "dependencies": "which items need which",
    "drafts": "what waits to be completed or saved",
    "duplicates": "messages that may be in Slack twice",
    "edits": "correcting what was logged",
    "errors": "what can be refused in the room",
    "everything": "handing over everything that somebody has",
    "events": "what has happened",
    "fields": "the inputs of forms",
    "hand_overs": "hand-overs that wait for an answer",
    "home_tabs": "Home tabs",
    "inbox": "what came from Slack and was answered",
    "items": "items as the room sees them",
    "later": "dates that count from the old one",
    "limits": "limits of size and number",
    "linking": "adding a link to an item, and removing one",
    "links": "links, of items or of the history",
    "listings": "which items are listed",
    "followers": "who follows an item",
    "following": "what followers may ask for, see and read",
    "log": "logging an item",
    "manifest": "the manifest of the Slack app",
    "measures": "the numbers of a week",
    "membership": "who is in a channel",
    "misplaced": "instants that are later than they should be",
    "move": "making a move",
    "names": "whom a name means",
    "overview": "the list of a ladder's steps, in its form",
    "pasted": "several items in one paste",
    "needed": "what becomes of an item, told to those that need it",
    "payloads": "what Slack sends",
    "people": "people and what is known of them",
    "plan": "what is owed when",
    "preferences": "how much somebody wants to be told at once",
    "promises": "dates that customers were promised",
    "read": "reading what was typed",
    "reader": "who reads it, and what they see",
    "refusals": "why something is not done",
    "replies": "what whoever asked is told",
    "replay": "what another ladder would have done to the past",
    "responses": "what comes back",
    "restore": "after a restored backup",
    "result": "what came of it",
    "route": "who answers what",
    "rows": "one thing as a row",
    "same": "saying that an item is the same as another",
    "server": "the HTTP server",
    "snoozes": "silencing reminders",
    "socket_mode": "Socket Mode",
    "subcommands": "the words of the bot's own command",
    "throttle": "not too fast",
    "titles": "the longer words of open items' titles",
    "transitions": "from one state to the next",
    "undo": "taking back what was just done",
    "withdraw_all": "withdrawing what is open in a channel that was left",
    "words": "the words it knows",
    "workspaces": "Slack workspaces",
}
"""What each last name that occurs more than once stands for, wherever it occurs."""


def test_a_last_name_occurs_again_only_where_it_means_the_same() -> None:
    names = Counter(
        path.stem
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "versions" not in path.parts and not path.stem.startswith("__")
    )
    assert {name for name, times in names.items() if times > 1} == SHARED.keys()


def crowded(files: Iterable[Path]) -> set[Path]:
    """The folders with more Python files than a newcomer can take in."""
    counts = Counter(path.parent for path in files)
    return {folder for folder, count in counts.items() if count > MOST}


def test_no_folder_has_more_than_fifteen_files() -> None:
    files = [path for room in (*ROOMS, "bench") for path in (ROOT / room).rglob("*.py")]
    assert crowded(path for path in files if "versions" not in path.parts) == set()


def test_a_crowded_folder_is_found() -> None:
    folder = Path("room")
    assert crowded(folder / f"{n}.py" for n in range(MOST + 1)) == {folder}
    assert crowded(folder / f"{n}.py" for n in range(MOST)) == set()
