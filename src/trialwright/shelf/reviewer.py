"""Who decides, and when: the option of the command enters; a name and the present time leave."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
import subprocess

from trialwright.errors import UserError


def reviewer_name(given: str | None) -> str:
    """The name given, else the one that git signs with, else the name of the account. None of these is a `UserError`."""
    name = " ".join((given if given is not None else _git_name() or _account()).split())
    if not name:
        raise UserError("a decision needs a name", place="--reviewer", hint='give it: --reviewer "M. Rossi"')
    return name


def _git_name() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run([git, "config", "user.name"], capture_output=True, text=True, check=False)  # noqa: S603 - git, by its full path
    return done.stdout.strip()


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def now() -> str:
    """The present time with its zone: 2026-03-16T10:12:00+01:00."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
