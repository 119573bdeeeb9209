"""`python -m bench WORD`: the measurements by name."""

import typer

from bench import soak

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("soak")(soak.main)


@app.callback()
def bench() -> None:
    """Measure Backstop."""


if __name__ == "__main__":
    app()
