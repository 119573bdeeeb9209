"""`python -m bench phrases`: how many due phrases are read as their tests say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bench.phrases import corpus, readers
from bench.phrases.corpus import Phrase
from bench.phrases.readers import Answer


class Outcome(StrEnum):
    """What became of a phrase."""

    READ = "read rightly"
    OFFERED = "offered rightly"
    ASKED = "asked or refused"
    OFFERED_OTHERWISE = "offered only otherwise"
    ACCEPTED_OTHERWISE = "accepted otherwise"


def outcome(phrase: Phrase, answer: Answer) -> Outcome:
    """What an answer comes to, beside what the test says."""
    if answer.accepted:
        return Outcome.READ if phrase.means(answer.accepted) else Outcome.ACCEPTED_OTHERWISE
    if not answer.offered:
        return Outcome.ASKED
    return Outcome.OFFERED if any(map(phrase.means, answer.offered)) else Outcome.OFFERED_OTHERWISE


def main(
    *,
    file: Annotated[Path, typer.Option(help="The phrases.")] = corpus.FILE,
    show: Annotated[Outcome | None, typer.Option(help="List Backstop's phrases of this.")] = None,
) -> None:
    """Read every phrase and print the table; docs/phrases.md says where the phrases are from."""
    if not file.exists():
        raise typer.BadParameter(f"{file} is missing; docs/phrases.md tells how to collect it.")
    phrases = corpus.phrases(file)
    print("\n".join(table(phrases)))
    if "parsedatetime" not in readers.installed():
        print("\nparsedatetime is not installed here.")
    if show:
        print("\n".join(listed(phrases, show)))


def table(phrases: Sequence[Phrase]) -> Iterator[str]:
    """Every reader, with the conventions and without, as a table for the document."""
    yield f"| reader | phrases | {' | '.join(Outcome)} |"
    yield f"| --- | {' | '.join('---:' for _ in ['', *Outcome])} |"
    plain = [phrase for phrase in phrases if not phrase.convention]
    for name, reader in readers.installed().items():
        for which, some in (("all", phrases), ("without the conventions", plain)):
            counts = Counter(outcome(phrase, reader(phrase)) for phrase in some)
            cells = (f"{counts[kind]} ({counts[kind] / len(some):.1%})" for kind in Outcome)
            yield f"| {name}, {which} | {len(some)} | {' | '.join(cells)} |"


def listed(phrases: Sequence[Phrase], kind: Outcome) -> Iterator[str]:
    """Backstop's phrases of this outcome, each with what it was taken for and what is meant."""
    for phrase in phrases:
        answer = readers.backstop(phrase)
        if outcome(phrase, answer) is kind:
            given = (answer.accepted,) if answer.accepted else answer.offered
            taken = ", ".join(f"{at.astimezone(phrase.zone):%Y-%m-%d %H:%M}" for at in given)
            yield (
                f"{phrase.source}: `{phrase.phrase}` at {phrase.now:%a %Y-%m-%d %H:%M}: "
                f"{taken or 'nothing'}; meant: {phrase.kind} {phrase.value:%Y-%m-%d %H:%M} "
                f"{phrase.convention}"
            )
