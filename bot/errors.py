"""Errors: why a command cannot run, and how the operator can fix it."""

import errno
import os


class CannotRun(Exception):
    """Something the operator can fix; each of `faults` says what is wrong and what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def cannot_listen(host: str, port: int, fault: OSError) -> CannotRun:
    """The HTTP side cannot use this address."""
    fixes = {
        errno.EADDRINUSE: "stop what uses it or set another PORT",
        errno.EACCES: "set a PORT above 1023",
    }
    code = fault.errno or 0
    fix = fixes.get(code, "set HOST to an address of this machine, such as 127.0.0.1")
    why = os.strerror(code) if code in errno.errorcode else fault.strerror
    return CannotRun(f"HOST, PORT: cannot listen on {host}:{port} ({why}). To fix it, {fix}.")


REINSTALL = (
    "paste what `backstop manifest` prints (for HTTP: with --http) into your app's page App "
    "Manifest, then install the app again (page Install App)"
)
"""Gives the app what it lacks, and keeps the names of commands and the way in."""

TOKEN_FIXES = {
    "invalid_auth": "copy it again from your app's page on https://api.slack.com/apps",
    "not_authed": "copy it again from your app's page on https://api.slack.com/apps",
    "account_inactive": "install the app to the workspace again (page Install App)",
    "token_revoked": "install the app to the workspace again (page Install App)",
    "token_expired": "switch token rotation off and install the app again (page Install App)",
    "not_allowed_token_type": "check that the tokens are not swapped: the bot's starts with xoxb-",
    "missing_scope": REINSTALL,
    "no_permission": REINSTALL,
    "org_login_required": "wait until Slack has finished moving the workspace",
}

REGENERATE = (
    "generate a new app-level token with the scope connections:write (your app's page Basic "
    "Information, App-Level Tokens)"
)
APP_TOKEN_FIXES = dict.fromkeys(
    ("account_inactive", "invalid_auth", "missing_scope", "no_permission", "token_revoked"),
    REGENERATE,
) | {"forbidden_team": "switch Socket Mode on (your app's page Socket Mode)"}
"""An app-level token is made by hand, whatever is installed."""


def token_refused(variable: str, error: str) -> CannotRun:
    """Slack does not accept the token in this variable."""
    fixes = TOKEN_FIXES | (APP_TOKEN_FIXES if variable == "SLACK_APP_TOKEN" else {})
    fix = fixes.get(error, "see https://docs.slack.dev/reference/methods/auth.test")
    return CannotRun(f"{variable}: Slack answers {error}. To fix it, {fix}.")
