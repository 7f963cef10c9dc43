"""The folder of a shelf enters, who asks leaves: by a session, or the one person whose portal it is, at this machine."""

from __future__ import annotations

import ipaddress
import secrets
from pathlib import Path

from trialwright.portal.people.accounts import Account, Accounts
from trialwright.portal.people.attempts import Attempts
from trialwright.portal.people.role import Role
from trialwright.portal.people.sessions import Person, Sessions


class People:
    """The people of one portal. `alone` is the name of the one person whose portal it is: they need not sign in, only be here."""

    def __init__(self, folder: Path, *, alone: str | None = None) -> None:
        self.accounts = Accounts(folder)
        self.sessions = Sessions(self.accounts.store)
        self.attempts = Attempts()
        self._alone = None if alone is None else Person(name=alone, role=Role.ADMINISTRATOR, token=secrets.token_urlsafe(32))

    @property
    def is_one(self) -> bool:
        """Whether this is one person's portal, who need not sign in."""
        return self._alone is not None

    @property
    def sign_in_offered(self) -> bool:
        """Whether there is anybody who could sign in."""
        return self._alone is None and self.accounts.store.exists

    def person(self, cookie: str | None, address: str) -> Person | None:
        """Who asks from an address with a cookie; None for somebody unknown."""
        if self._alone is not None:
            return self._alone if _is_here(address) else None
        return self.sessions.person(cookie)

    def admit(self, name: str, password: str, *, address: str) -> Account | None:
        """The account of a name with its password; None where they do not fit. Raises `TooManyError`."""
        if not self.attempts.allowed(name, address):
            raise TooManyError
        found = self.accounts.known(name, password)
        if found is not None:
            self.attempts.forget(name, address)
        return found


class TooManyError(Exception):
    """Somebody has tried to sign in too often."""


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
