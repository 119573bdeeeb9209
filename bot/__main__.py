"""The command line. Each command loads only what it needs, so the small ones answer at once."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import CannotRun
from bot.process import gc_tuning

program = typer.Typer(
    name="backstop",
    help="A Slack bot for escalation workflows: one owner, one date, one fallback.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
db = typer.Typer(help="Look after the database.", no_args_is_help=True)
program.add_typer(db, name="db")
ladder = typer.Typer(help="Read and change a channel's ladder as a file.", no_args_is_help=True)
program.add_typer(ladder, name="ladder")


def main() -> None:
    """Run the command that was typed; faults the operator can fix show no traceback."""
    try:
        program()
    except CannotRun as refused:
        for fault in refused.faults:
            typer.echo(fault, err=True)
        sys.exit(1)


@program.command()
def run(
    *,
    recovered_at: Annotated[
        str, typer.Option(help="The database was restored from a backup of then (ISO 8601).")
    ] = "",
) -> None:
    """Run the bot with the settings of the environment and .env."""
    _loaded("cli.run").run(recovered_at)


@program.command()
def demo(
    *,
    once: Annotated[bool, typer.Option(help="Play the story through and end.")] = False,
    record: Annotated[
        Path | None, typer.Option(help="Write what happens to this file, a JSON object a line.")
    ] = None,
    port: Annotated[
        int, typer.Option(help="Where the page listens; 0 takes a free port.", min=0, max=65535)
    ] = 0,
    http: Annotated[
        bool, typer.Option(help="Let Slack reach the bot by HTTP instead of Socket Mode.")
    ] = False,
) -> None:
    """Watch it escalate in a pretend Slack workspace; needs no account and no settings."""
    _loaded("demo").run(once=once, record=record, port=port, by_http=http)


@program.command()
def due(
    phrase: Annotated[str, typer.Argument(help="As typed after `due`, such as 'fri 5pm'.")],
    *,
    now: Annotated[str, typer.Option(help="Read it as of then (ISO 8601).")] = "",
    tz: Annotated[
        str,
        typer.Option(help="Time zone of the phrase (IANA name); default: the one in the settings."),
    ] = "",
    locale: Annotated[str, typer.Option(help="Decides what 4/1 means.")] = "en-GB",
    holidays: Annotated[str, typer.Option(help="Days off: a country, or DE-BE.")] = "",
    hours: Annotated[str, typer.Option(help="Working hours.")] = "09:00-17:00",
) -> None:
    """Show which instant a due phrase means; exit 1 and say why if it means none."""
    _loaded("cli.due").show(phrase, now=now, tz=tz, locale=locale, holidays=holidays, hours=hours)


@program.command()
def check() -> None:
    """Check tokens, scopes, database and ladders; exit 1 with the fix for each fault."""
    _loaded("cli.check").check()


@program.command()
def manifest(
    *,
    http: Annotated[
        str, typer.Option(help="For HTTP at this address, such as https://bot.example.com.")
    ] = "",
) -> None:
    """Print the Slack app's manifest: for Socket Mode, or with --http for that public address."""
    _loaded("cli.manifest").show(http)


@program.command()
def plan(item: Annotated[str, typer.Argument(help="Its label, such as B-12.")]) -> None:
    """Show what will happen to an item, and when, if nobody acts."""
    _loaded("cli.plan").show(item)


@program.command()
def replay(
    channel: Annotated[str, typer.Argument(help="Its id, such as C0123.")],
    *,
    ladder: Annotated[
        Path | None, typer.Option(help="Try the ladder in this file, not the channel's own.")
    ] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks to go back.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Show what a channel's ladder would have done to the items of the last weeks."""
    _loaded("cli.replay").show(channel, path=ladder, weeks=weeks, as_json=as_json)


@program.command()
def stats(
    channel: Annotated[str, typer.Argument(help="Its id, such as C0123.")],
    *,
    weeks: Annotated[int, typer.Option(help="How many whole weeks.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Show a channel's measures, as docs/measures.md defines them, and those of the time before."""
    _loaded("cli.figures.stats").show(channel, weeks=weeks, as_json=as_json)


@program.command()
def verify(
    *,
    head: Annotated[
        bool, typer.Option(help="Only print WORKSPACE:EVENTS:HASH, to keep elsewhere.")
    ] = False,
    noted: Annotated[
        str, typer.Option(help="Check the history against a line that --head printed earlier.")
    ] = "",
) -> None:
    """Check that nobody has edited the history or the items; exit 1 and name each difference."""
    _loaded("cli.verify").verify(head=head, noted=noted)


@db.command()
def upgrade() -> None:
    """Bring the database up to date; `run` does so by itself."""
    _loaded("cli.db").upgrade()


@db.command()
def status() -> None:
    """Say whether the database is up to date; exit 1 if it is not."""
    _loaded("cli.db").status()


@db.command()
def copy(
    source: Annotated[str, typer.Argument(help="Where everything is, as in DATABASE_URL.")],
    target: Annotated[str, typer.Argument(help="Where it goes: a new file or an empty database.")],
) -> None:
    """Copy a whole installation to another database, such as from SQLite to PostgreSQL."""
    _loaded("cli.db").copy(source, target)


@ladder.command("show")
def show_ladder(channel: Annotated[str, typer.Argument(help="Its id, such as C0123.")]) -> None:
    """Print a channel's ladder as YAML, to read, to edit or to keep."""
    _loaded("cli.ladder").show(channel)


@ladder.command("apply")
def apply_ladder(
    channel: Annotated[str, typer.Argument(help="Its id, such as C0123.")],
    file: Annotated[Path, typer.Argument(help="The file, as `ladder show` prints it.")],
    *,
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
    anyway: Annotated[bool, typer.Option(help="Save it in spite of what is doubtful.")] = False,
    reason: Annotated[str, typer.Option(help="Why; the channel and the history say so.")] = "",
) -> None:
    """Make the ladder in a file the channel's next version; its items keep the one they have."""
    _loaded("cli.ladder").apply(channel, file, dry_run=dry_run, anyway=anyway, reason=reason)


def _loaded(module: str) -> Any:
    """Import a module of this package only when it is needed."""
    with gc_tuning.unsought():
        return import_module(f"bot.{module}")


if __name__ == "__main__":
    main()
