"""The story: two weeks of a LegalTech onboarding launch.

Harbor Law, a firm of forty lawyers, goes live. Every step is something a person does in Slack;
Backstop says the rest by itself. It ends while a blocker is overdue and nobody has answered, two
hours before leadership is told. The page picks up from there.
"""

from datetime import UTC, datetime

from bot.demo.narrator import Narrator
from bot.demo.people import CHANNEL, PRIVATE
from bot.demo.sandbox import Sandbox
from bot.demo.setup_form import fill_in
from playground.person.person import Person
from playground.rules.seen import view_words


class Story:
    """One telling, from setting up the channel to a date that nobody has answered for."""

    def __init__(self, sandbox: Sandbox, narrator: Narrator) -> None:
        self.sandbox, self.narrator = sandbox, narrator
        self.maria, self.ines, self.tom, self.priya, self.dana = (
            sandbox.slack.person(name) for name in ("maria", "ines", "tom", "priya", "dana")
        )

    async def tell(self) -> None:
        """Play all chapters in order."""
        for title, chapter in (
            ("Invited into two channels, Backstop says in each what it does", self._settle),
            ("Ines sets up who is notified when a date passes, in both", self.set_up),
            ("Maria logs a blocker in one line", self.log_in_one_line),
            ("Priya logs a decision with the form, and a date nobody can keep", self.log_by_form),
            ("Maria agrees to its date", self.agree),
            ("Ines turns a message into a blocker", self.log_from_message),
            ("Wednesday 17:00: Tom has not answered, the lead is told", self.miss_a_date),
            ("Thursday: Priya answers with another date, in the open", self.move_a_date),
            (
                "Maria logs a blocker that is due on Friday 17:00, and decides in time",
                self.decide_in_time,
            ),
            ("A day after Tom's date, leadership is told", self.climb),
            ("In a private channel, Ines asks Dana for a decision", self.ask_in_private),
            ("Friday 17:00: the fallback applies, and Ines uses it", self.use_the_fallback),
            ("Monday morning: the week is summed up, in each channel", self.sum_up),
            ("Monday 17:00: leadership is told of Friday's date", self.climb_after_the_weekend),
            ("Tuesday 17:00: Friday's fallback applies, Dana keeps it open", self.keep_it_open),
            ("Tom offers B-3, Priya takes it and names Maria as stand-in", self.hand_over),
            (
                "Wednesday: Dana leaves the private channel, Ines names another owner",
                self.name_an_owner,
            ),
            ("Wednesday 17:00: one more date passes, and nobody answers", self.leave_it_overdue),
        ):
            self.narrator.chapter(title)
            await chapter()
            await self._settle()

    async def set_up(self) -> None:
        for channel in (CHANNEL, PRIVATE):
            await self._types(self.ines, "/backstop setup", channel)
            await fill_in(self.ines)
            await self._submits(self.ines)
            await self.ines.closes()

    async def log_in_one_line(self) -> None:
        await self._types(
            self.maria,
            "/blocker SSO login fails for Harbor Law owner @tom due today 5pm "
            "fallback go live with passwords impact 40 lawyers cannot sign in",
        )

    async def log_by_form(self) -> None:
        await self._types(self.priya, "/decision")
        await self.priya.sees_form("What has to be decided?")
        await self.priya.fills(
            {
                "What has to be decided?": "Which data processing agreement does Harbor sign?",
                "Who owns it?": "maria",
                "Due when?": "as soon as possible",
                "What happens if nobody acts in time?": "Our standard agreement is sent",
            }
        )
        await self._submits(self.priya)
        await self.priya.fills({"Due when?": "thu 6pm"})
        await self._submits(self.priya)
        await self.priya.closes()

    async def agree(self) -> None:
        await self._does(self.maria, "clicks “I'll keep it”")
        await self.maria.clicks("I'll keep it")
        await self._settle()

    async def log_from_message(self) -> None:
        words = "The contract import drops every clause number, so nobody can check the drafts."
        self.narrator.typed(self.sandbox.now(), "Tom", words)
        message = self.tom.writes(CHANNEL, words)
        await self.ines.uses_shortcut("Log a blocker", message)
        await self.ines.sees_form("What is blocked?")
        await self.ines.fills(
            {
                "Who owns it?": "priya",
                "Due when?": "fri noon",
                "What happens if nobody acts in time?": "Paralegals number the clauses by hand",
                "Which customers are affected, and how?": "Harbor's first 200 contracts",
            }
        )
        await self._submits(self.ines)
        await self.ines.closes()
        await self._types(self.maria, "/blocker B-2 follow")

    async def miss_a_date(self) -> None:
        await self._until(25, 17)

    async def move_a_date(self) -> None:
        await self._until(26, 7)
        await self._does(self.priya, "clicks “Another date”: tue 2pm, and says why")
        await self.priya.clicks("Another date")
        await self.priya.sees_form("New due date")
        await self.priya.fills(
            {"New due date": "tue 2pm", "Why?": "the parser fix ships on Monday evening"}
        )
        await self._submits(self.priya)
        await self._types(self.priya, "/blocker B-2 improving")
        await self._types(self.priya, "/blocker B-2 link https://github.com/acme/parser/pull/12")
        await self._types(self.ines, "/blocker B-2 impact Harbor's first 260 contracts")
        await self._types(self.ines, "/blocker B-2 new customer Harbor Law")
        await self._types(self.ines, "/backstop customer Harbor Law")

    async def decide_in_time(self) -> None:
        await self._until(26, 11)
        await self._types(
            self.maria,
            "/blocker Harbor's letterhead is missing in every template owner @tom due fri 5pm "
            "fallback print on plain paper",
        )
        await self._types(
            self.maria, "/decision D-1 decide our standard one because Harbor's counsel agreed"
        )

    async def climb(self) -> None:
        await self._until(26, 16)
        await self._types(
            self.dana,
            "/decision Who signs off the go-live? owner @ines due tue noon "
            "fallback Dana signs off impact Harbor's partners ask every day",
        )
        await self._types(self.ines, "/blocker B-2 blocks D-2")

    async def ask_in_private(self) -> None:
        await self._types(
            self.ines,
            "/decision Do we waive Harbor's first month? owner @dana due 7 apr noon "
            "fallback the invoice goes out as agreed",
            PRIVATE,
        )

    async def use_the_fallback(self) -> None:
        await self._until(27, 16)
        await self._does(self.ines, "clicks “Use fallback and close” and says why")
        await self.ines.clicks("Use fallback and close")
        await self.ines.sees_form("Why?")
        await self.ines.fills({"Why?": "Tom is out sick and Harbor opens on Monday"})
        await self._submits(self.ines)
        await self.ines.closes()

    async def sum_up(self) -> None:
        await self._until(30, 7)
        await self._does(self.ines, "opens the Home tab")
        if home := await self.ines.opens_home():
            greeting = view_words(home).strip().partition("\n")[0]
            self.narrator.typed(self.sandbox.now(), "Home", greeting)

    async def climb_after_the_weekend(self) -> None:
        await self._until(30, 15)

    async def keep_it_open(self) -> None:
        await self._until(31, 7)
        await self._types(self.priya, "/blocker B-2 resolve the parser keeps clause numbers")
        await self._types(self.ines, "/decision D-2 decide Maria signs because Harbor agrees")
        await self._until(31, 15)
        await self._types(
            self.dana, "/blocker B-3 keep until thu because the designer ships it then"
        )

    async def hand_over(self) -> None:
        await self._types(self.tom, "/blocker B-3 give @priya because she has the designer's files")
        await self._until(1, 4, month=4)
        await self._types(self.priya, "/blocker B-3 take")
        await self._types(
            self.priya, "/backstop away thu - tue 7 apr stand-in @maria because moving house"
        )

    async def name_an_owner(self) -> None:
        await self._until(1, 7, month=4)
        await self._does(self.dana, "leaves the private channel")
        self.dana.leaves(PRIVATE)
        await self._settle()
        await self._does(self.ines, "invites Maria, and chooses her as “New owner” of D-3")
        self.ines.invites("maria", PRIVATE)
        await self._settle()
        dms = self.sandbox.slack.expectations.dms_to("ines")
        told = next(dm for dm in reversed(dms) if "has nobody to answer for it" in dm.text)
        await self.ines.selects("New owner", "maria", message=told)
        await self._settle()
        await self.ines.closes()

    async def leave_it_overdue(self) -> None:
        await self._until(1, 8, month=4)
        await self._types(
            self.ines,
            "/blocker Harbor's staging certificate has expired owner @tom due today 5pm "
            "fallback test on a copy of production impact 40 lawyers cannot rehearse the move",
        )
        await self._until(2, 13, month=4)

    async def _types(self, person: Person, line: str, channel: str = CHANNEL) -> None:
        self.narrator.typed(self.sandbox.now(), _first_name(person), line)
        await person.types(channel, line)
        await self._settle()

    async def _does(self, person: Person, words: str) -> None:
        self.narrator.typed(self.sandbox.now(), _first_name(person), words)

    async def _submits(self, person: Person) -> None:
        seen = await person.submits()
        for field, fault in seen.errors.items():
            self.narrator.typed(self.sandbox.now(), "Form", f"{field} {fault}")
        await self._settle()

    async def _until(self, day: int, hour: int, *, month: int = 3) -> None:
        """Advance to an hour of 2026 (UTC), printing each message at its time."""
        await self._settle()
        until = datetime(2026, month, day, hour, tzinfo=UTC)
        async for _ in self.sandbox.stops_until(until):
            self.narrator.catch_up()

    async def _settle(self) -> None:
        await self.sandbox.settle()
        self.narrator.catch_up()


def _first_name(person: Person) -> str:
    return person.user.real_name.split()[0]
