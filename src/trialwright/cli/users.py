"""`trialwright users`: names and passwords (typed, never given as arguments) enter, the accounts of a portal are changed."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trialwright.cli.library_folder import ShelfOption
from trialwright.cli.screen import one_line, out
from trialwright.errors import UserError
from trialwright.shelf.place import default_folder

if TYPE_CHECKING:
    from trialwright.portal.people.accounts import Accounts

users = typer.Typer(name="users", help="Who may sign in to the portal over a shelf, and change it.", no_args_is_help=True)

_ROLES = ("reader", "curator", "administrator")
_Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with; it stands beside each decision.")]


@users.command("add")
def add_command(
    name: _Name,
    *,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(_ROLES)}.")] = "curator",
    shelf: ShelfOption = None,
) -> None:
    """Add somebody. The password is asked for; where there is no terminal it is the first line of the input."""
    if role not in _ROLES:
        raise UserError(f"there is no role {role!r}", place="--role", hint=f"one of {', '.join(_ROLES)}")
    accounts = _accounts(shelf)
    from trialwright.portal.people.role import Role

    added = accounts.add(name, _password(), role=Role(role))
    out().print(f"{one_line(added.name)} may sign in as {added.role.value}", soft_wrap=True, markup=False)


@users.command("list")
def list_command(*, shelf: ShelfOption = None) -> None:
    """Name everybody, with the role and the day they were added."""
    found = _accounts(shelf).all()
    for account in found:
        row = f"{one_line(account.name):30}  {account.role.value:13}  since {account.added:%Y-%m-%d}"
        row += f"  disabled by {one_line(account.disabled_by)}" if account.disabled_by else ""
        out().print(row, soft_wrap=True, markup=False, highlight=False)
    if not found:
        out().print("nobody has an account yet; add one: trialwright users add NAME")


@users.command("remove")
def remove_command(name: _Name, *, shelf: ShelfOption = None) -> None:
    """Take somebody's account away and end their sessions. What they decided stays."""
    _accounts(shelf).remove(name)
    out().print(f"{one_line(name)} can no longer sign in", soft_wrap=True, markup=False)


@users.command("password")
def password_command(name: _Name, *, shelf: ShelfOption = None) -> None:
    """Give somebody another password; all their sessions end."""
    _accounts(shelf).set_password(name, _password())
    out().print(f"{one_line(name)} has another password; all sessions have ended", soft_wrap=True, markup=False)


def _accounts(shelf: Path | None) -> Accounts:
    missing = [name for name in ("argon2", "itsdangerous") if find_spec(name) is None]
    if missing:
        raise UserError(f"the portal is not installed ({', '.join(missing)} missing)", hint="pip install 'trialwright[portal]'")
    from trialwright.portal.people.accounts import Accounts

    return Accounts(shelf or default_folder())


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("password", hide_input=True, confirmation_prompt=True))
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise UserError("no password was given", hint="type it when asked, or give it as the first line of the input")
    return typed
