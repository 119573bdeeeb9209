"""Refusals: why a command of ours cannot be carried out, said to the operator with the mend."""


class CannotRun(Exception):
    """Something the operator can mend; `faults` says each thing in words, with what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


TOKEN_MENDS = {
    "invalid_auth": "copy it again from your app's page on https://api.slack.com/apps",
    "not_authed": "copy it again from your app's page on https://api.slack.com/apps",
    "account_inactive": "install the app to the workspace again (page Install App)",
    "token_revoked": "install the app to the workspace again (page Install App)",
    "token_expired": "switch token rotation off and install the app again (page Install App)",
    "not_allowed_token_type": "check that the tokens are not swapped: the bot's starts with xoxb-",
    "missing_scope": "add the scopes of app_manifest.yml and install the app again",
    "no_permission": "add the scopes of app_manifest.yml and install the app again",
    "org_login_required": "wait until Slack has finished moving the workspace",
}


def token_refused(variable: str, error: str) -> CannotRun:
    """Slack does not take the token in this variable."""
    mend = TOKEN_MENDS.get(error, "see https://docs.slack.dev/reference/methods/auth.test")
    return CannotRun(f"{variable}: Slack answers {error}. To mend it, {mend}.")
