"""The templates, and the words and numbers they may ask for beside what they draw."""

from functools import cache

from jinja2 import Environment, PackageLoader

from playground.page import clock, fields
from playground.page.screen import Screen

INPUT_TYPES = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}


@cache
def environment() -> Environment:
    """The page's templates, escaping everything that is not already safe HTML.

    Each of them is compiled once in a process, however many pages there are.
    """
    made = Environment(
        loader=PackageLoader("playground.page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        field=fields.name,
        input_types=INPUT_TYPES,
        jumps=clock.jumps(),
    )
    return made


def closed(templates: Environment, words: str) -> str:
    """A page that says why there is none yet, and asks again by itself."""
    return templates.get_template("closed.html").render(words=words)


def page(templates: Environment, screen: Screen) -> str:
    """The whole page as HTML."""
    return templates.get_template("page.html").render(screen=screen)
