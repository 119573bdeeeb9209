"""`.env.example` names every setting with its default, and nothing else."""

from pathlib import Path

from dotenv import dotenv_values

from bot.settings import Settings

EXAMPLE = dotenv_values(Path(__file__).parents[2] / ".env.example")
FIELDS = {
    str(field.validation_alias or name).upper(): name
    for name, field in Settings.model_fields.items()
}
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-test-token", "SLACK_APP_TOKEN": "xapp-test-token"}


def test_every_setting_is_in_the_example() -> None:
    assert set(EXAMPLE) == set(FIELDS)


def test_the_example_shows_the_defaults() -> None:
    written = {name: value for name, value in EXAMPLE.items() if value} | TOKENS
    read = Settings.model_validate({FIELDS[name]: value for name, value in written.items()})
    for name, field in FIELDS.items():
        if name not in TOKENS:
            assert getattr(read, field) == Settings.model_fields[field].default, name


def test_the_example_holds_no_token() -> None:
    assert not any(EXAMPLE[name] for name in (*TOKENS, "SLACK_SIGNING_SECRET"))
